"""Moves of notice, answer, extension, delivery, and what the person opens."""

from compliance.incidents.models import Evidence, Incident
from compliance.incidents.serving import show
from compliance.review import actions as review
from compliance.review.case.queries import last_notice, opened_any
from tests.explorer.moves.move import common, move
from tests.explorer.walk import NothingToDo


def has_account(incident: Incident) -> bool:
    return bool(incident.person.user_id and incident.person.user.is_active)


def on_paper(incident: Incident) -> str:
    return "" if has_account(incident) else "Giao tại trụ sở"


@move("notify", weight=12)
def notify(walk, incident, by, draw):
    items = list(incident.evidence.filter(removed_at=None).order_by("number", "copy"))
    bundle = items if draw.chance(80) else items[:1]
    paper = on_paper(incident) or ("" if draw.chance(85) else "Giao tại trụ sở")
    review.notify(incident=incident, bundle=bundle, paper=paper, **common(walk, by))


@move("notify_again", weight=3)
def notify_again(walk, incident, by, draw):
    paper = on_paper(incident) or ("" if opened_any(incident) else "Giao tại trụ sở")
    review.notify_again(incident=incident, paper=paper, **common(walk, by))


@move("extend_answer")
def extend_answer(walk, incident, by, draw):
    grant = draw.chance(70)
    review.decide_extension(
        incident=incident,
        grant=grant,
        workdays=draw.number(1, 5) if grant else None,
        reason="Có lý do chính đáng.",
        **common(walk, by),
    )


@move("ask_extension")
def ask_extension(walk, incident, by, draw):
    review.ask_extension(
        incident=incident, workdays=draw.number(1, 5), reason="Đi công tác.", **common(walk, by)
    )


def stances(incident: Incident) -> list[dict]:
    return [
        {"allegation": row.pk, "stance": "partly", "text": "Tôi đã gỡ bài."}
        for row in incident.allegations.order_by("number")
    ]


@move("answer", weight=5)
def answer(walk, incident, by, draw):
    review.answer(incident=incident, per_allegation=stances(incident), text="", **common(walk, by))


@move("waive")
def waive(walk, incident, by, draw):
    review.waive(incident=incident, text="", **common(walk, by))


@move("complete_answer", weight=2)
def complete_answer(walk, incident, by, draw):
    review.complete_answer(incident=incident, **common(walk, by))


@move("reopen_answer")
def reopen_answer(walk, incident, by, draw):
    review.reopen_answer(incident=incident, **common(walk, by))


@move("record_silence", weight=3)
def record_silence(walk, incident, by, draw):
    review.record_silence(incident=incident, **common(walk, by))


@move("disclose_more", weight=2)
def disclose_more(walk, incident, by, draw):
    if last_notice(incident) is None:
        raise NothingToDo
    review.disclose_more(
        incident=incident,
        bundle=list(incident.evidence.filter(removed_at=None)),
        reason="Bổ sung.",
        **common(walk, by),
    )


@move("answer", name="open notice", weight=8)
def open_notice(walk, incident, by, draw):
    if not incident.notices.filter(opened_at=None).exists():
        raise NothingToDo
    review.open_notice(incident=incident, **common(walk, by))


@move("answer", name="open evidence", weight=5)
def open_evidence(walk, incident, by, draw):
    if incident.person.user_id != by.pk:
        raise NothingToDo
    opened = walk.memory.setdefault("opened", set())
    items = Evidence.objects.filter(disclosed_in__incident=incident).exclude(pk__in=opened)
    item = draw.of(list(items.distinct().order_by("number", "copy")))
    opened.add(item.pk)
    show(item, what="opened_evidence", **common(walk, by))
