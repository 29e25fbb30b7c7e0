"""One's own data, a copy of it, what one asks about it; and the queue of those who answer."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.exports import as_file, keep
from compliance.core.access import may, require
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.core.spreadsheets import XLSX, write_tables
from compliance.desk.reasons import read_text
from compliance.registry import actions
from compliance.registry.forms import AnswerForm, AskForm, PaperAskForm
from compliance.registry.looks import looks_counted
from compliance.registry.models import DataRequest, Kinship, StaffMember
from compliance.registry.person_sections import own_tables, sections_about
from compliance.registry.queries import staff_of
from compliance.registry.views.door import require_open
from compliance.rulebook.clocks import local_day

KEEPERS = _("Đề nghị về dữ liệu cá nhân do đầu mối nội vụ trả lời.")
OPEN = (DataRequest.State.SENT, DataRequest.State.RECEIVED)


def _own(request) -> StaffMember:
    staff = staff_of(request.user)
    if staff is None:
        raise NotAllowed(_("Tài khoản này không gắn với cán bộ nào."))
    return staff


def my_data(request):
    """What the portal keeps of me, who looked, what I asked and what came of it."""
    staff, today = _own(request), local_day(timezone.now())
    context = {
        "person": staff,
        "today": today,
        "postings": staff.postings.select_related("office").order_by("-valid_from", "-pk"),
        "functions": request.user.functions.select_related("office").order_by("-valid_from", "pk"),
        "kin": [
            (row, row.relative if row.person_id == staff.pk else row.person)
            for row in (
                Kinship.objects.standing()
                .of(request.user)
                .select_related("person", "relative")
                .order_by("pk")
            )
        ],
        "sections": sections_about(request.user, staff, today),
        "counted": looks_counted(staff, today),
        "requests": staff.data_requests.order_by("-asked_at", "-pk"),
    }
    return render(request, "registry/my_data.html", context)


def ask(request):
    """A request about one's own data; `?phan=` says which part one was looking at."""
    staff, now = _own(request), timezone.now()
    part = request.GET.get("phan", "")
    form = AskForm(
        request.POST or None,
        initial={
            "part": part if part in DataRequest.Part.values else "",
            "kind": "correct" if part else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        made = actions.ask_about_data(staff=staff, by=request.user, at=now, **form.cleaned_data)
        messages.success(
            request,
            _(
                "Đã gửi. Cơ quan tiếp nhận trước {receive_by:%d/%m/%Y}, trả lời trước "
                "{due_on:%d/%m/%Y}; ông/bà được báo."
            ).format(receive_by=made.receive_by, due_on=made.due_on),
        )
        return redirect("registry:my_data")
    return render(request, "registry/ask.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def withdraw(request, pk: int):
    row = (
        DataRequest.objects.select_related("staff__user")
        .filter(pk=pk, staff__user=request.user)
        .first()
    )
    if row is None:
        raise Invisible
    actions.withdraw_request(request=row, by=request.user, at=timezone.now())
    messages.success(request, _("Đã rút đề nghị."))
    return redirect("registry:my_data")


def copy(request):
    """Everything the portal keeps of me that I may see, as a workbook; taking it away is a line of
    the ledger.
    """
    staff, now = _own(request), timezone.now()
    require_open(request)  # what is known of a case about oneself stands in it
    tables = own_tables(request.user, staff, local_day(now))
    content = write_tables(tables)
    name = f"du-lieu-cua-toi-{staff.code}.xlsx"
    keep(
        by=request.user,
        at=now,
        what="export_own_data",
        title=_("Bản sao dữ liệu của mình"),
        name=name,
        content=content,
        rows=sum(table.count for table in tables),
    )
    return as_file(content, name, XLSX)


def queue(request):
    """Requests by the day they are due."""
    if not (may(request.user, Do.KEEP_REGISTRY) or may(request.user, Do.TRIAGE)):
        raise NotAllowed(KEEPERS)
    today = local_day(timezone.now())
    rows = DataRequest.objects.visible_to(request.user).select_related("staff__office")
    states = ("dang", "qua-han", "tat-ca", *DataRequest.State.values)
    which = Asked(request.GET).choice("loc", states, "dang")
    if which == "dang":
        rows = rows.filter(state__in=OPEN)
    elif which == "qua-han":
        rows = rows.filter(state__in=OPEN, due_on__lt=today)
    elif which in DataRequest.State.values:
        rows = rows.filter(state=which)
    if value := Asked(request.GET).choice("loai", DataRequest.Kind.values):
        rows = rows.filter(kind=value)
    if words := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(staff__in=StaffMember.objects.matching(words).order_by().values("pk"))
    context = {
        "page": Asked(request.GET).page(rows.order_by("due_on", "pk"), 30),
        "kinds": DataRequest.Kind.choices,
        "states": [
            ("dang", _("Đang chờ")),
            ("qua-han", _("Quá hạn")),
            *DataRequest.State.choices,
            ("tat-ca", _("Tất cả")),
        ],
        "which": which,
        "today": today,
        "keeps": may(request.user, Do.KEEP_REGISTRY),
        "filtered": any(request.GET.get(name) for name in ("q", "loai", "loc")),
    }
    return render(request, "registry/data_requests.html", context)


def paper(request):
    """A request that came on paper from somebody without an account."""
    require(request.user, Do.KEEP_REGISTRY, KEEPERS)
    form = PaperAskForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = actions.ask_about_data(by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Đã nhập đề nghị."))
        return redirect("registry:data_request", made.pk)
    return render(
        request,
        "registry/ask.html",
        {"form": form, "paper": True},
        status=422 if form.errors else 200,
    )


def _fetch(request, pk: int) -> DataRequest:
    row = (
        DataRequest.objects.visible_to(request.user)
        .select_related("staff__user", "staff__office", "received_by", "answered_by")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise Invisible
    return row


def data_request(request, pk: int):
    """One request, its clocks, and the answer."""
    row, now = _fetch(request, pk), timezone.now()
    form = AnswerForm(request.POST if request.POST.get("act") == "answer" else None)
    if request.method == "POST":
        try:
            if done := _act(request, row, form, now):
                messages.success(request, done)
                return redirect("registry:data_request", pk)
        except NotNow as refused:
            if not row.is_open:
                raise  # its page has no form any more
            (
                form.add_error(None, refused.reason)
                if form.is_bound
                else messages.error(request, refused.reason)
            )
    answers = actions.answerers(row, local_day(now)).filter(pk=request.user.pk).exists()
    context = {
        "one": row,
        "form": form,
        "answers": answers and row.is_open,
        "today": local_day(now),
    }
    return render(
        request, "registry/data_request.html", context, status=422 if form.errors else 200
    )


def _act(request, row: DataRequest, form: AnswerForm, now) -> str:
    """What was done, in words; '' when the form has to be looked at again."""
    act = request.POST.get("act")
    if act == "receive":
        actions.receive_request(request=row, by=request.user, at=now)
        return _("Đã tiếp nhận; người đề nghị được báo.")
    if act == "extend":
        because = read_text(request, "because", 300)
        actions.extend_request(request=row, because=because, by=request.user, at=now)
        return _("Đã gia hạn đến {due_on:%d/%m/%Y}; người đề nghị được báo.").format(
            due_on=row.due_on
        )
    if act == "answer" and form.is_valid():
        actions.answer_request(request=row, by=request.user, at=now, **form.cleaned_data)
        return _("Đã trả lời; người đề nghị được báo.")
    return ""
