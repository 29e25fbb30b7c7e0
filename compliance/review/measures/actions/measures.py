"""What is to be done after a conclusion: set, carried out, verified by another, closed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from compliance.audit.actions import keyed_hash
from compliance.core.language import _, joined
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.text import fold
from compliance.files.models import StoredFile
from compliance.guidance.models import OfficialSource
from compliance.incidents.models import Incident
from compliance.incidents.transitions import transition
from compliance.incidents.workflow import CONCLUDED, Status
from compliance.registry.models import Office, User
from compliance.review.case.checks import require_all
from compliance.review.case.notices import tell_handler, tell_person, tell_unit
from compliance.review.case.queries import live_measures
from compliance.review.conclusion.checks.outcomes import ADVERSE
from compliance.review.measures.checks import before_close
from compliance.review.measures.progress import (
    REMIND_REFERRAL_DAYS,
    awaiting_decision,
    complaint_open,
    fitting,
    progress_of,
    suggested_authority,
)
from compliance.review.measures.querysets import ON_RECORD
from compliance.review.models import Measure, PaperAct
from compliance.rulebook.clocks import add_months, local_day, next_working_day
from compliance.rulebook.queries import calendar

__all__ = [
    "acknowledge",
    "cancel_measure",
    "carry_out",
    "close",
    "set_measure",
    "verify",
]


def _next_due(incident: Incident) -> date | None:
    """The earliest day among the measures still to be verified."""
    return live_measures(incident).filter(verified_at=None).values_list("due_on", flat=True).first()


# What each kind must say when it is carried out.
NEEDED = {
    Measure.Kind.GUIDANCE: ("happened_on", "conducted_by"),
    Measure.Kind.ORAL_REMINDER: ("happened_on", "conducted_by", "present"),
    Measure.Kind.WRITTEN_REMINDER: (
        "document_number",
        "document_date",
        "signer",
        "served_on",
        "served_how",
    ),
    Measure.Kind.CORRECTION: ("happened_on",),
    Measure.Kind.DISCIPLINE: ("document_number", "document_date", "signer"),
    Measure.Kind.REFERRAL: ("document_number", "document_date"),
}


def refresh_due(incident: Incident, today: date) -> None:
    """The day of this step: the earliest measure still to be verified, else the outside step the
    recommendation has come to, else today: it can be closed.
    """
    if incident.status != Status.ENFORCING:
        return
    waiting = awaiting_decision(incident).first()
    following = progress_of(waiting, incident.rule_set).next if waiting else None
    due_on = _next_due(incident) or (
        (following.due_on if following else None) if waiting else today
    )
    Incident.objects.filter(pk=incident.pk).update(due_on=due_on)


@transaction.atomic
def set_measure(
    *,
    incident: Incident,
    kind: str,
    what: str,
    office: Office,
    due_on: date,
    by: User,
    at: datetime,
    body: str = "",
    sources: Iterable[OfficialSource] = (),
) -> Incident:
    """Give one measure to an office, with a day. Only one that follows from the conclusion; a body
    is named where the matter goes to one.
    """
    if incident.status in CONCLUDED and incident.outcome not in ADVERSE:
        raise NotNow(_("Kết luận không vi phạm thì không có biện pháp."))
    if incident.status in CONCLUDED and kind not in fitting(incident.outcome):
        unfit = _("“{label}” không phù hợp với kết luận “{outcome}”.")
        outcome = incident.get_outcome_display()
        raise NotNow(unfit.format(label=Measure.Kind(kind).label, outcome=outcome))
    suggested = suggested_authority(incident)[0] if kind == Measure.Kind.DISCIPLINE else ""
    body = body.strip() or suggested
    if kind == Measure.Kind.REFERRAL and not body:
        raise NotNow(_("Ghi cơ quan được chuyển đến."))
    earliest = min(filter(None, (due_on, _next_due(incident))))
    fresh = transition(
        incident=incident,
        verb="set_measure",
        by=by,
        at=at,
        after={"kind": kind, "due_on": due_on.isoformat()},
        due_on=earliest,
    )
    measure = Measure.objects.create(
        incident=fresh,
        kind=kind,
        what=what,
        office=office,
        due_on=due_on,
        body=body,
        body_suggested=suggested,
        set_by=by,
        set_at=at,
    )
    measure.sources.set(sources)
    text = _("Thực hiện biện pháp trong hồ sơ {code}").format(code=fresh.code)
    tell_unit(fresh, f"measure_set_{measure.pk}", text, at)
    return fresh


@transaction.atomic
def carry_out(
    *,
    incident: Incident,
    measure: Measure,
    by: User,
    at: datetime,
    proof: str = "",
    proof_file: StoredFile | None = None,
    happened_on: date | None = None,
    conducted_by: str = "",
    present: str = "",
    document_number: str = "",
    document_date: date | None = None,
    signer: str = "",
    served_on: date | None = None,
    served_how: str = "",
    witness: str = "",
) -> Incident:
    """Say what was done, with proof: for each kind what that kind needs. A written reminder was
    signed and numbered outside, is served, and expires by date.
    """
    require_open(measure)
    particulars = {
        "happened_on": happened_on,
        "conducted_by": conducted_by,
        "present": present,
        "document_number": document_number,
        "document_date": document_date,
        "signer": signer,
        "served_on": served_on,
        "served_how": served_how,
        "witness": witness,
    }
    _require_reportable(incident, measure, particulars, local_day(at))
    after = {"measure": measure.pk, "proof": keyed_hash(proof)}
    fresh = transition(incident=incident, verb="carry_out", by=by, at=at, after=after)
    Measure.objects.filter(pk=measure.pk).update(
        proof=proof,
        proof_file=proof_file,
        carried_out_by=by,
        carried_out_at=at,
        **particulars,
        **_runs(incident, measure, particulars),
    )
    refresh_spent(fresh)
    _tell_carried_out(fresh, measure, at)
    return fresh


def _require_reportable(
    incident: Incident, measure: Measure, particulars: dict, today: date
) -> None:
    """Raises NotNow when it was reported before, or when its kind needs something else."""
    if measure.carried_out_at:
        raise NotNow(_("Biện pháp này đã được báo thực hiện."))
    wrong = carrying_out_errors(incident, measure, particulars, today)
    if wrong:
        raise NotNow(joined(" ", wrong.values()))


def _tell_carried_out(fresh: Incident, measure: Measure, at: datetime) -> None:
    """The handler is to confirm it; the person, that a written reminder arrived."""
    text = _("Xác nhận biện pháp trong hồ sơ {code}").format(code=fresh.code)
    tell_handler(fresh, f"carried_out_{measure.pk}", text, at)
    if measure.kind == Measure.Kind.WRITTEN_REMINDER:
        text = _("Xem văn bản và xác nhận đã nhận, hồ sơ {code}").format(code=fresh.code)
        tell_person(fresh, f"served_{measure.pk}", text, at)


def _runs(incident: Incident, measure: Measure, particulars: dict) -> dict:
    """From when to when it counts, and until when an answer is waited for."""
    if measure.kind == Measure.Kind.WRITTEN_REMINDER:
        return {
            "effective_from": particulars["document_date"],
            "lapses_on": add_months(
                particulars["document_date"], present(incident.rule_set).reminder_months
            ),
        }
    if measure.kind == Measure.Kind.REFERRAL:
        return {
            "answer_by": next_working_day(
                particulars["document_date"] + timedelta(days=REMIND_REFERRAL_DAYS), calendar()
            )
        }
    return {}


def carrying_out_errors(
    incident: Incident, measure: Measure, particulars: dict, today: date
) -> dict[str, str]:
    """{field: what to mend}; the form shows it at the field, the action refuses with it."""
    needed = NEEDED[Measure.Kind(measure.kind)]
    wrong = {name: MISSING[name] for name in needed if not particulars.get(name)}
    concluded = local_day(incident.concluded_at) if incident.concluded_at else None
    for name in ("happened_on", "document_date", "served_on"):
        day = particulars.get(name)
        if day and day > today:
            wrong[name] = _("Ngày này chưa đến.")
        elif day and concluded and day < concluded and measure.kind != Measure.Kind.CORRECTION:
            wrong[name] = _("Không trước ngày kết luận ({concluded:%d/%m/%Y}).").format(
                concluded=concluded
            )
    if (
        particulars.get("served_on")
        and particulars.get("document_date")
        and particulars["served_on"] < particulars["document_date"]
    ):
        wrong["served_on"] = _("Ngày giao không trước ngày văn bản.")
    if particulars.get("served_how") == Measure.Served.REFUSED and not particulars.get("witness"):
        wrong["witness"] = _("Ghi người chứng kiến việc từ chối nhận.")
    if (
        particulars.get("served_how") == Measure.Served.PORTAL
        and not present(incident.person).user_id
    ):
        wrong["served_how"] = _("Người này chưa có tài khoản: giao bản giấy.")
    names = [
        present(incident.person).full_name,
        *([present(incident.handler).display_name] if incident.handler_id else []),
    ]
    if measure.kind == Measure.Kind.WRITTEN_REMINDER and fold(
        particulars.get("signer", "")
    ).strip() in [fold(name) for name in names]:
        wrong["signer"] = _(
            "Người ký không là người được phản ánh và không là người phụ trách hồ sơ; nếu trùng "
            "tên, ghi kèm chức vụ."
        )
    return wrong


MISSING = {
    "happened_on": _("Ghi ngày."),
    "conducted_by": _("Ghi họ tên và chức vụ người trao đổi, nhắc nhở."),
    "present": _("Ghi những người có mặt."),
    "document_number": _("Ghi số của văn bản đã ký."),
    "document_date": _("Ghi ngày của văn bản đã ký."),
    "signer": _("Ghi người ký văn bản."),
    "served_on": _("Ghi ngày giao văn bản."),
    "served_how": _("Chọn cách giao."),
}


def refresh_spent(incident: Incident) -> None:
    """Keep the day on which nothing of this case counts any more: the latest lapse of its reminders
    and decisions.

    None when there never was a record, when one has no end yet, and while a complaint or its
    correction is still to be recorded.
    """
    rows = list(
        Measure.objects.live().filter(
            incident=incident, kind__in=ON_RECORD, carried_out_at__isnull=False
        )
    )
    days = [min(filter(None, (row.ended_on, row.lapses_on))) for row in rows if row.lapses_on]
    waiting = awaiting_decision(incident).exists() or complaint_open(incident)
    Incident.objects.filter(pk=incident.pk).update(
        spent_on=max(days) if days and not waiting else None
    )


@transaction.atomic
def verify(
    *, incident: Incident, measure: Measure, by: User, at: datetime, note: str = ""
) -> Incident:
    """Somebody other than who carried it out confirms it."""
    require_open(measure)
    if not measure.carried_out_at:
        raise NotNow(_("Biện pháp chưa được báo thực hiện."))
    if measure.carried_out_by_id == by.pk:
        raise NotAllowed(_("Người thực hiện không tự xác nhận."))
    fresh = transition(
        incident=incident, verb="verify", by=by, at=at, note=note, after={"measure": measure.pk}
    )
    Measure.objects.filter(pk=measure.pk).update(verified_by=by, verified_at=at)
    refresh_due(fresh, local_day(at))
    text = _("Biện pháp trong {code} đã được xác nhận").format(code=fresh.code)
    tell_person(fresh, f"verified_{measure.pk}", text, at)
    verified: Incident = Incident.objects.with_people().get(pk=fresh.pk)
    return verified


@transaction.atomic
def cancel_measure(
    *, incident: Incident, measure: Measure, reason: str, by: User, at: datetime
) -> Incident:
    """Take back a measure given by mistake, before it was carried out."""
    require_open(measure)
    if measure.carried_out_at:
        raise NotNow(_("Biện pháp đã được thực hiện, không thể bỏ."))
    fresh = transition(
        incident=incident,
        verb="set_measure",
        by=by,
        at=at,
        note=reason,
        after={"cancelled": measure.pk},
    )
    Measure.objects.filter(pk=measure.pk).update(cancelled_at=at)
    return fresh


@transaction.atomic
def acknowledge(
    *,
    incident: Incident,
    measure: Measure,
    by: User,
    at: datetime,
    paper: PaperAct | None = None,
) -> Incident:
    """The person concerned confirms having received a reminder. Receiving is not agreeing."""
    if measure.acknowledged_at:
        raise NotNow(_("Đã xác nhận đã nhận văn bản này."))
    if measure.lapses_on and measure.lapses_on <= local_day(at):
        raise NotNow(_("Nhắc nhở đã hết hiệu lực."))
    fresh = transition(
        incident=incident,
        verb="acknowledge",
        by=by,
        at=at,
        after={"measure": measure.pk},
        paper=paper,
    )
    Measure.objects.filter(pk=measure.pk).update(acknowledged_at=at)
    return fresh


@transaction.atomic
def close(*, incident: Incident, by: User, at: datetime, note: str = "") -> Incident:
    """End the case when nothing is left to do."""
    if incident.status in (Status.CONCLUDED, Status.ENFORCING):
        require_all(before_close(incident))
    fresh = transition(
        incident=incident, verb="close", by=by, at=at, note=note, closed_at=at, due_on=None
    )
    tell_person(fresh, "closed", _("Hồ sơ {code} đã kết thúc").format(code=fresh.code), at)
    return fresh


def require_open(measure: Measure) -> None:
    """Raise NotNow for a measure that was taken back or confirmed."""
    if measure.cancelled_at:
        raise NotNow(_("Biện pháp này đã thôi thực hiện."))
    if measure.verified_at:
        raise NotNow(_("Biện pháp này đã được xác nhận."))
