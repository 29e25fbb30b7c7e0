"""Moves of who reports and of triage."""

from compliance.incidents import actions as incident_actions
from compliance.review import actions as review
from compliance.review.models import Protected
from tests.explorer.moves.move import common, members, move


@move("submit", weight=8)
def submit(walk, incident, by, draw):
    incident_actions.submit(incident=incident, **common(walk, by))


@move("withdraw")
def withdraw(walk, incident, by, draw):
    incident_actions.withdraw(incident=incident, reason="Đã xác minh lại.", **common(walk, by))


@move("return", weight=2)
def send_for_more(walk, incident, by, draw):
    review.return_for_more(incident=incident, reason="Ghi rõ nguồn.", **common(walk, by))


def scope(*ticked: str) -> dict[str, bool]:
    return {kind: kind in ticked for kind in Protected.values}


@move("screen_out")
def screen_out(walk, incident, by, draw):
    because = draw.of(("good_faith", "no_evidence", "denunciation", "out_of_time"))
    ticked = (because,) if because in Protected.values else ()
    more = {"referred_to": "Thanh tra", "reference": "05/PC"} if because == "denunciation" else {}
    review.screen_out(
        incident=incident,
        scope=scope(*ticked),
        because=because,
        reason="Không thuộc phạm vi.",
        **more,
        **common(walk, by),
    )


@move("note", weight=2)
def note(walk, incident, by, draw):
    review.note(incident=incident, scope=scope(), reason="Mức độ nhẹ.", **common(walk, by))


@move("accept", weight=12)
def accept(walk, incident, by, draw):
    ticked = () if draw.chance(95) else ("opinion",)
    review.accept(
        incident=incident,
        scope=scope(*ticked),
        handler=walk.user(draw.of(members(walk)) if draw.chance(95) else "lead"),
        reason="Có căn cứ.",
        **common(walk, by),
    )


@move("reassign", weight=2)
def reassign(walk, incident, by, draw):
    others = [name for name in members(walk) if name != walk.names.get(incident.handler_id)]
    review.reassign(
        incident=incident,
        handler=walk.user(draw.of(others)),
        reason="Phân công lại.",
        **common(walk, by),
    )
