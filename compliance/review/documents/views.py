"""Documents of a case: the form, the paper on screen, its copies, what is typed back; and the
register of them all.
"""

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, Max, Min
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.exports import as_file, filters_of, hand_out, keep
from compliance.core import parameters
from compliance.core.access import may
from compliance.core.language import _
from compliance.core.parameters import MOST_PAGES, Asked
from compliance.core.refusals import Invisible, NotAllowed, NotNow, Stale
from compliance.core.roles import Do
from compliance.files import Refused
from compliance.files.actions import store
from compliance.files.serving import serve
from compliance.files.signing import taken_from
from compliance.incidents.models import Incident
from compliance.incidents.queries import require_declared
from compliance.incidents.serving import serve_paper
from compliance.papers.writers import TYPES, WRITERS, Unsettable, require_settable
from compliance.registry.models import User
from compliance.registry.views.door import require_open
from compliance.review.case.fetching import fetch
from compliance.review.documents import actions
from compliance.review.documents.checks import why_dead, why_not, why_not_worded
from compliance.review.documents.composing import compose, paper_of
from compliance.review.documents.exports import COLUMNS, line_of, register_table
from compliance.review.documents.forms import DRAFT_FORMS, TypeBackForm, WordingForm, filled
from compliance.review.models import CaseDocument
from compliance.rulebook.clocks import local_day, workdays_between
from compliance.rulebook.queries import calendar

SOON = 5
PER_PAGE = 50


def _fetch(request, code: str, pk: int) -> CaseDocument:
    paper = (
        CaseDocument.objects.visible_to(request.user)
        .select_related(
            "incident__person__user",
            "incident__reporter",
            "incident__office",
            "incident__handling_office",
            "incident__rule_set",
            "signed_file",
            "replaces",
            "conclusion",
            "measure",
        )
        .filter(pk=pk, incident__code=code)
        .first()
    )
    if paper is None:
        raise Invisible
    require_declared(paper.incident, request.user)
    return paper


def _case(document: CaseDocument) -> str:
    return reverse("review:document", args=[document.incident.code, document.pk])


def new_document(request, code: str, kind: str):
    """Ask for what the case does not hold, then draw the document up."""
    incident = fetch(request, code)
    if kind not in DRAFT_FORMS or incident.sealed:
        raise Invisible
    if not actions.works_on(incident, request.user):
        raise NotAllowed(_("Người phụ trách hồ sơ hoặc Tổ trưởng lập văn bản."))
    if reason := why_not(incident, kind):
        raise NotNow(reason, back=reverse("review:case", args=[code]))
    now = timezone.now()
    old = _replaced(request, incident, kind)
    form = DRAFT_FORMS[kind](
        request.POST or None,
        incident=incident,
        kind=kind,
        initial={"issuer": old.issuer, **filled(old.fields)} if old else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _draft(request, incident, form, old, now)
        except Unsettable as refused:
            form.add_error(None, refused.reason)
        else:
            _remark(request, form, local_day(now))
            return redirect(_case(made))
    context = {"incident": incident, "form": form, "kind": CaseDocument.Kind(kind), "old": old}
    context["soon"] = SOON
    return render(request, "review/new_document.html", context, status=422 if form.errors else 200)


def _replaced(request, incident: Incident, kind: str) -> CaseDocument | None:
    """The issued document that the new one is to replace, when the address names one."""
    wanted = parameters.number(request.GET.get("thay", ""))
    return incident.documents.issued().filter(pk=wanted, kind=kind).first() if wanted else None


@transaction.atomic
def _draft(request, incident: Incident, form, old: CaseDocument | None, now) -> CaseDocument:
    """The draft that was kept, which every writer can set."""
    issuer, kind = form.cleaned_data["issuer"], form.kind
    made = actions.draft_document(
        incident=incident,
        kind=kind,
        issuer=issuer,
        words=compose(
            incident=incident, kind=kind, issuer=issuer, given=form.given(), day=local_day(now)
        ),
        fields=form.as_data(),
        measure=form.cleaned_data.get("measure"),
        replaces=old,
        by=request.user,
        at=now,
    )
    require_settable(paper_of(made))
    return made


def _remark(request, form, today) -> None:
    messages.success(
        request, _("Đã lập dự thảo. Xem lại, tải bản trình ký, rồi ghi số sau khi ký.")
    )
    day = form.cleaned_data.get("day")
    if (
        form.kind == CaseDocument.Kind.INVITATION
        and (left := workdays_between(today, day, calendar())) < SOON
    ):
        messages.warning(
            request,
            _(
                "Buổi làm việc chỉ còn {left} ngày làm việc nữa; nên mời trước ít nhất {soon} ngày "
                "làm việc."
            ).format(left=max(left, 0), soon=SOON),
        )


def document(request, code: str, pk: int):
    """The paper as it will be printed, with what is to be done next beside it."""
    paper = _fetch(request, code, pk)
    context = {
        "document": paper,
        "incident": paper.incident,
        "paper": paper_of(paper),
        "may_work": actions.works_on(paper.incident, request.user),
        "replacements": paper.replaced_by.standing().order_by("pk"),
        "to_person": paper.kind in CaseDocument.TO_PERSON,
        "dead": "" if paper.is_issued else why_not_worded(paper),
        "may_number": not paper.is_issued and not why_dead(paper),
    }
    return render(request, "review/document.html", context)


def _require(request, paper: CaseDocument) -> None:
    if not actions.works_on(paper.incident, request.user):
        raise NotAllowed(_("Người phụ trách hồ sơ hoặc Tổ trưởng sửa và ghi số văn bản."))
    if paper.is_issued:
        raise NotNow(
            _("Văn bản đã ghi số, không sửa được. Cần đính chính thì lập văn bản mới thay thế."),
            back=_case(paper),
        )


def _require_ground(paper: CaseDocument, reason: str) -> None:
    """Refuse before the form is shown, in the words of the action."""
    if reason:
        raise NotNow(reason, back=_case(paper))


def edit_document(request, code: str, pk: int):
    """The wording, part by part; two who edit at once both keep what they typed."""
    paper = _fetch(request, code, pk)
    form = WordingForm(request.POST if request.method == "POST" else None, document=paper)
    _require(request, paper)
    _require_ground(paper, why_not_worded(paper))
    if form.is_bound and form.is_valid():
        loaded = _fetch(request, code, pk)
        loaded.version = form.cleaned_data["version"]
        try:
            _word(request, loaded, form.new_words())
        except Unsettable as refused:
            form.add_error(None, refused.reason)
        except Stale as refusal:
            raise Stale(
                refusal.reason,
                form=form,
                current=WordingForm(document=paper),
                version=paper.version,
                back=_case(paper),
            ) from refusal
        else:
            messages.success(request, _("Đã lưu lời văn."))
            return redirect(_case(paper))
    return render(
        request,
        "review/edit_document.html",
        {"document": paper, "incident": paper.incident, "form": form},
        status=422 if form.errors else 200,
    )


@transaction.atomic
def _word(request, paper: CaseDocument, words: dict) -> None:
    require_settable(
        paper_of(
            actions.edit_document(document=paper, words=words, by=request.user, at=timezone.now())
        )
    )


def type_back(request, code: str, pk: int):
    """Number, day and signer from the signed paper."""
    paper = _fetch(request, code, pk)
    now = timezone.now()
    form = TypeBackForm(
        request.POST or None, request.FILES or None, document=paper, row=paper, today=local_day(now)
    )
    _require(request, paper)
    _require_ground(paper, why_dead(paper))
    if request.method == "POST" and form.is_valid():
        try:
            _type_back(request, paper, form.cleaned_data, now)
        except Refused as refused:
            form.add_error("upload", str(refused))
        else:
            messages.success(request, _("Đã ghi số. Văn bản không sửa được nữa."))
            if form.signed:
                messages.info(request, taken_from(form.signed))
            return redirect(_case(paper))
    return render(
        request,
        "review/type_back.html",
        {"document": paper, "incident": paper.incident, "form": form},
        status=422 if form.errors else 200,
    )


@transaction.atomic
def _type_back(request, paper: CaseDocument, data: dict, now) -> None:
    common = {"by": request.user, "at": now}
    file = None
    if data["upload"]:
        file = store(upload=data["upload"], kind="documents", owner=paper.incident, **common)
    actions.type_back(
        document=paper,
        number=data["number"],
        issued_on=data["issued_on"],
        signer=data["signer"],
        signed_file=file,
        **common,
    )


@require_POST
def discard_document(request, code: str, pk: int):
    paper = _fetch(request, code, pk)
    _require(request, paper)
    actions.discard_document(document=paper, by=request.user, at=timezone.now())
    messages.success(request, _("Đã bỏ dự thảo."))
    return redirect("review:case", code)


def download(request, code: str, pk: int, form: str):
    return _copy(request, _fetch(request, code, pk), form)


def my_document(request, code: str, pk: int, form: str):
    """The person concerned reads a document that was sent to them; as PDF, never the draft."""
    paper = (
        CaseDocument.objects.addressed_to(request.user)
        .select_related("incident__person", "signed_file", "conclusion")
        .filter(pk=pk, incident__code=code)
        .first()
    )
    if paper is None or form == "docx":
        raise Invisible
    require_open(request)
    return _copy(request, paper, form, own=True)


def _copy(request, paper: CaseDocument, form: str, own: bool = False) -> HttpResponse:
    """A .docx to edit, a PDF to read, or the signed paper; taking it away is an event."""
    now = timezone.now()
    if form == "ban-ky" and paper.signed_file_id:
        actions.export_document(document=paper, form=form, by=request.user, at=now)
        if own:
            return serve_paper(paper.signed_file, by=request.user, at=now, incident=paper.incident)
        return serve(paper.signed_file, by=request.user, obj=paper.incident, at=now)
    if form not in WRITERS:
        raise Invisible
    actions.export_document(document=paper, form=form, by=request.user, at=now)
    content, name = WRITERS[form](paper_of(paper)), f"{paper.file_name}.{form}"
    keep(
        by=request.user,
        at=now,
        what="downloaded_document",
        title=paper.incident.code,
        name=name,
        content=content,
        event=False,
        about=paper.incident,
    )
    return as_file(content, name, TYPES[form])


# --- the register


def _registered(request):
    """The documents this person may see, by year, kind and state."""
    if not any(may(request.user, do) for do in (Do.TRIAGE, Do.HANDLE, Do.GIVE_AFFAIRS_OPINION)):
        raise NotAllowed(_("Sổ văn bản dành cho Tổ kiểm tra giám sát và đầu mối nội vụ."))
    rows = CaseDocument.objects.visible_to(request.user).select_related(
        "incident", "replaces", "conclusion"
    )
    asked = Asked(request.GET)
    if value := asked.choice("loai", CaseDocument.Kind.values):
        rows = rows.filter(kind=value)
    if year := asked.year("nam"):
        rows = rows.filter(issued_on__year=year)
    if state := asked.choice("loc", ("du-thao", "da-ghi-so")):  # the day comes with the number
        rows = rows.filter(issued_on__isnull=state == "du-thao")
    return rows.in_register()


def _years(user) -> list[int]:
    """In which this person may see an issued document, the newest first: each year is asked for
    itself, as to read the days of all documents is to read the register.
    """
    issued = CaseDocument.objects.standing().issued()
    ends = issued.aggregate(first=Min("issued_on"), last=Max("issued_on"))
    if ends["first"] is None:
        return []
    seen = CaseDocument.objects.visible_to(user).issued().order_by()
    years = list(range(ends["last"].year, ends["first"].year - 1, -1))
    of_each = {f"in_{year}": Exists(seen.filter(issued_on__year=year)) for year in years}
    there = User.objects.filter(pk=user.pk).values_list(*of_each.values())[0]
    return [year for year, seen_in_it in zip(years, there, strict=True) if seen_in_it]


def register(request):
    rows = _registered(request)
    page = Asked(request.GET).turned(rows, PER_PAGE, MOST_PAGES)
    headings = [heading for heading, __ in COLUMNS]
    context = {
        "page": page,
        "rows": [(row, list(zip(headings, line_of(row), strict=True))) for row in page],
        "headings": headings,
        "kinds": CaseDocument.Kind.choices,
        "years": _years(request.user),
    }
    return render(request, "review/document_register.html", context)


def export(request):
    """The register as a workbook."""
    now = timezone.now()
    filters = filters_of(
        request.GET,
        {"loai": _("Loại"), "nam": _("Năm"), "loc": _("Tình trạng")},
        {
            "loai": dict(CaseDocument.Kind.choices),
            "loc": {"du-thao": _("Chưa ghi số"), "da-ghi-so": _("Đã ghi số")},
        },
    )
    table = register_table(_registered(request)[:20_000])
    name = f"so-van-ban-{local_day(now):%Y%m%d}"
    return hand_out(
        by=request.user,
        at=now,
        what="export_documents",
        name=name,
        table=table,
        kind=request.GET.get("dang") or "xlsx",
        filters=filters,
    )
