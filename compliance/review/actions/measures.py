"""What is to be done after a conclusion: set, carried out, verified by another, closed."""

from datetime import date, datetime

from django.db import transaction

from compliance.audit.actions import keyed_hash
from compliance.incidents.gate import take_step
from compliance.incidents.models import Incident, StoredFile
from compliance.incidents.workflow import CONCLUDED, Status
from compliance.refusals import NotAllowed, NotNow
from compliance.registry.models import Office, User
from compliance.review.checks import ADVERSE, before_close, require_all
from compliance.review.models import Measure
from compliance.review.notices import tell_handler, tell_person, tell_unit
from compliance.review.queries import live_measures
from compliance.rulebook.clocks import add_months, local_day


def _next_due(incident: Incident) -> date | None:
    """The earliest day among the measures still to be verified."""
    return live_measures(incident).filter(verified_at=None).values_list("due_on", flat=True).first()


@transaction.atomic
def set_measure(*, incident: Incident, kind: str, what: str, office: Office, due_on: date, by: User, at: datetime) -> Incident:
    """Give one measure to an office, with a day. Only where the conclusion calls for one."""
    if incident.status in CONCLUDED and incident.outcome not in ADVERSE:
        raise NotNow("Kết luận không vi phạm thì không có biện pháp.")
    earliest = min(filter(None, (due_on, _next_due(incident))))
    fresh = take_step(incident=incident, verb="set_measure", by=by, at=at, after={"kind": kind, "due_on": due_on.isoformat()}, due_on=earliest)
    Measure.objects.create(incident=fresh, kind=kind, what=what, office=office, due_on=due_on, set_by=by, set_at=at)
    tell_unit(fresh, "measure_set", f"Thực hiện biện pháp trong hồ sơ {fresh.code}", at)
    return fresh


@transaction.atomic
def carry_out(
    *,
    incident: Incident,
    measure: Measure,
    proof: str,
    by: User,
    at: datetime,
    proof_file: StoredFile | None = None,
    document_number: str = "",
    document_date: date | None = None,
    signer: str = "",
) -> Incident:
    """Say what was done, with proof. A written reminder needs the number, day and signer of the paper signed outside, and expires."""
    _open(measure)
    if measure.carried_out_at:
        raise NotNow("Biện pháp này đã được báo thực hiện.")
    written = measure.kind in (Measure.Kind.WRITTEN_REMINDER, Measure.Kind.DISCIPLINE)
    if written and not (document_number and document_date and signer):
        raise NotNow("Ghi số, ngày và người ký của văn bản đã ký ngoài hệ thống.")
    fresh = take_step(incident=incident, verb="carry_out", by=by, at=at, after={"measure": measure.pk, "proof": keyed_hash(proof)})
    lapses_on = add_months(document_date, incident.rule_set.reminder_months) if measure.kind == Measure.Kind.WRITTEN_REMINDER else None
    Measure.objects.filter(pk=measure.pk).update(
        proof=proof,
        proof_file=proof_file,
        carried_out_by=by,
        carried_out_at=at,
        document_number=document_number,
        document_date=document_date,
        signer=signer,
        lapses_on=lapses_on,
    )
    tell_handler(fresh, f"carried_out_{measure.pk}", f"Xác nhận biện pháp trong hồ sơ {fresh.code}", at)
    return fresh


@transaction.atomic
def verify(*, incident: Incident, measure: Measure, by: User, at: datetime, note: str = "") -> Incident:
    """Somebody other than who carried it out confirms it."""
    _open(measure)
    if not measure.carried_out_at:
        raise NotNow("Biện pháp chưa được báo thực hiện.")
    if measure.carried_out_by_id == by.pk:
        raise NotAllowed("Người thực hiện không tự xác nhận.")
    fresh = take_step(incident=incident, verb="verify", by=by, at=at, note=note, after={"measure": measure.pk})
    Measure.objects.filter(pk=measure.pk).update(verified_by=by, verified_at=at)
    Incident.objects.filter(pk=fresh.pk).update(due_on=_next_due(fresh) or local_day(at))
    tell_person(fresh, f"verified_{measure.pk}", f"Biện pháp trong {fresh.code} đã được xác nhận", at)
    return Incident.objects.with_people().get(pk=fresh.pk)


@transaction.atomic
def cancel_measure(*, incident: Incident, measure: Measure, reason: str, by: User, at: datetime) -> Incident:
    """Take back a measure given by mistake, before it was carried out."""
    _open(measure)
    if measure.carried_out_at:
        raise NotNow("Biện pháp đã được thực hiện, không thể bỏ.")
    fresh = take_step(incident=incident, verb="set_measure", by=by, at=at, note=reason, after={"cancelled": measure.pk})
    Measure.objects.filter(pk=measure.pk).update(cancelled_at=at)
    return fresh


@transaction.atomic
def acknowledge(*, incident: Incident, measure: Measure, by: User, at: datetime) -> Incident:
    """The person concerned confirms having received a reminder. Receiving is not agreeing."""
    if measure.acknowledged_at:
        raise NotNow("Ông/bà đã xác nhận.")
    fresh = take_step(incident=incident, verb="acknowledge", by=by, at=at, after={"measure": measure.pk})
    Measure.objects.filter(pk=measure.pk).update(acknowledged_at=at)
    return fresh


@transaction.atomic
def close(*, incident: Incident, by: User, at: datetime, note: str = "") -> Incident:
    """End the case when nothing is left to do."""
    if incident.status in (Status.CONCLUDED, Status.ENFORCING):
        require_all(before_close(incident))
    fresh = take_step(incident=incident, verb="close", by=by, at=at, note=note, closed_at=at, due_on=None)
    tell_person(fresh, "closed", f"Hồ sơ {fresh.code} đã kết thúc", at)
    return fresh


def _open(measure: Measure) -> None:
    if measure.cancelled_at:
        raise NotNow("Biện pháp này đã thôi thực hiện.")
    if measure.verified_at:
        raise NotNow("Biện pháp này đã được xác nhận.")
