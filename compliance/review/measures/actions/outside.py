"""What competent bodies did outside, recorded from their papers: steps, the decision, an answer.
The portal imposes nothing.
"""

from datetime import date, datetime

from django.db import transaction

from compliance.audit.actions import keyed_hash
from compliance.core.language import _, joined
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.files.models import StoredFile
from compliance.incidents.models import Incident
from compliance.incidents.transitions import transition
from compliance.registry.models import User
from compliance.review.case.notices import tell_handler, tell_person
from compliance.review.measures.actions.measures import refresh_due, refresh_spent
from compliance.review.measures.progress import forms_of, months_of, terms_of
from compliance.review.measures.statutory_steps import (
    LABELS,
    OPTIONAL,
    lapse_of,
    statutory_steps,
    steps_of,
)
from compliance.review.models import Decision, Measure, Milestone
from compliance.rulebook.clocks import local_day
from compliance.rulebook.queries import calendar

__all__ = [
    "record_decision",
    "record_milestone",
    "record_reply",
]


def _sent(incident: Incident, measure: Measure, kind: str) -> None:
    if (
        measure.incident_id != incident.pk
        or measure.kind != kind
        or measure.cancelled_at
        or not measure.carried_out_at
    ):
        raise NotNow(_("Biện pháp này chưa được gửi đi, hoặc đã thôi thực hiện."))


def milestone_errors(
    incident: Incident, measure: Measure, key: str, day: date | None, today: date
) -> dict[str, str]:
    """{field: what to mend} for the day of one outside step."""
    if day is None:
        return {}
    if day > today:
        return {"done_on": _("Ngày này chưa đến.")}
    if day < present(measure.document_date) and key != OPTIONAL:
        return {
            "done_on": _("Không trước ngày gửi đề nghị ({document_date:%d/%m/%Y}).").format(
                document_date=measure.document_date
            )
        }
    done = dict(
        measure.milestones.filter(replaced_at=None).exclude(key=key).values_list("key", "done_on")
    )
    order = [step for step, __, __ in steps_of(present(incident.rule_set).staff_kind)]
    if key in order:
        earlier = [day_done for step in order[: order.index(key)] if (day_done := done.get(step))]
        if earlier and day < max(earlier):
            return {
                "done_on": _("Không trước bước trước đó ({earlier:%d/%m/%Y}).").format(
                    earlier=max(earlier)
                )
            }
        rules = present(incident.rule_set)
        steps = statutory_steps(rules.staff_kind, done, terms_of(rules), calendar())
        due_step = next(step for step in steps if step.key == key)
        if due_step.not_before and day < due_step.not_before:
            return {
                "done_on": (
                    _(
                        "Sớm nhất là {not_before:%d/%m/%Y}: {rule}. Giấy triệu tập sai thời hạn "
                        "thì phải gửi lại."
                    ).format(not_before=due_step.not_before, rule=due_step.rule)
                )
            }
    return {}


@transaction.atomic
def record_milestone(
    *,
    incident: Incident,
    measure: Measure,
    key: str,
    by: User,
    at: datetime,
    done_on: date | None = None,
    number: str = "",
    note: str = "",
    file: StoredFile | None = None,
) -> Incident:
    """One outside step with its day and paper; without a day it was passed over, and the note says
    by which rule. Entering it again replaces the row.
    """
    _sent(incident, measure, Measure.Kind.DISCIPLINE)
    if key == "decision" or key not in {
        OPTIONAL,
        *(step for step, _, _ in steps_of(present(incident.rule_set).staff_kind)),
    }:
        raise NotNow(_("Bước này không có trong trình tự của loại cán bộ này."))
    if done_on is None and not note.strip():
        raise NotNow(_("Không phải qua bước này thì ghi căn cứ."))
    old = measure.milestones.filter(key=key, replaced_at=None).first()
    if old and not note.strip():
        raise NotNow(_("Ghi lại một bước đã ghi thì nêu lý do."))
    wrong = milestone_errors(incident, measure, key, done_on, local_day(at))
    if wrong:
        raise NotNow(joined(" ", wrong.values()))
    after = {"measure": measure.pk, "step": key, "on": done_on.isoformat() if done_on else None}
    fresh = transition(
        incident=incident, verb="record_milestone", by=by, at=at, note=LABELS[key], after=after
    )
    if old:
        Milestone.objects.filter(pk=old.pk).update(replaced_at=at)
    Milestone.objects.create(
        measure=measure,
        key=key,
        done_on=done_on,
        skipped=done_on is None,
        number=number,
        note=note,
        file=file,
        entered_by=by,
        entered_at=at,
    )
    refresh_due(fresh, local_day(at))
    return fresh


def decision_errors(
    incident: Incident, measure: Measure, signed: dict, today: date
) -> dict[str, str]:
    """{field: what to mend} of a decision as signed outside."""
    wrong = {}
    issued, effective, received, party = (
        signed.get(name)
        for name in ("issued_on", "effective_from", "received_on", "party_decided_on")
    )
    form = signed.get("form", "")
    if issued and (issued > today or issued < measure.document_date):
        wrong["issued_on"] = _(
            "Từ ngày gửi đề nghị ({document_date:%d/%m/%Y}) đến hôm nay."
        ).format(document_date=measure.document_date)
    if issued and received and (received < issued or received > today):
        wrong["received_on"] = _("Từ ngày ký đến hôm nay.")
    if party and issued and party > issued:
        wrong["party_decided_on"] = _("Không sau ngày ký quyết định này.")
    if issued and effective and effective < (party or issued):
        wrong["effective_from"] = _("Không trước ngày ký; sớm hơn chỉ khi có quyết định của Đảng.")
    if signed.get("result") == Decision.Result.DISCIPLINE:
        if form not in {row.code for row in forms_of(incident, issued or today)}:
            wrong["form"] = _("Chọn hình thức đúng như quyết định đã ký.")
    elif form:
        wrong["form"] = _("Không có hình thức khi không xử lý kỷ luật.")
    return wrong


@transaction.atomic
def record_decision(
    *,
    incident: Incident,
    measure: Measure,
    result: str,
    number: str,
    issued_on: date,
    signer: str,
    by: User,
    at: datetime,
    form: str = "",
    effective_from: date | None = None,
    party_decided_on: date | None = None,
    received_on: date | None = None,
    file: StoredFile | None = None,
) -> Incident:
    """What the competent person signed, word for word. When it lapses is reckoned from the day it
    takes effect; nobody has to end it.
    """
    _sent(incident, measure, Measure.Kind.DISCIPLINE)
    signed = {
        "result": result,
        "form": form,
        "issued_on": issued_on,
        "effective_from": effective_from or issued_on,
        "party_decided_on": party_decided_on,
        "received_on": received_on,
    }
    _require_recordable(incident, measure, signed, local_day(at))
    fresh = transition(
        incident=incident,
        verb="record_decision",
        by=by,
        at=at,
        note=_("Số {number}").format(number=number),
        after={"measure": measure.pk, "result": result, "paper": keyed_hash(number)},
    )
    _write(
        incident,
        measure,
        signed,
        {"number": number, "signer": signer, "file": file, "entered_by": by, "entered_at": at},
    )
    refresh_spent(fresh)
    refresh_due(fresh, local_day(at))
    _tell_decided(fresh, measure, at)
    return fresh


def _require_recordable(incident: Incident, measure: Measure, signed: dict, today: date) -> None:
    """Raises NotNow while an earlier decision stands, or when this one contradicts itself."""
    if measure.decisions.filter(ended_on=None).exists():
        raise NotNow(_("Đã ghi quyết định của cấp có thẩm quyền."))
    wrong = decision_errors(incident, measure, signed, today)
    if wrong:
        raise NotNow(joined(" ", wrong.values()))


def _tell_decided(fresh: Incident, measure: Measure, at: datetime) -> None:
    text = _("Đã ghi kết quả xem xét của cấp có thẩm quyền, hồ sơ {code}").format(code=fresh.code)
    tell_person(fresh, f"decision_{measure.pk}", text, at)
    text = _("Đã có kết quả của cấp có thẩm quyền, hồ sơ {code}").format(code=fresh.code)
    tell_handler(fresh, f"decision_h_{measure.pk}", text, at)


def _write(incident: Incident, measure: Measure, signed: dict, paper: dict) -> None:
    """The decision, and on the measure from when to when it counts."""
    form = next(
        (row for row in forms_of(incident, signed["issued_on"]) if row.code == signed["form"]), None
    )
    lapses_on = (
        lapse_of(
            months_of(present(incident.rule_set), form),
            form.code,
            signed["effective_from"],
            signed["party_decided_on"],
        )
        if form
        else None
    )
    Decision.objects.create(
        measure=measure,
        lapses_on=lapses_on,
        form_label=form.label if form else "",
        **signed,
        **paper,
    )
    begun, ended = (signed["effective_from"], None) if form else (None, signed["issued_on"])
    Measure.objects.filter(pk=measure.pk).update(
        effective_from=begun, lapses_on=lapses_on, ended_on=ended
    )


@transaction.atomic
def record_reply(
    *,
    incident: Incident,
    measure: Measure,
    answered_on: date,
    number: str,
    answer: str,
    by: User,
    at: datetime,
    file: StoredFile | None = None,
) -> Incident:
    """What the body a case was referred to answered."""
    _sent(incident, measure, Measure.Kind.REFERRAL)
    if measure.answered_on:
        raise NotNow(_("Đã ghi trả lời của cơ quan này."))
    sent_on = present(measure.document_date)
    if not sent_on <= answered_on <= local_day(at):
        raise NotNow(
            _("Ngày trả lời từ ngày chuyển ({sent_on:%d/%m/%Y}) đến hôm nay.").format(
                sent_on=sent_on
            )
        )
    fresh = transition(
        incident=incident,
        verb="record_reply",
        by=by,
        at=at,
        after={"measure": measure.pk, "answer": keyed_hash(answer)},
    )
    Measure.objects.filter(pk=measure.pk).update(
        answered_on=answered_on,
        answer_number=number,
        answer=answer,
        answer_file=file,
        answer_entered_by=by,
    )
    text = _("Cơ quan được chuyển hồ sơ {code} đã trả lời").format(code=fresh.code)
    tell_person(fresh, f"reply_{measure.pk}", text, at)
    text = _("Cơ quan được chuyển hồ sơ {code} đã trả lời").format(code=fresh.code)
    tell_handler(fresh, f"reply_h_{measure.pk}", text, at)
    return fresh
