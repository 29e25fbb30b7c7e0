"""The person concerned is told, sees the bundle, and is heard."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.incidents import custody
from compliance.incidents.models import Evidence, Incident
from compliance.incidents.transitions import look, transition
from compliance.registry.models import User
from compliance.review.case.notices import tell_person
from compliance.review.case.queries import (
    answered,
    last_notice,
    opened_any,
    still_to_hand_over,
)
from compliance.review.hearing.checks import (
    both_versions,
    handed_hash,
    shown_already,
    uncovers,
    uncovers_says,
    why_not_handed,
)
from compliance.review.models import Notice
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar

__all__ = [
    "look_at_evidence",
    "look_at_own_case",
    "notify",
    "notify_again",
    "open_notice",
]


@transaction.atomic
def notify(
    *,
    incident: Incident,
    bundle: Iterable[Evidence],
    by: User,
    at: datetime,
    paper: str = "",
    captions: dict[str, str] | None = None,
) -> Incident:
    """First notice: the allegations, the numbered bundle, the window in working days. `captions` =
    {evidence id: what the person reads}.
    """
    bundle = _own_evidence(incident, bundle)
    if not bundle:
        raise NotNow(_("Chọn ít nhất một chứng cứ để người được phản ánh xem."))
    _reachable(incident, paper)
    return _serve(incident, "notify", bundle, by, at, paper, captions)


@transaction.atomic
def notify_again(*, incident: Incident, by: User, at: datetime, paper: str = "") -> Incident:
    """Second notice, after the first window ran out unanswered; the same bundle."""
    first = present(last_notice(incident))
    if answered(incident) or local_day(at) <= first.due_on:
        raise NotNow(
            _(
                "Chỉ thông báo lần hai khi đã hết hạn giải trình ({due_on:%d/%m/%Y}) mà chưa có "
                "giải trình."
            ).format(due_on=first.due_on)
        )
    if still_to_hand_over(incident):
        raise NotNow(
            _(
                "Thông báo lần {number} gửi bằng giấy chưa ghi nhận việc giao: giao thông báo ấy, "
                "thời hạn giải trình tính từ ngày giao."
            ).format(number=first.number)
        )
    _reachable(incident, paper)
    if not paper.strip() and not opened_any(incident):
        raise NotNow(
            _("Thông báo trước chưa được mở xem trên cổng: thông báo lần hai phải giao bằng giấy.")
        )
    return _serve(
        incident,
        "notify_again",
        list(present(first).bundle.select_related("file").order_by("number", "copy")),
        by,
        at,
        paper,
    )


def _own_evidence(incident: Incident, bundle: Iterable[Evidence]) -> list[Evidence]:
    wanted = {evidence.pk for evidence in bundle}
    return list(
        incident.evidence.filter(pk__in=wanted, removed_at=None, file__sealed_at=None)
        .select_related("file")
        .order_by("number", "copy")
    )


def disclose(
    *,
    notice: Notice,
    items: list[Evidence],
    incident: Incident,
    by: User,
    at: datetime,
    captions: dict[str, str] | None = None,
) -> None:
    """Put items into the bundle of a notice: one version of each, with the words the person reads,
    and a row of custody each.
    """
    shown = list(shown_already(incident))
    new = [item for item in items if item not in shown]  # a second notice repeats what was shown
    if twice := both_versions(new):
        raise NotNow(
            _("CC-{number:02d} được chọn cả bản gốc và bản che: chỉ gửi một bản.").format(
                number=twice[0].number
            )
        )
    if bared := uncovers(new, shown):
        raise NotNow(uncovers_says(bared))
    for item in new:
        if reason := why_not_handed(item):
            raise NotNow(reason)
    for item in items:
        item.disclosed_caption = (
            (captions or {}).get(str(item.pk)) or item.disclosed_caption or item.caption
        )
        Evidence.objects.filter(pk=item.pk).update(disclosed_caption=item.disclosed_caption)
        custody.write(
            item=item,
            verb=custody.Verb.DISCLOSED,
            at=at,
            incident=incident,
            by=by,
            note=_disclosed_note(item, notice),
        )
    notice.bundle.add(*items)


def _disclosed_note(item: Evidence, notice: Notice) -> str:
    """The number of the notice, and the hash of what is taken away there."""
    given = handed_hash(item)
    return _("thông báo lần {number}{given}").format(
        number=notice.number,
        given=_("; bản giao SHA-256 {given}").format(given=given) if given else "",
    )


def _reachable(incident: Incident, paper: str) -> None:
    account = present(incident.person).user
    if not (account and account.is_active) and not paper.strip():
        raise NotNow(
            _(
                "Người được phản ánh chưa có tài khoản: ghi rõ việc giao thông báo bằng giấy "
                "(ngày, người giao, người nhận)."
            )
        )


def _serve(
    incident: Incident,
    verb: str,
    bundle: list[Evidence],
    by: User,
    at: datetime,
    paper: str,
    captions: dict[str, str] | None = None,
) -> Incident:
    due_on = add_working_days(local_day(at), present(incident.rule_set).answer_workdays, calendar())
    changes: dict[str, Any] = {"due_on": due_on}
    if not incident.told_at:
        changes["told_at"] = at
    number = incident.notices.count() + 1
    fresh = transition(
        incident=incident,
        verb=verb,
        by=by,
        at=at,
        after={"notice": number, "due_on": due_on.isoformat()},
        **changes,
    )
    notice = Notice.objects.create(
        incident=fresh, number=number, served_at=at, due_on=due_on, by=by, paper=paper
    )
    disclose(notice=notice, items=bundle, incident=fresh, by=by, at=at, captions=captions)
    text = _("Xem thông báo {code} và giải trình").format(code=fresh.code)
    tell_person(fresh, "notice", text, at)
    return fresh


@transaction.atomic
def open_notice(*, incident: Incident, by: User, at: datetime) -> None:
    """The person concerned takes the notice by pressing a button: that is the delivery, recorded
    once a notice. Looking at a page is not.
    """
    if present(incident.person).user_id != by.pk:
        raise NotNow
    if Notice.objects.filter(incident=incident, opened_at=None).update(opened_at=at):
        look(incident=incident, by=by, at=at, what="received_notice")


def look_at_own_case(*, incident: Incident, by: User, at: datetime) -> None:
    """The person concerned looks at their page. The first look after a conclusion, which the page
    shows whole, is its receipt (conclusion_received_on).
    """
    look(incident=incident, by=by, at=at, what="opened_own_case")


def look_at_evidence(*, incident: Incident, evidence: Evidence, by: User, at: datetime) -> None:
    """The person concerned opens one item of the bundle; recorded, so that 'đã xem' is a fact."""
    look(incident=incident, obj=evidence, by=by, at=at, what="opened_evidence")
