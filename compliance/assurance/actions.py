"""The verbs of the two records: a breach is recorded, told, excused by two, closed by two; a review
is signed.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from compliance.assurance.models import Breach, BreachNote, Review
from compliance.assurance.queries import figures_of, keepers, reviewers
from compliance.audit.actions import keyed_hash, record
from compliance.core.access import may, require
from compliance.core.language import _, lower_first
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import CHAIRS, Do, Kind
from compliance.outbox.actions import notify
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day
from compliance.rulebook.queries import term

State = Breach.State
NOT_A_KEEPER = _("Tổ trưởng, Tổ phó, đầu mối nội vụ và quản trị giữ sổ sự cố dữ liệu.")
SECOND_PERSON = _("Người đề nghị không tự xác nhận; việc này cần người thứ hai.")


def hours_to_notify(noticed_at: datetime) -> int:
    """Hours from noticing to the notification of the authority (rule term BREACH, Luật
    91/2025/QH15, Điều 23).
    """
    rule = term(None, "BREACH", local_day(noticed_at)) or term(None, "BREACH")
    return present(rule).value


@transaction.atomic
def record_breach(
    *,
    title: str,
    what: str,
    data: str,
    noticed_at: datetime,
    by: User,
    at: datetime,
    people: int | None = None,
    effects: str = "",
    measures: str = "",
) -> Breach:
    """Write a breach into the register. Anybody with an account may; the keepers and the chairs are
    told at once.

    The clock runs from noticing, not from writing, at every hour of every day. Raises NotNow for a
    moment to come.
    """
    if noticed_at > at:
        raise NotNow(_("Lúc phát hiện không thể ở sau bây giờ."))
    breach = Breach.objects.create(
        title=title,
        what=what,
        data=data,
        people=people,
        effects=effects,
        measures=measures,
        noticed_at=noticed_at,
        due_at=noticed_at + timedelta(hours=hours_to_notify(noticed_at)),
        recorded_by=by,
        recorded_at=at,
    )
    _write(breach, "record_breach", by, at, after={"due_at": breach.due_at.isoformat()})
    _tell(breach, "new", _("Sự cố dữ liệu cá nhân mới: xem và thông báo đúng hạn"), at)
    return breach


@transaction.atomic
def note_breach(*, breach: Breach, text: str, by: User, at: datetime) -> BreachNote:
    """Add what has become known since. Raises NotNow once the matter is closed."""
    require(by, Do.KEEP_BREACHES, NOT_A_KEEPER)
    breach = _locked(breach)
    if breach.state == State.CLOSED:
        raise NotNow(_("Sự cố đã kết thúc, không ghi thêm được."))
    note = BreachNote.objects.create(breach=breach, text=text, by=by, at=at)
    _write(breach, "note_breach", by, at, after={"text": keyed_hash(text)})
    return note


@transaction.atomic
def notify_breach(
    *, breach: Breach, notified_at: datetime, number: str, by: User, at: datetime
) -> Breach:
    """Write down that the competent authority was notified, when and by which document."""
    require(by, Do.KEEP_BREACHES, NOT_A_KEEPER)
    breach = _locked(breach)
    if not breach.noticed_at <= notified_at <= at:
        raise NotNow(_("Lúc thông báo phải ở giữa lúc phát hiện và bây giờ."))
    changes = {"notified_at": notified_at, "notified_number": number}
    breach = _step(breach, (State.OPEN, State.EXEMPT_ASKED), State.NOTIFIED, **changes)
    _write(breach, "notify_breach", by, at, after={"notified_at": notified_at.isoformat()})
    _tell(breach, "notified", _("Đã thông báo sự cố dữ liệu cho cơ quan có thẩm quyền"), at)
    return breach


@transaction.atomic
def ask_exemption(*, breach: Breach, reason: str, by: User, at: datetime) -> Breach:
    """Say that the law asks for no notification; the clock runs on until a second person agrees."""
    require(by, Do.KEEP_BREACHES, NOT_A_KEEPER)
    changes = {"exempt_reason": reason, "exempt_asked_by": by}
    breach = _step(_locked(breach), (State.OPEN,), State.EXEMPT_ASKED, **changes)
    _write(breach, "ask_exemption", by, at, after={"reason": keyed_hash(reason)})
    _tell(breach, "exempt", _("Cho ý kiến: sự cố dữ liệu được đề nghị không phải thông báo"), at)
    return breach


@transaction.atomic
def decide_exemption(*, breach: Breach, agrees: bool, by: User, at: datetime) -> Breach:
    """The inspectorate or a chair agrees, or sends it back to be notified. Never who asked."""
    _second(by)
    breach = _locked(breach)
    if breach.exempt_asked_by_id == by.pk:
        raise NotAllowed(SECOND_PERSON)
    changes = {"decided_by": by} if agrees else {"exempt_asked_by": None, "exempt_reason": ""}
    target = State.EXEMPT if agrees else State.OPEN
    breach = _step(breach, (State.EXEMPT_ASKED,), target, **changes)
    _write(breach, "decide_exemption", by, at, after={"agrees": agrees})
    _tell(breach, f"decided{at:%H%M%S}", _("Đã có ý kiến về việc thông báo sự cố dữ liệu"), at)
    return breach


@transaction.atomic
def tell_people(*, breach: Breach, told_on: date, how: str, by: User, at: datetime) -> Breach:
    """Write down that those whose data it was have been told, on which day and how."""
    require(by, Do.KEEP_BREACHES, NOT_A_KEEPER)
    breach = _locked(breach)
    if breach.state == State.CLOSED:
        raise NotNow(_("Sự cố đã kết thúc, không ghi thêm được."))
    if not local_day(breach.noticed_at) <= told_on <= local_day(at):
        raise NotNow(_("Ngày báo phải ở giữa ngày phát hiện và hôm nay."))
    breach.people_told_on, breach.people_told_how = told_on, how
    breach.save(update_fields=["people_told_on", "people_told_how"])
    _write(breach, "tell_people", by, at, after={"told_on": told_on.isoformat()})
    return breach


@transaction.atomic
def close_breach(*, breach: Breach, lesson: str, by: User, at: datetime) -> Breach:
    """Close it, with what was learned. The inspectorate or a chair, never who wrote it into the
    register.
    """
    _second(by)
    breach = _locked(breach)
    if breach.recorded_by_id == by.pk:
        raise NotAllowed(_("Người ghi sự cố không tự kết thúc; việc này cần người thứ hai."))
    changes = {"lesson": lesson, "closed_by": by, "closed_at": at}
    breach = _step(breach, (State.NOTIFIED, State.EXEMPT), State.CLOSED, **changes)
    _write(breach, "close_breach", by, at, after={"lesson": keyed_hash(lesson)})
    return breach


@transaction.atomic
def sign_review(
    *,
    review: Review,
    remarks: str,
    by: User,
    at: datetime,
    to_mend: str = "",
    to_end: Iterable = (),
) -> Review:
    """Sign a review: its figures are frozen as the signer saw them, and the administrators hear
    what is to be mended.

    `to_end`: keys of functions that should end. Nobody's own function is reviewed by themselves.
    Raises NotNow before the period has passed and when somebody has signed already.
    """
    if not (may(by, Do.READ_AUDIT) or may(by, Do.DIRECT)):
        raise NotAllowed(_("Thanh tra hoặc Chủ tịch, Phó Chủ tịch ký rà soát."))
    if local_day(at) <= review.end:
        raise NotNow(_("Kỳ này chưa hết, chưa ký được."))
    changes = {
        "figures": figures_of(review, by, set(to_end)),
        "remarks": remarks,
        "to_mend": to_mend,
        "signed_by": by,
        "signed_at": at,
    }
    if Review.objects.unsigned().filter(pk=review.pk).update(**changes) != 1:
        raise NotNow(_("Rà soát này đã được ký."), back=reverse("assurance:reviews"))
    review.refresh_from_db()
    after = {"kind": review.kind, "start": review.start.isoformat()}
    record(by=by, verb="sign_review", obj=review, at=at, label=str(review), after=after)
    if to_mend or to_end:
        notify(
            users=holders(Kind.ADMINISTRATOR, day=local_day(at)),
            kind="review_to_mend",
            text=_("{review}: có việc phải khắc phục").format(review=review),
            url=reverse("assurance:review", args=[review.pk]),
            at=at,
            key=f"review:{review.pk}:mend",
        )
    return review


def _second(by: User) -> None:
    if not (may(by, Do.READ_AUDIT) or may(by, Do.DIRECT)):
        raise NotAllowed(_("Thanh tra hoặc Chủ tịch, Phó Chủ tịch cho ý kiến."))


def _locked(breach: Breach) -> Breach:
    return Breach.objects.select_for_update().get(pk=breach.pk)


def _step(breach: Breach, sources: tuple[str, ...], target: str, **changes: Any) -> Breach:
    """Exactly one of two who act at once gets through, on both engines."""
    rows = Breach.objects.filter(pk=breach.pk, state__in=sources)
    if rows.update(state=target, **changes) != 1:
        raise NotNow(
            _("Sự cố đang ở tình trạng “{state}”.").format(
                state=lower_first(breach.get_state_display())
            ),
            back=reverse("assurance:breach", args=[breach.pk]),
        )
    breach.refresh_from_db()
    return breach


def _write(breach: Breach, verb: str, by: User, at: datetime, after: dict) -> None:
    record(by=by, verb=verb, obj=breach, at=at, label=str(breach), after=after)


def _tell(breach: Breach, what: str, text: str, at: datetime) -> None:
    """Everybody who keeps the register or answers for it; no word of what happened
    leaves by mail.
    """
    day = local_day(at)
    notify(
        users={*keepers(day), *reviewers(day), *holders(*CHAIRS, day=day)},
        kind="breach",
        text=text,
        url=reverse("assurance:breach", args=[breach.pk]),
        at=at,
        key=f"breach:{breach.pk}:{what}",
    )
