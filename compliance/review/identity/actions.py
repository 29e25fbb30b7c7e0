"""Who made a confidential report: asked with a reason, opened by two other people, for one day, to
the one who asked.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from compliance.audit.actions import keyed_hash
from compliance.core.language import _
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Kind
from compliance.incidents.facts import excluded_from
from compliance.incidents.models import Incident
from compliance.incidents.queries import case_roles, without_excluded
from compliance.incidents.transitions import look, record_act
from compliance.incidents.workflow import CaseRole
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.review.case.notices import tell_reporter, tell_reveal_voters
from compliance.review.models import RevealRequest, RevealVote
from compliance.rulebook.clocks import local_day

__all__ = [
    "ask_reveal",
    "require_asker",
    "require_voter",
    "see_reporter",
    "vote_reveal",
    "waiting_for",
]

VOTES_NEEDED = 2
WINDOW = timedelta(hours=24)
VOTER_KINDS = (Kind.LEAD, Kind.DEPUTY_LEAD, Kind.AUDITOR)


def require_asker(incident: Incident, by: User) -> None:
    """Raises NotAllowed for anybody but the handler and the leads, NotNow when the identity is not
    confidential.
    """
    if not {CaseRole.LEAD, CaseRole.HANDLER} & case_roles(incident, by) or incident.reporter.is_by(
        by
    ):
        raise NotAllowed(_("Chỉ người phụ trách hồ sơ hoặc Tổ trưởng đề nghị được biết danh tính."))
    if not incident.reporter.confidential:
        raise NotNow(_("Người ghi nhận không đề nghị giữ kín danh tính."))


@transaction.atomic
def ask_reveal(*, incident: Incident, reason: str, by: User, at: datetime) -> RevealRequest:
    """The handler or a lead says why the review needs the identity."""
    require_asker(incident, by)
    if RevealRequest.objects.filter(
        incident=incident, asked_by=by, state=RevealRequest.State.OPEN
    ).exists():
        raise NotNow(_("Đề nghị trước của ông/bà đang chờ ý kiến."))
    asked = RevealRequest.objects.create(incident=incident, asked_by=by, reason=reason, asked_at=at)
    record_act(
        incident=incident, verb="ask_reveal", by=by, at=at, after={"reason": keyed_hash(reason)}
    )
    tell_reveal_voters(asked, _told(asked, at), at)
    return asked


def _told(asked: RevealRequest, at: datetime) -> QuerySet:
    """The voters, and a lead who reported: they have no voice, but who is not told of it would be
    known.
    """
    return without_excluded(asked.incident, holders(*VOTER_KINDS, day=local_day(at))).exclude(
        pk=asked.asked_by_id
    )


def voters(asked: RevealRequest, at: datetime) -> QuerySet:
    """Leads and the inspectorate: not who asked, not the reporter, nobody behind the wall."""
    return _told(asked, at).exclude(pk=asked.incident.reporter.user_id)


def waiting_for(user: User) -> QuerySet:
    """voters() from the other side: the open requests `user` has still to vote on."""
    if not user.function_kinds() & set(VOTER_KINDS):
        return RevealRequest.objects.none()
    of_request = Incident.objects.filter(pk=OuterRef("incident"))
    shut = of_request.filter(excluded_from(user)) | of_request.reported_by(user)
    waiting = (
        RevealRequest.objects.filter(state=RevealRequest.State.OPEN)
        .exclude(asked_by=user)
        .exclude(votes__by=user)
    )
    return waiting.filter(~Exists(shut.order_by()))


def require_voter(asked: RevealRequest, by: User, at: datetime) -> None:
    """Raises NotAllowed for whoever asked, reported, is walled, or holds no function that votes."""
    if not voters(asked, at).filter(pk=by.pk).exists():
        raise NotAllowed(_("Ông/bà không cho ý kiến về đề nghị này."))


@transaction.atomic
def vote_reveal(
    *, asked: RevealRequest, agrees: bool, reason: str, by: User, at: datetime
) -> RevealRequest:
    """One refusal ends the request; the second yes opens the identity to the one who asked, and the
    reporter is told.
    """
    require_voter(asked, by, at)
    asked = (
        RevealRequest.objects.select_for_update(of=("self",))
        .select_related("incident__reporter", "asked_by")
        .get(pk=asked.pk)
    )
    if asked.state != RevealRequest.State.OPEN:
        raise NotNow(_("Đề nghị này đã có kết quả."))
    try:
        with transaction.atomic():
            RevealVote.objects.create(request=asked, by=by, agrees=agrees, reason=reason, at=at)
    except IntegrityError:
        raise NotNow(_("Ông/bà đã cho ý kiến về đề nghị này."))
    verb = "agree_reveal" if agrees else "refuse_reveal"
    record_act(
        incident=asked.incident, verb=verb, by=by, at=at, after={"reason": keyed_hash(reason)}
    )
    if not agrees:
        _end(asked, state=RevealRequest.State.REFUSED)
    elif asked.votes.filter(agrees=True).count() >= VOTES_NEEDED:
        _end(asked, state=RevealRequest.State.APPROVED, open_until=at + WINDOW)
        text = _("Danh tính của ông/bà trong vụ việc {code} được mở cho người xử lý").format(
            code=asked.incident.code
        )
        tell_reporter(asked.incident, "revealed", text, at)
    return asked


def _end(asked: RevealRequest, **changes: Any) -> None:
    if (
        RevealRequest.objects.filter(pk=asked.pk, state=RevealRequest.State.OPEN).update(**changes)
        != 1
    ):
        raise NotNow(_("Đề nghị này đã có kết quả."))
    asked.refresh_from_db()


def window_of(incident: Incident, user: User, at: datetime) -> RevealRequest | None:
    """The approved request of `user` whose day has not run out."""
    return incident.reveal_requests.filter(
        asked_by=user, state=RevealRequest.State.APPROVED, open_until__gt=at
    ).first()


@transaction.atomic
def see_reporter(*, incident: Incident, by: User, at: datetime) -> str:
    """What may be shown: the name with the post, or the pseudonym of a confidential report. Each
    look is recorded.
    """
    if not {CaseRole.LEAD, CaseRole.HANDLER} & case_roles(incident, by):
        raise NotAllowed(
            _("Danh tính người ghi nhận chỉ hiện với Tổ trưởng và người phụ trách hồ sơ.")
        )
    opened = not incident.reporter.confidential or window_of(incident, by, at) is not None
    look(incident=incident, by=by, at=at, what="saw_reporter" if opened else "saw_pseudonym")
    return "" if opened else incident.reporter.pseudonym
