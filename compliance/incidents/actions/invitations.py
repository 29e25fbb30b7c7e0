"""The verbs of invitations: a person asked into the case until a day, and sent out again."""

from datetime import date, datetime

from django.db import transaction

from compliance.core.addresses import case_url
from compliance.core.language import _
from compliance.core.refusals import NotAllowed, NotNow
from compliance.incidents import grants
from compliance.incidents.models import Incident, Invitation
from compliance.incidents.queries import deciders, may_be_named, without_excluded
from compliance.incidents.transitions import Paper, transition
from compliance.outbox.actions import notify
from compliance.registry.models import User
from compliance.rulebook.clocks import local_day


def may_be_invited(incident: Incident, user: User) -> bool:
    """An active account outside the wall that neither reported, handles nor decides the case."""
    taken = {
        incident.reporter.user_id,
        incident.handler_id,
        incident.triaged_by_id,
        incident.concluded_by_id,
    }
    return (
        user.pk not in taken
        and without_excluded(incident, User.objects.filter(pk=user.pk, is_active=True)).exists()
    )


@transaction.atomic
def invite(
    *, incident: Incident, user: User, part: str, until: date, reason: str, by: User, at: datetime
) -> Incident:
    """Ask a person into the case until a day: to read, or to stand in for the unit or internal
    affairs. To conclude nobody is asked in: the level above names them (name_decider()).
    """
    if part == Invitation.Part.DECIDER:
        raise NotAllowed(_("Người kết luận do cấp trên cử, không mời."))
    if not may_be_invited(incident, user):
        raise NotNow(
            _(
                "Không mời được người này: có quan hệ liên quan, đã thôi tham gia, hoặc đang giữ "
                "việc khác trong hồ sơ."
            )
        )
    if until < local_day(at):
        raise NotNow(_("Ngày cuối không được ở quá khứ."))
    if Invitation.objects.live(local_day(at)).filter(incident=incident, user=user).exists():
        raise NotNow(_("Người này đang được mời."))
    Invitation.objects.filter(incident=incident, user=user, ended_at=None).update(
        ended_at=at
    )  # run out
    fresh = transition(
        incident=incident,
        verb="invite",
        by=by,
        at=at,
        note=reason,
        after={"user": user.pk, "until": until.isoformat(), "part": part},
    )
    Invitation.objects.create(
        incident=fresh, user=user, part=part, until=until, reason=reason, by=by, at=at
    )
    grants.refresh(fresh, local_day(at))
    text = _("Ông/bà được mời tham gia hồ sơ {code}").format(code=fresh.code)
    tell_invited(fresh, user, text, at)
    return fresh


@transaction.atomic
def name_decider(
    *,
    incident: Incident,
    user: User,
    until: date,
    reason: str,
    by: User,
    at: datetime,
    paper: Paper,
) -> Incident:
    """The level above names who concludes a case that nobody here may conclude; `by` confirms what
    was recorded of its decision. The named person has the part until a day, and no other.

    Raises NotNow while somebody here may conclude, and for a person with a part or behind the wall.
    """
    day = local_day(at)
    if not incident.proposed_by_id:
        raise NotNow(_("Chưa có dự thảo kết luận đang trình."))
    if deciders(incident, day).exists():
        raise NotNow(_("Còn người kết luận được; không chuyển cấp trên."))
    if not may_be_named(incident, day).filter(pk=user.pk).exists():
        raise NotNow(_("Người được cử phải chưa tham gia hồ sơ và không có quan hệ liên quan."))
    if until < day:
        raise NotNow(_("Ngày cuối không được ở quá khứ."))
    Invitation.objects.filter(incident=incident, user=user, ended_at=None).update(ended_at=at)
    part = Invitation.Part.DECIDER
    fresh = transition(
        incident=incident,
        verb="name_decider",
        by=by,
        at=at,
        note=reason,
        after={"user": user.pk, "until": until.isoformat(), "part": part.value},
        paper=paper,
    )
    Invitation.objects.create(
        incident=fresh, user=user, part=part, until=until, reason=reason, by=by, at=at
    )
    grants.refresh(fresh, day)
    text = _("Kết luận hồ sơ {code} theo quyết định của cấp trên").format(code=fresh.code)
    tell_invited(fresh, user, text, at)
    return fresh


@transaction.atomic
def end_invitation(
    *, incident: Incident, invitation: Invitation, by: User, at: datetime
) -> Incident:
    """Take an invitation back: the next request no longer has it."""
    fresh = transition(
        incident=incident, verb="end_invitation", by=by, at=at, after={"user": invitation.user_id}
    )
    if (
        Invitation.objects.filter(pk=invitation.pk, incident=fresh, ended_at=None).update(
            ended_at=at
        )
        != 1
    ):
        raise NotNow(_("Lời mời này đã kết thúc."))
    grants.refresh(fresh, local_day(at))
    return fresh


def tell_invited(incident: Incident, user: User, text: str, at: datetime) -> None:
    """Notify somebody who was just let into the case, or given it."""
    url = case_url(incident.code)
    notify(
        users=[user],
        kind="assigned",
        text=text,
        url=url,
        at=at,
        subject=incident,
        key=f"assigned:{incident.pk}:{incident.version}",
    )
