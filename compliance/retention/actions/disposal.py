"""Disposal: proposed by one, confirmed by another outside the wall of each case, done by the
outbox, one case a transaction.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from compliance.audit.actions import keyed_hash, record
from compliance.core.access import require
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Do, Kind
from compliance.incidents.models import Incident
from compliance.incidents.queries import without_excluded
from compliance.incidents.transitions import record_act
from compliance.outbox.actions import enqueue, notify
from compliance.registry.models import User
from compliance.registry.queries import holders, staff_of
from compliance.retention.models import DisposalBatch, DisposalItem, FileToRemove, Tombstone
from compliance.retention.queries import due_of, still_due
from compliance.retention.removal import digest, emptied, empty, survey
from compliance.retention.terms import rules
from compliance.rulebook.clocks import local_day

State = DisposalItem.State
MOST = 200  # one batch: what a person can look through


@transaction.atomic
def propose_disposal(
    *, incidents: Iterable[Incident], note: str, by: User, at: datetime
) -> DisposalBatch:
    """Choose cases that are due; what each will lose is counted now and shown to who confirms.
    `incidents` are cases `by` may see.
    """
    require(by, Do.RETAIN, _("Tổ trưởng, Tổ phó đề nghị tiêu hủy."))
    chosen, day = list(incidents), local_day(at)
    if not chosen or len(chosen) > MOST:
        raise NotNow(_("Chọn từ 1 đến {most} hồ sơ đến hạn.").format(most=MOST))
    batch = DisposalBatch.objects.create(note=note, proposed_by=by, proposed_at=at)
    known, counts = rules(day), survey([incident.pk for incident in chosen])
    for incident in chosen:
        if why := still_due(incident, day):
            raise NotNow(f"{incident.code}: {why}")
        due = due_of(incident, known)
        try:
            with transaction.atomic():
                batch.items.create(
                    incident=incident,
                    kind=present(due).rule.kind,
                    closed_on=present(due).closed_on,
                    due_on=present(due).due_on,
                    counts=counts[incident.pk],
                )
        except IntegrityError:
            raise NotNow(_("{code}: đã nằm trong một đề nghị khác.").format(code=incident.code))
        record_act(
            incident=incident,
            verb="propose_disposal",
            by=by,
            at=at,
            after={"batch": batch.pk, "class": present(due).rule.kind},
        )
    _tell_confirmers(batch, chosen, by, at)
    return batch


def _tell_confirmers(batch: DisposalBatch, chosen: list[Incident], by: User, at: datetime) -> None:
    people = {
        user.pk: user
        for incident in chosen
        for user in without_excluded(incident, holders(Kind.AUDITOR, day=local_day(at)))
        if user.pk != by.pk
    }
    url = reverse("retention:batch", args=[batch.pk])
    notify(
        users=people.values(),
        kind="disposal",
        text=_("Xem và xác nhận đề nghị tiêu hủy {batch}").format(batch=batch),
        url=url,
        at=at,
        key=f"disposal:{batch.pk}",
    )


@transaction.atomic
def decide_batch(*, batch: DisposalBatch, agrees: bool, reason: str, by: User, at: datetime) -> int:
    """Confirm or refuse what waits in the batch outside the wall of `by`; returns how many cases.
    Never one's own proposal.
    """
    require(by, Do.CONFIRM_DISPOSAL, _("Thanh tra xác nhận việc tiêu hủy."))
    if batch.proposed_by_id == by.pk:
        raise NotAllowed(_("Người đề nghị không tự xác nhận; việc này của người khác."))
    done = 0
    for item in batch.items.visible_to(by).filter(state=State.PROPOSED).select_related("incident"):
        state = State.CONFIRMED if agrees else State.REFUSED
        moved = DisposalItem.objects.filter(pk=item.pk, state=State.PROPOSED).update(
            state=state, decided_by=by, decided_at=at, why="" if agrees else reason
        )
        if moved != 1:
            continue
        done += 1
        verb = "confirm_disposal" if agrees else "refuse_disposal"
        record_act(
            incident=item.incident,
            verb=verb,
            by=by,
            at=at,
            after={"batch": batch.pk, "reason": keyed_hash(reason)},
        )
        if agrees:
            enqueue(
                topic="dispose", dedup_key=f"dispose:{item.pk}", at=at, payload={"item": item.pk}
            )
    if not done:
        raise NotNow(_("Đề nghị này không còn hồ sơ nào chờ ông/bà xác nhận."))
    return done


@transaction.atomic
def dispose(*, item: DisposalItem, at: datetime) -> Tombstone | None:
    """Empty the case and leave the tombstone. Asked again, it does nothing; what is no longer due,
    or held, is left out with the reason.
    """
    if (
        DisposalItem.objects.filter(pk=item.pk, state=State.CONFIRMED).update(
            state=State.DONE, done_at=at
        )
        != 1
    ):
        return Tombstone.objects.filter(incident=item.incident_id).first()
    incident = Incident.objects.select_related("rule_set", "archived").get(pk=item.incident_id)
    if why := still_due(incident, local_day(at)):
        _skip(item, incident, why, at)
        return None
    stone = _empty_under_stone(item, incident, at)
    after = {
        "class": stone.kind,
        "manifest": stone.manifest_sha256,
        "proposed_by": item.batch.proposed_by_id,
        "batch": item.batch_id,
    }
    record_act(incident=incident, verb="dispose", by=item.decided_by, at=at, after=after)
    enqueue(
        topic="register_disposal",
        dedup_key=f"register_disposal:{stone.pk}",
        at=at,
        payload={"stone": stone.pk},
    )
    return stone


def _skip(item: DisposalItem, incident: Incident, why: str, at: datetime) -> None:
    DisposalItem.objects.filter(pk=item.pk).update(state=State.SKIPPED, why=why)
    record(
        by=None,
        verb="skip_disposal",
        obj=incident,
        at=at,
        label=incident.code,
        after={"batch": item.batch_id},
    )


def _empty_under_stone(item: DisposalItem, incident: Incident, at: datetime) -> Tombstone:
    """Empty the case and write what stays of it. Raises NotNow when it was changed meanwhile."""
    due = present(due_of(incident, rules(local_day(at))))
    reference = _reference(incident)  # read before the case is emptied of it
    manifest = {"code": incident.code, "class": due.rule.kind, **empty_case(incident, at)}
    return Tombstone.objects.create(
        code=incident.code,
        incident=incident,
        kind=due.rule.kind,
        basis=due.rule.basis,
        closed_month=due.closed_on.replace(day=1),
        due_on=due.due_on,
        reference=reference,
        batch_id=item.batch_id,
        disposed_at=at,
        manifest=manifest,
        manifest_sha256=digest(manifest),
        proposed_by=item.batch.proposed_by,
        confirmed_by=item.decided_by,
        **_signed("proposer", item.batch.proposed_by),
        **_signed("confirmer", present(item.decided_by)),
    )


def empty_case(incident: Incident, at: datetime) -> dict:
    """The emptying itself, for a disposal, a draft that ran out and a case that came back with an
    old backup. The bytes are owed.
    """
    changes = emptied(incident, at)
    if (
        Incident.objects.filter(pk=incident.pk, version=incident.version, disposed_at=None).update(
            **changes, version=F("version") + 1
        )
        != 1
    ):
        raise NotNow(_("Hồ sơ vừa được thay đổi."))  # the outbox tries again on the fresh row
    manifest = empty(incident, at)
    for row in FileToRemove.objects.filter(removed_at=None, at=at):
        enqueue(
            topic="remove_file", dedup_key=f"remove_file:{row.pk}", at=at, payload={"file": row.pk}
        )
    return manifest


def _reference(incident: Incident) -> str:
    """The number under which the matter lives on elsewhere: of the archive, or of the referral."""
    if archived := getattr(incident, "archived", None):
        return str(archived.reference)
    triage = incident.triages.exclude(reference="").order_by("-at").first()
    return str(triage.reference) if triage else ""


def _signed(part: str, user: User) -> dict:
    """Name and post as they were on the day."""
    staff = staff_of(user)
    return {part: user.display_name, f"{part}_post": staff.post[:200] if staff else ""}
