"""What comes in or goes out on paper: entered by one, confirmed or sent back by another."""

from datetime import timedelta

from compliance.incidents.models import Incident
from compliance.incidents.models import Outcome as O
from compliance.review import actions as review
from compliance.review.case.queries import last_notice, live_measures
from compliance.review.models import Delivery, PaperAct
from tests.explorer.moves.hearing import stances
from tests.explorer.moves.move import common, move
from tests.explorer.moves.triage import scope
from tests.explorer.walk import NothingToDo


def enter(walk, incident: Incident, by, verb: str, payload: dict):
    review.enter_paper(
        incident=incident,
        verb=verb,
        received_on=walk.today,
        payload=payload,
        scan=walk.scan,
        **common(walk, by),
    )


@move("enter_paper", name="deliver on paper", weight=3)
def deliver(walk, incident, by, draw):
    if last_notice(incident) is None:
        raise NothingToDo
    how = draw.of((Delivery.How.HANDED, Delivery.How.REFUSED, Delivery.How.MISSED))
    what = "conclusion" if incident.concluded_at else "notice"
    if how == Delivery.How.MISSED:
        said = {"what": what, "handed_by": "Văn thư", "remark": "Đi vắng", "day": walk.today}
        return review.record_missed_delivery(incident=incident, **said, **common(walk, by))
    payload = {
        "what": what,
        "how": how.value,
        "handed_by": "Văn thư",
        "received_by": walk.staff.full_name if how == Delivery.How.HANDED else "",
        "witness": "Tổ trưởng tổ dân phố" if how == Delivery.How.REFUSED else "",
    }
    return enter(walk, incident, by, "record_delivery", payload)


@move("enter_paper", name="answer on paper", weight=2)
def answer(walk, incident, by, draw):
    if last_notice(incident) is None:
        raise NothingToDo
    if draw.of(("answer", "waive")) == "waive":
        return enter(walk, incident, by, "waive", {"text": ""})
    said = {"per_allegation": stances(incident), "text": ""}
    return enter(walk, incident, by, "answer", said)


@move("enter_paper", name="ask on paper")
def ask(walk, incident, by, draw):
    payload = {
        "ask_extension": {"workdays": draw.number(1, 5), "reason": "Đi công tác."},
        "ask_replacement": {"reason": "Có mâu thuẫn."},
        "complete_answer": {},
        "reopen_answer": {},
        "contest": {"text": "Đề nghị xem lại."},
    }
    verb = draw.of(list(payload))
    enter(walk, incident, by, verb, payload[verb])


@move("enter_paper", name="acknowledge on paper")
def acknowledge(walk, incident, by, draw):
    measure = draw.of(list(live_measures(incident).filter(carried_out_at__isnull=False)))
    enter(walk, incident, by, "acknowledge", {"measure": measure.pk})


@move("enter_paper", name="restart the limitation on paper")
def restart_limitation(walk, incident, by, draw):
    payload = {
        "body": "Chủ tịch",
        "number": "7/KL-UBND",
        "kind": draw.of(("act_end", "restart")),
        "day": walk.today.isoformat(),
        "reason": "Theo tài liệu mới.",
    }
    enter(walk, incident, by, "restart_limitation", payload)


@move("enter_paper", name="decision above on paper", weight=2)
def decide_above(walk, incident, by, draw):
    """What the level above decided about a review: refused while anybody here may decide it."""
    if not incident.contested_at:
        raise NothingToDo
    verb = draw.of(("contest_keep", "contest_annul", "contest_amend"))
    payload = {"body": "UBND tỉnh Thử", "number": "12/QĐ-UBND", "reasons": "Đã xem lại."}
    if verb == "contest_amend":
        payload["new_outcome"] = draw.of((O.GUIDANCE, O.NO_VIOLATION, O.DISCIPLINE)).value
    enter(walk, incident, by, verb, payload)


@move("enter_paper", name="name decider on paper", weight=2)
def name_decider(walk, incident, by, draw):
    """Whom the level above names to conclude: refused while anybody here may."""
    if not incident.proposed_by_id:
        raise NothingToDo
    payload = {
        "body": "UBND tỉnh Thử",
        "number": "14/QĐ-UBND",
        "user": walk.user(draw.of(("auditor", "other_head", "other_staff", "chairman"))).pk,
        "until": (walk.today + timedelta(days=draw.number(10, 30))).isoformat(),
    }
    enter(walk, incident, by, "name_decider", payload)


@move("enter_paper", name="confirm triage on paper", weight=2)
def confirm_triage(walk, incident, by, draw):
    """The level above takes the case up anew: refused while anybody here may."""
    payload = {"body": "UBND tỉnh Thử", "number": "16/QĐ-UBND", "reason": "Đã đọc hồ sơ."}
    enter(walk, incident, by, "confirm_triage", payload | {"scope": scope()})


def waiting(incident: Incident, draw) -> PaperAct:
    return draw.of(list(incident.paper_acts.waiting().order_by("pk")))


@move("confirm_paper", weight=8)
def confirm(walk, incident, by, draw):
    review.confirm_paper(incident=incident, paper=waiting(incident, draw), **common(walk, by))


@move("refuse_paper")
def refuse(walk, incident, by, draw):
    row = waiting(incident, draw)
    review.refuse_paper(incident=incident, paper=row, reason="Khác bản chụp.", **common(walk, by))
