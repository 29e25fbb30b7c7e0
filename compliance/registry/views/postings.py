"""Transfer, second post, secondment, long leave: one form each; ending, taking back and correcting
what was written.
"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core.access import require
from compliance.core.language import _, lower_first
from compliance.core.refusals import Invisible, NotNow
from compliance.core.roles import Do
from compliance.registry import actions
from compliance.registry.forms import (
    CorrectPostingForm,
    EndPostingForm,
    LeaveForm,
    PostingForm,
    SideForm,
)
from compliance.registry.models import Posting, StaffMember
from compliance.registry.views.people import fetch
from compliance.rulebook.clocks import local_day

KEEPER = _("Đầu mối nội vụ ghi vị trí công tác.")
# slug: title, what happens, form, verb
KINDS = {
    "chuyen": (
        _("Chuyển vị trí"),
        _("Vị trí chính đang giữ kết thúc vào ngày trước đó."),
        PostingForm,
        actions.post_staff,
    ),
    "kiem-nhiem": (
        _("Kiêm nhiệm"),
        _("Giữ thêm một vị trí bên cạnh vị trí chính."),
        SideForm,
        actions.add_second_post,
    ),
    "biet-phai": (
        _("Biệt phái"),
        _(
            "Vị trí chính giữ nguyên; trong thời gian biệt phái người này do đơn vị nơi đến quản "
            "lý."
        ),
        SideForm,
        actions.second_staff,
    ),
    "nghi-dai-ngay": (
        _("Nghỉ dài ngày"),
        _("Không ghi lý do nghỉ. Hết ngày cuối thì trở lại làm việc."),
        LeaveForm,
        actions.put_on_leave,
    ),
}


def _told(staff: StaffMember, title: str, data: dict, today) -> str:
    day = data["valid_from"]
    when = (
        _("có hiệu lực từ {day:%d/%m/%Y}").format(day=day)
        if day <= today
        else _("sẽ có hiệu lực ngày {day:%d/%m/%Y}; hủy được trước ngày đó").format(day=day)
    )
    return _("Đã ghi {title} của {full_name}: {when}.").format(
        title=lower_first(title), full_name=staff.full_name, when=when
    )


def _answer(request, person: StaffMember, form, title: str, lead: str, button: str, do):
    """Show the form; do it when it holds; what was typed stays when it is refused."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, do())
            return redirect("registry:person", person.code)
        except NotNow as refused:
            form.add_error("valid_from" if "valid_from" in form.fields else None, refused.reason)
    context = {"person": person, "form": form, "title": title, "lead_text": lead, "button": button}
    return render(request, "registry/posting.html", context, status=422 if form.errors else 200)


def new(request, code: str, kind: str):
    """/can-bo/<mã>/vi-tri/<chuyen | kiem-nhiem | biet-phai | nghi-dai-ngay>/"""
    person = fetch(request, code)
    require(request.user, Do.KEEP_REGISTRY, KEEPER)
    if kind not in KINDS:
        raise Invisible
    title, lead, form_class, verb = KINDS[kind]
    now = timezone.now()
    today = local_day(now)
    more = {"row": person, "held": _all_posts(person)} if kind == "chuyen" else {}
    form = form_class(
        request.POST or None,
        today=today,
        **more,
        initial=(
            {"office": person.office_id, "staff_kind": person.staff_kind}
            if kind == "chuyen"
            else {}
        ),
    )

    def do() -> str:
        verb(staff=person, by=request.user, at=now, **form.cleaned_data)
        return _told(person, title, form.cleaned_data, today)

    return _answer(request, person, form, title, lead, _("Ghi"), do)


def _all_posts(person: StaffMember) -> list[str]:
    """Every post, those to come too: what a transfer follows on."""
    return [
        _("{kind}: {position}, {name}, từ {valid_from:%d/%m/%Y}{valid_to}").format(
            kind=post.get_kind_display(),
            position=post.position,
            name=post.office.name,
            valid_from=post.valid_from,
            valid_to=_(" đến {valid_to:%d/%m/%Y}").format(valid_to=post.valid_to)
            if post.valid_to
            else "",
        )
        for post in person.postings.select_related("office").order_by("valid_from", "pk")
    ]


def _posting(request, pk: int) -> Posting:
    posting = (
        Posting.objects.select_related("staff__office", "office")
        .filter(pk=pk, staff__in=StaffMember.objects.visible_to(request.user))
        .first()
    )
    if posting is None:
        raise Invisible
    require(request.user, Do.KEEP_REGISTRY, KEEPER)
    return posting


def end(request, pk: int):
    """The last day of a second post, a secondment or a leave."""
    posting, now = _posting(request, pk), timezone.now()
    form = EndPostingForm(request.POST or None, row=posting, initial={"last_day": local_day(now)})

    def do() -> str:
        ended = actions.end_posting(posting=posting, by=request.user, at=now, **form.cleaned_data)
        return _("Đã ghi ngày cuối {valid_to:%d/%m/%Y}.").format(valid_to=ended.valid_to)

    lead = _("{kind}, {name}, từ {valid_from:%d/%m/%Y}.").format(
        kind=posting.get_kind_display(), name=posting.office.name, valid_from=posting.valid_from
    )
    return _answer(
        request,
        posting.staff,
        form,
        _("Kết thúc {kind}").format(kind=lower_first(posting.get_kind_display())),
        lead,
        _("Ghi ngày cuối"),
        do,
    )


@require_POST
def take_back(request, pk: int):
    posting = _posting(request, pk)
    actions.take_back_posting(posting=posting, by=request.user, at=timezone.now())
    messages.success(request, _("Đã hủy; mọi thứ giữ như hiện nay."))
    return redirect("registry:person", posting.staff.code)


@require_POST
def resume(request, pk: int):
    """Take back the last day that was written today."""
    posting = _posting(request, pk)
    actions.resume_posting(posting=posting, by=request.user, at=timezone.now())
    messages.success(
        request,
        _("Đã bỏ ngày cuối; {kind} giữ tiếp.").format(kind=lower_first(posting.get_kind_display())),
    )
    return redirect("registry:person", posting.staff.code)


def correct(request, pk: int):
    """Mend what was written wrongly, with the reason; what stood before stays in the trail."""
    posting, now = _posting(request, pk), timezone.now()
    names = ("office", "position", "staff_kind", "is_leader", "valid_from", "basis")
    form = CorrectPostingForm(
        request.POST or None,
        row=posting,
        today=local_day(now),
        initial={name: getattr(posting, name) for name in names},
    )

    def do() -> str:
        actions.correct_posting(posting=posting, by=request.user, at=now, **form.cleaned_data)
        return _("Đã đính chính; nội dung cũ còn trong nhật ký.")

    lead = _("Dùng khi đã ghi sai. Người chuyển sang vị trí khác thì ghi chuyển vị trí.")
    return _answer(request, posting.staff, form, _("Đính chính vị trí"), lead, _("Đính chính"), do)
