"""Moves over the line: pauses, terms, who takes part, evidence."""

from datetime import timedelta

from compliance.incidents import actions as incident_actions
from compliance.review import actions as review
from compliance.review.deadlines.queries import laws_for
from tests.explorer.moves.move import common, members, move
from tests.explorer.moves.triage import scope
from tests.explorer.walk import NothingToDo


@move("ask_replacement")
def ask_replacement(walk, incident, by, draw):
    review.ask_replacement(incident=incident, reason="Có quan hệ.", **common(walk, by))


@move("answer_replacement", weight=4)
def answer_replacement(walk, incident, by, draw):
    review.answer_replacement(incident=incident, reason="Không có quan hệ.", **common(walk, by))


@move("suspend")
def suspend(walk, incident, by, draw):
    review.suspend(incident=incident, reason="Chờ tài liệu.", code="noi_bo", **common(walk, by))


@move("resume", weight=8)
def resume(walk, incident, by, draw):
    review.resume(incident=incident, **common(walk, by))


@move("extend_processing")
def extend_processing(walk, incident, by, draw):
    review.extend_processing(incident=incident, reason="Phức tạp.", **common(walk, by))


@move("choose_law")
def choose_law(walk, incident, by, draw):
    others = [row for row in laws_for(incident, walk.today) if row != incident.rule_set]
    review.choose_law(
        incident=incident, rule_set=draw.of(others), reason="Có lợi hơn.", **common(walk, by)
    )


@move("reopen", weight=2)
def reopen(walk, incident, by, draw):
    review.reopen(
        incident=incident,
        scope=scope(),
        handler=walk.user(draw.of(members(walk))),
        reason="Có tình tiết mới.",
        **common(walk, by),
    )


@move("confirm_triage", weight=4)
def confirm_triage(walk, incident, by, draw):
    review.confirm_triage(
        incident=incident, scope=scope(), reason="Đã đọc lại.", **common(walk, by)
    )


@move("confirm_notice", weight=4)
def confirm_notice(walk, incident, by, draw):
    review.confirm_notice(incident=incident, reason="Đã đọc lại.", **common(walk, by))


@move("recuse")
def recuse(walk, incident, by, draw):
    handler = walk.names.get(incident.handler_id, "member")
    who = by.username if draw.chance(40) else draw.of((handler, "recused", "deputy_lead"))
    incident_actions.recuse(
        incident=incident,
        who=walk.user(who),
        successor=walk.user(draw.of(("other_member", "member", "other_head"))),
        reason="Có quan hệ công tác.",
        **common(walk, by),
    )


@move("invite")
def invite(walk, incident, by, draw):
    incident_actions.invite(
        incident=incident,
        user=walk.user(draw.of(("other_head", "other_member", "auditor"))),
        part=draw.of(("unit", "affairs", "")),
        until=walk.today + timedelta(days=20),
        reason="Cần ý kiến.",
        **common(walk, by),
    )


@move("end_invitation")
def end_invitation(walk, incident, by, draw):
    row = draw.of(list(incident.invitations.filter(ended_at=None)))
    incident_actions.end_invitation(incident=incident, invitation=row, **common(walk, by))


@move("redact")
def redact(walk, incident, by, draw):
    """A link has no pixels: refused each time. A drawing takes a process and seconds; its own table
    is in tests/compliance/test_evidence.py.
    """
    incident_actions.redact(
        incident=incident,
        evidence=draw.of(list(incident.evidence.all())),
        boxes=[],
        caption="",
        **common(walk, by),
    )


@move("update_evidence")
def update_evidence(walk, incident, by, draw):
    incident_actions.update_evidence(
        incident=incident,
        evidence=draw.of(list(incident.evidence.order_by("number", "copy"))),
        later_status="",
        later_status_on=None,
        relied_on=draw.chance(70),
        note="Theo kết quả xác minh.",
        **common(walk, by),
    )


@move("add_evidence", weight=2)
def add_evidence(walk, incident, by, draw):
    if incident.evidence.count() > 3:
        raise NothingToDo
    incident_actions.add_evidence(
        incident=incident, url="https://mang.example/bai/2", caption="Bài khác", **common(walk, by)
    )
