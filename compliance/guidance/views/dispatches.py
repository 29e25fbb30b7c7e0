"""Instruments sent to offices: how far each has come, who has still to read, reminders, the list to
sign on paper.
"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.exports import as_file, keep
from compliance.core.access import may, require
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotNow
from compliance.core.roles import Do
from compliance.files import Refused
from compliance.guidance import actions
from compliance.guidance.forms import DispatchForm, SigningForm
from compliance.guidance.models import Dispatch
from compliance.guidance.paper import sign_list_of
from compliance.guidance.queries import (
    AWAY,
    DONE,
    OPEN,
    coverage,
    coverages,
    covered_offices,
    part_of,
    people_to_cover,
    sent_to,
    total_of,
    without_briefing,
)
from compliance.papers.writers import TYPES, WRITERS
from compliance.registry.models import Office, StaffMember
from compliance.rulebook.clocks import local_day

STATES = (("dang", _("Đang theo dõi")), ("xong", _("Đã kết thúc")))
PARTS = (
    (OPEN, _("Chưa xác nhận")),
    (DONE, _("Đã xác nhận")),
    (AWAY, _("Nghỉ dài ngày, chưa xác nhận")),
)


def dispatches(request):
    """Every instrument sent, the ones still running first."""
    today = local_day(timezone.now())
    rows = (
        Dispatch.objects.visible_to(request.user)
        .select_related("instrument")
        .order_by("ended_at", "-at", "-pk")
    )
    if state := Asked(request.GET).choice("loc", dict(STATES)):
        rows = rows.filter(ended_at__isnull=state == "dang")
    if words := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(instrument__number__icontains=words) | rows.filter(
            instrument__title__icontains=words
        )
    page = Asked(request.GET).page(rows, 15)
    followed: dict[int, set[int]] = {}
    for sent, office in sent_to([row.pk for row in page], request.user):
        followed.setdefault(sent, set()).add(office)
    covered = coverages(
        [row.instrument_id for row in page],
        today,
        list(Office.objects.filter(pk__in=set().union(*followed.values()))),
    )
    for row in page:
        total = total_of(
            [
                row_covered
                for row_covered in covered[row.instrument_id]
                if row_covered["office_id"] in followed.get(row.pk, ())
            ]
        )
        row.done, row.total, row.pct = total["done"], total["total"], total["pct"]
    context = {
        "page": page,
        "today": today,
        "states": STATES,
        "sends": may(request.user, Do.KEEP_RULEBOOK),
        "filtered": bool(request.GET.get("q") or request.GET.get("loc")),
    }
    return render(request, "guidance/dispatches.html", context)


def new_dispatch(request):
    require(
        request.user, Do.KEEP_RULEBOOK, _("Đầu mối nội vụ, Tổ trưởng gửi văn bản đến các đơn vị.")
    )
    now = timezone.now()
    form = DispatchForm(
        request.POST or None,
        today=local_day(now),
        initial={"instrument": request.GET.get("van-ban")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.send_instrument(by=request.user, at=now, **form.cleaned_data)
            messages.success(
                request,
                _(
                    "Đã gửi đến {count} đơn vị; thủ trưởng đơn vị được báo, cán bộ thấy ở trang "
                    "của mình."
                ).format(count=len(form.cleaned_data["offices"])),
            )
            return redirect("guidance:dispatch", made.pk)
        except NotNow as refused:
            form.add_error(None, refused.reason)
    return render(
        request, "guidance/new_dispatch.html", {"form": form}, status=422 if form.errors else 200
    )


def _fetch(request, pk: int) -> Dispatch:
    sent = (
        Dispatch.objects.visible_to(request.user)
        .select_related("instrument", "by")
        .filter(pk=pk)
        .first()
    )
    if sent is None:
        raise Invisible
    return sent


def _office(request, dispatch: Dispatch) -> Office | None:
    """The office the address names, among those this person follows."""
    code = request.GET.get("don-vi", "")
    office = covered_offices(dispatch, request.user).filter(code=code).first() if code else None
    if code and office is None:
        raise Invisible
    return office


def dispatch(request, pk: int):
    """One instrument sent: every office with its figures; a figure opens the people it counts."""
    sent, today = _fetch(request, pk), local_day(timezone.now())
    offices = {
        office.pk: office
        for office in covered_offices(sent, request.user).order_by("order", "name")
    }
    missing = set(
        without_briefing(Dispatch.objects.filter(pk=sent.pk), list(offices)).values_list(
            "office_id", flat=True
        )
    )
    rows = {
        row["office_id"]: row for row in coverage(sent.instrument, today, list(offices.values()))
    }
    shown = [
        {**rows[pk], "office": office, "briefed": pk not in missing}
        for pk, office in offices.items()
    ]
    context = {
        "dispatch": sent,
        "rows": (
            sorted(shown, key=lambda row: (row["pct"] is None, row["pct"] or 0))
            if Asked(request.GET).choice("xep", ("thap",))
            else shown
        ),
        "done": sum(row["done"] for row in shown),
        "total": sum(row["total"] for row in shown),
        "left": sum(row["open"] for row in shown),
        "missing": len(missing),
        "today": today,
        "keeps": may(request.user, Do.KEEP_RULEBOOK),
        "holds": may(request.user, Do.HOLD_BRIEFING),
    }
    return render(request, "guidance/dispatch.html", context)


def people(request, pk: int):
    """The people one figure counts."""
    sent, today = _fetch(request, pk), local_day(timezone.now())
    office = _office(request, sent)
    part = Asked(request.GET).choice("loc", (OPEN, DONE, AWAY, "tat-ca"), OPEN)
    offices = [office] if office else list(covered_offices(sent, request.user))
    rows = (
        part_of(people_to_cover(sent.instrument, today, offices), part)
        .select_related("office")
        .by_name()
    )
    if words := request.GET.get("q", "").strip()[:100]:
        rows = rows.matching(words)
    context = {
        "dispatch": sent,
        "office": office,
        "page": Asked(request.GET).page(rows, 50),
        "parts": PARTS,
        "part": part,
        "words": dict(PARTS).get(part, _("Tất cả")),
    }
    return render(request, "guidance/people.html", context)


def sign_list(request, pk: int):
    """The list to print and sign: who of the office has not confirmed yet; `tat-ca` prints
    everybody.
    """
    sent, today = _fetch(request, pk), local_day(timezone.now())
    office = (
        _office(request, sent)
        or covered_offices(sent, request.user).order_by("order", "name").first()
    )
    if office is None:
        raise Invisible
    rows = people_to_cover(sent.instrument, today, [office]).by_name()
    rows = rows if Asked(request.GET).flag("tat-ca") else part_of(rows, OPEN)
    if form := Asked(request.GET).choice("dang", WRITERS):
        content, name = (
            WRITERS[form](sign_list_of(sent, office, rows, today)),
            f"danh-sach-ky-{office.code}-{sent.pk}.{form}",
        )
        title = _("Danh sách ký {number}, {short_name}").format(
            number=sent.instrument.number, short_name=office.short_name
        )
        keep(
            by=request.user,
            at=timezone.now(),
            what="export_sign_list",
            title=title,
            name=name,
            content=content,
            rows=len(rows),
        )
        return as_file(content, name, TYPES[form])
    context = {
        "dispatch": sent,
        "office": office,
        "offices": covered_offices(sent, request.user).order_by("order", "name"),
        "people": rows,
        "may_record": may(request.user, Do.KEEP_RULEBOOK) or may(request.user, Do.HOLD_BRIEFING),
    }
    return render(request, "guidance/sign_list.html", context)


def signatures(request, pk: int):
    """Who signed on paper, and the scan."""
    sent, now = _fetch(request, pk), timezone.now()
    office = (
        _office(request, sent)
        or covered_offices(sent, request.user).order_by("order", "name").first()
    )
    if not (may(request.user, Do.KEEP_RULEBOOK) or may(request.user, Do.HOLD_BRIEFING)):
        require(
            request.user, Do.HOLD_BRIEFING, _("Thủ trưởng đơn vị, đầu mối nội vụ ghi người đã ký.")
        )
    if office is None:
        raise Invisible
    people = people_to_cover(sent.instrument, local_day(now), [office]).filter(done=False).by_name()
    form = SigningForm(
        request.POST or None,
        request.FILES or None,
        people=StaffMember.objects.filter(pk__in=[person.pk for person in people]).by_name(),
    )
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "people": list(form.cleaned_data["people"])}
        try:
            actions.record_signatures(
                dispatch=sent, office=office, by=request.user, at=now, **given
            )
            messages.success(
                request, _("Đã ghi {count} người ký trên giấy.").format(count=len(given["people"]))
            )
            return redirect("guidance:dispatch", sent.pk)
        except Refused as refused:
            form.add_error("uploads", str(refused))
        except NotNow as refused:
            form.add_error("signed_on", refused.reason)
    return render(
        request,
        "guidance/signatures.html",
        {"dispatch": sent, "office": office, "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
def remind(request, pk: int):
    sent = _fetch(request, pk)
    if not (may(request.user, Do.KEEP_RULEBOOK) or may(request.user, Do.HOLD_BRIEFING)):
        require(request.user, Do.HOLD_BRIEFING)
    office = _office(request, sent)
    offices = [office] if office else list(covered_offices(sent, request.user))
    count = actions.remind(dispatch=sent, offices=offices, by=request.user, at=timezone.now())
    messages.success(
        request,
        (
            _(
                "Đã nhắc {count} người chưa xác nhận; mỗi người được nhắc nhiều nhất một lần một "
                "ngày."
            ).format(count=count)
            if count
            else _("Không còn ai có tài khoản phải nhắc.")
        ),
    )
    return redirect("guidance:dispatch", pk)


@require_POST
def end(request, pk: int):
    actions.end_dispatch(dispatch=_fetch(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Đã kết thúc; không nhắc nữa, xác nhận đã có vẫn giữ."))
    return redirect("guidance:dispatch", pk)


@require_POST
def resume(request, pk: int):
    actions.resume_dispatch(dispatch=_fetch(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Đã theo dõi lại; người chưa xác nhận lại được nhắc."))
    return redirect("guidance:dispatch", pk)
