"""Documents of a case: the form, the paper on screen, its copies, what is typed back; and the
register of them all.
"""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.exports import as_file, filters_of, hand_out, keep
from compliance.core import parameters
from compliance.core.access import may
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotAllowed, NotNow, Stale
from compliance.core.roles import Do
from compliance.files import Refused
from compliance.files.actions import store
from compliance.files.serving import serve
from compliance.incidents.models import Incident
from compliance.incidents.serving import serve_paper
from compliance.papers.writers import TYPES, WRITERS
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
    found = (
        CaseDocument.objects.visible_to(request.user)
        .select_related(
            "incident__person__user",
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
    if found is None:
        raise Invisible
    return found


def _case(document: CaseDocument) -> str:
    return reverse("review:document", args=[document.incident.code, document.pk])


def new_document(request, code: str, kind: str):
    """Ask for what the case does not hold, then draw the document up."""
    incident = fetch(request, code)
    if kind not in DRAFT_FORMS or incident.sealed:
        raise Invisible
    if not actions.works_on(incident, request.user):
        raise NotAllowed("Người phụ trách hồ sơ hoặc Tổ trưởng lập văn bản.")
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
        made = _draft(request, incident, form, old, now)
        _remark(request, form, local_day(now))
        return redirect(_case(made))
    context = {"incident": incident, "form": form, "kind": CaseDocument.Kind(kind), "old": old}
    return render(request, "review/new_document.html", context, status=422 if form.errors else 200)


def _replaced(request, incident: Incident, kind: str) -> CaseDocument | None:
    """The issued document that the new one is to replace, when the address names one."""
    wanted = parameters.number(request.GET.get("thay", ""))
    return incident.documents.issued().filter(pk=wanted, kind=kind).first() if wanted else None


def _draft(request, incident: Incident, form, old: CaseDocument | None, now) -> CaseDocument:
    issuer, kind = form.cleaned_data["issuer"], form.kind
    return actions.draft_document(
        incident=incident,
        kind=kind,
        issuer=issuer,
        words=compose(
            incident=incident, kind=kind, issuer=issuer, given=form.given(), day=local_day(now)
        ),
        fields=form.kept(),
        measure=form.cleaned_data.get("measure"),
        replaces=old,
        by=request.user,
        at=now,
    )


def _remark(request, form, today) -> None:
    messages.success(request, "Đã lập dự thảo. Xem lại, tải bản trình ký, rồi ghi số sau khi ký.")
    day = form.cleaned_data.get("day")
    if (
        form.kind == CaseDocument.Kind.INVITATION
        and (left := workdays_between(today, day, calendar())) < SOON
    ):
        messages.warning(
            request,
            f"Buổi làm việc chỉ còn {max(left, 0)} ngày làm việc nữa; nên mời trước ít nhất {SOON}"
            " ngày làm việc.",
        )


def document(request, code: str, pk: int):
    """The paper as it will be printed, with what is to be done next beside it."""
    found = _fetch(request, code, pk)
    context = {
        "document": found,
        "incident": found.incident,
        "paper": paper_of(found),
        "may_work": actions.works_on(found.incident, request.user),
        "replacements": found.replaced_by.standing().order_by("pk"),
        "to_person": found.kind in CaseDocument.TO_PERSON,
        "dead": "" if found.is_issued else why_not_worded(found),
        "may_number": not found.is_issued and not why_dead(found),
    }
    return render(request, "review/document.html", context)


def _require(request, found: CaseDocument) -> None:
    if not actions.works_on(found.incident, request.user):
        raise NotAllowed("Người phụ trách hồ sơ hoặc Tổ trưởng sửa và ghi số văn bản.")
    if found.is_issued:
        raise NotNow(
            "Văn bản đã ghi số, không sửa được. Cần đính chính thì lập văn bản mới thay thế.",
            back=_case(found),
        )


def _require_ground(found: CaseDocument, reason: str) -> None:
    """Refuse before the form is shown, in the words of the action."""
    if reason:
        raise NotNow(reason, back=_case(found))


def edit_document(request, code: str, pk: int):
    """The wording, part by part; two who edit at once both keep what they typed."""
    found = _fetch(request, code, pk)
    _require(request, found)
    _require_ground(found, why_not_worded(found))
    form = WordingForm(request.POST if request.method == "POST" else None, document=found)
    if form.is_bound and form.is_valid():
        loaded = _fetch(request, code, pk)
        loaded.version = form.cleaned_data["version"]
        try:
            actions.edit_document(
                document=loaded, words=form.new_words(), by=request.user, at=timezone.now()
            )
        except Stale as refusal:
            raise Stale(
                refusal.reason,
                form=form,
                current=WordingForm(document=found),
                version=found.version,
                back=_case(found),
            ) from refusal
        messages.success(request, "Đã lưu lời văn.")
        return redirect(_case(found))
    return render(
        request,
        "review/edit_document.html",
        {"document": found, "incident": found.incident, "form": form},
        status=422 if form.errors else 200,
    )


def type_back(request, code: str, pk: int):
    """Number, day and signer from the signed paper."""
    found = _fetch(request, code, pk)
    _require(request, found)
    _require_ground(found, why_dead(found))
    now = timezone.now()
    form = TypeBackForm(
        request.POST or None, request.FILES or None, document=found, row=found, today=local_day(now)
    )
    if request.method == "POST" and form.is_valid():
        try:
            _type_back(request, found, form.cleaned_data, now)
        except Refused as refused:
            form.add_error("upload", str(refused))
        else:
            messages.success(request, "Đã ghi số. Văn bản không sửa được nữa.")
            return redirect(_case(found))
    return render(
        request,
        "review/type_back.html",
        {"document": found, "incident": found.incident, "form": form},
        status=422 if form.errors else 200,
    )


@transaction.atomic
def _type_back(request, found: CaseDocument, data: dict, now) -> None:
    common = {"by": request.user, "at": now}
    file = None
    if data["upload"]:
        file = store(upload=data["upload"], kind="documents", owner=found.incident, **common)
    actions.type_back(
        document=found,
        number=data["number"],
        issued_on=data["issued_on"],
        signer=data["signer"],
        signed_file=file,
        **common,
    )


@require_POST
def discard_document(request, code: str, pk: int):
    found = _fetch(request, code, pk)
    _require(request, found)
    actions.discard_document(document=found, by=request.user, at=timezone.now())
    messages.success(request, "Đã bỏ dự thảo.")
    return redirect("review:case", code)


def download(request, code: str, pk: int, form: str):
    return _copy(request, _fetch(request, code, pk), form)


def my_document(request, code: str, pk: int, form: str):
    """The person concerned reads a document that was sent to them; as PDF, never the draft."""
    found = (
        CaseDocument.objects.addressed_to(request.user)
        .select_related("incident__person", "signed_file", "conclusion")
        .filter(pk=pk, incident__code=code)
        .first()
    )
    if found is None or form == "docx":
        raise Invisible
    require_open(request)
    return _copy(request, found, form, own=True)


def _copy(request, found: CaseDocument, form: str, own: bool = False) -> HttpResponse:
    """A .docx to edit, a PDF to read, or the signed paper; taking it away is an event."""
    now = timezone.now()
    if form == "ban-ky" and found.signed_file_id:
        actions.export_document(document=found, form=form, by=request.user, at=now)
        if own:
            return serve_paper(found.signed_file, by=request.user, at=now, incident=found.incident)
        return serve(found.signed_file, by=request.user, obj=found.incident, at=now)
    if form not in WRITERS:
        raise Invisible
    actions.export_document(document=found, form=form, by=request.user, at=now)
    content, name = (
        WRITERS[form](paper_of(found)),
        f"{found.kind}-{found.incident.code}-{found.pk}.{form}",
    )
    keep(
        by=request.user,
        at=now,
        what="downloaded_document",
        title=found.incident.code,
        name=name,
        content=content,
        event=False,
        about=found.incident,
    )
    return as_file(content, name, TYPES[form])


# --- the register


def _registered(request):
    """The documents this person may see, by year, kind and state."""
    if not any(may(request.user, do) for do in (Do.TRIAGE, Do.HANDLE, Do.GIVE_AFFAIRS_OPINION)):
        raise NotAllowed("Sổ văn bản dành cho Tổ kiểm tra giám sát và đầu mối nội vụ.")
    rows = CaseDocument.objects.visible_to(request.user).select_related(
        "incident", "replaces", "conclusion"
    )
    asked = Asked(request.GET)
    if value := asked.choice("loai", CaseDocument.Kind.values):
        rows = rows.filter(kind=value)
    if year := asked.year("nam"):
        rows = rows.filter(issued_on__year=year)
    state = asked.choice("loc", ("du-thao", "da-ghi-so"))
    if state == "da-ghi-so":
        return rows.issued().order_by("-issued_on", "-pk")
    if state:
        rows = rows.filter(typed_back_at=None)
    return rows.order_by("typed_back_at", "-issued_on", "-pk")


def register(request):
    rows = _registered(request)
    page = Asked(request.GET).page(rows, PER_PAGE)
    headings = [heading for heading, _ in COLUMNS]
    context = {
        "page": page,
        "rows": [(row, list(zip(headings, line_of(row), strict=True))) for row in page],
        "headings": headings,
        "kinds": CaseDocument.Kind.choices,
        "years": [
            day.year
            for day in (
                CaseDocument.objects.visible_to(request.user)
                .issued()
                .dates("issued_on", "year", order="DESC")
            )
        ],
    }
    return render(request, "review/document_register.html", context)


def export(request):
    """The register as a workbook."""
    now = timezone.now()
    told = filters_of(request.GET, {"loai": "Loại", "nam": "Năm", "loc": "Lọc"})
    table = register_table(_registered(request)[:20_000])
    name = f"so-van-ban-{local_day(now):%Y%m%d}"
    return hand_out(
        by=request.user,
        at=now,
        what="export_documents",
        name=name,
        table=table,
        kind=request.GET.get("dang") or "xlsx",
        filters=told,
    )
