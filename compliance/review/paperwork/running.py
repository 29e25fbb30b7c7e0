"""The one call that each page of paper makes, with the fields of its form."""

from collections.abc import Callable

from compliance.incidents.models import Incident
from compliance.review.case.acts import stored
from compliance.review.hearing.actions.paper import record_missed_delivery
from compliance.review.measures.progress import last_decision, with_decision
from compliance.review.models import Answer, Contest, Delivery, Measure, PaperAct
from compliance.review.paperwork.actions import (
    confirm_paper,
    enter_paper,
    refuse_paper,
)


def enters(verb: str | Callable[[dict], str], *names: str) -> Callable:
    """`run` of a page that enters a paper for `verb`; `names` are the fields its action takes."""

    def run(incident: Incident, data: dict, common: dict) -> Incident:
        return _enter(
            incident,
            verb if isinstance(verb, str) else verb(data),
            {name: data[name] for name in names},
            data,
            common,
        )

    return run


def _enter(incident: Incident, verb: str, payload: dict, data: dict, common: dict) -> Incident:
    return enter_paper(
        incident=incident,
        verb=verb,
        received_on=data["received_on"],
        payload=payload,
        said=data["said"],
        scan=stored("paper_acts", incident, data, common),
        **common,
    )


def run_answer(incident: Incident, data: dict, common: dict) -> Incident:
    """An answer or a waiver, as the paper is."""
    if data["kind"] == Answer.Kind.WAIVER:
        return _enter(incident, "waive", {"text": data["text"]}, data, common)
    names = ("per_allegation", "text", "companion", "companion_as")
    return _enter(incident, "answer", {name: data[name] for name in names}, data, common)


def run_acknowledge(incident: Incident, data: dict, common: dict) -> Incident:
    return _enter(incident, "acknowledge", {"measure": data["measure"].pk}, data, common)


def run_complaint(incident: Incident, data: dict, common: dict) -> Incident:
    measure = with_decision(incident).first()
    payload = {
        "decision": last_decision(measure).pk if measure else 0,
        "filed_on": data["filed_on"].isoformat(),
        "text": data["text"],
    }
    return _enter(incident, "tell_complaint", payload, data, common)


def run_decision_above(incident: Incident, data: dict, common: dict) -> Incident:
    """A new outcome goes with an amendment alone."""
    payload = {name: data[name] for name in ("body", "number", "reasons")}
    if data["decision"] == Contest.Decision.AMEND:
        payload["new_outcome"] = data["new_outcome"]
    return _enter(incident, f"contest_{data['decision']}", payload, data, common)


def run_name_decider(incident: Incident, data: dict, common: dict) -> Incident:
    payload = {name: data[name] for name in ("body", "number")}
    payload |= {"user": data["named"].pk, "until": data["until"].isoformat()}
    return _enter(incident, "name_decider", payload, data, common)


def run_triage_above(incident: Incident, data: dict, common: dict) -> Incident:
    payload = {name: data[name] for name in ("body", "number", "scope", "reason")}
    return _enter(incident, "confirm_triage", payload, data, common)


def run_restart(incident: Incident, data: dict, common: dict) -> Incident:
    payload = {name: data[name] for name in ("body", "number", "kind", "reason")}
    payload["day"] = data["day"].isoformat()
    return _enter(incident, "restart_limitation", payload, data, common)


def run_delivery(incident: Incident, data: dict, common: dict) -> Incident:
    """A try that failed is a row of its own; what reached the person waits for the second one."""
    if data["how"] == Delivery.How.MISSED:
        measure = Measure.objects.filter(incident=incident, pk=data["measure"]).first()
        return record_missed_delivery(
            incident=incident,
            what=data["thing"],
            measure=measure,
            day=data["received_on"],
            handed_by=data["handed_by"],
            remark=data["remark"],
            **common,
        )
    names = ("how", "handed_by", "received_by", "witness", "remark", "measure")
    payload = {"what": data["thing"], **{name: data[name] for name in names}}
    return _enter(incident, "record_delivery", payload, data, common)


def run_confirm(incident: Incident, data: dict, common: dict) -> Incident:
    if data["decision"] == PaperAct.Decision.CONFIRMED:
        return confirm_paper(incident=incident, paper=data["paper"], **common)
    return refuse_paper(incident=incident, paper=data["paper"], reason=data["reason"], **common)
