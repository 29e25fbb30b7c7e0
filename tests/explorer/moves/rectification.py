"""Correct, stop and seal a file: one asks, another decides, or it is taken back."""

import uuid

from compliance.incidents.models import Incident
from compliance.review import actions as review
from compliance.review.models import Rectification, StoppedBecause
from compliance.review.rectification.queries import sealable
from tests.explorer.moves.move import common, move


@move("ask_stop")
def ask_stop(walk, incident, by, draw):
    because = draw.of(list(StoppedBecause.values))
    other = Incident.objects.exclude(pk=incident.pk).order_by("pk").first()
    review.ask_stop(
        incident=incident,
        because=because,
        reason="Nhầm người cùng tên.",
        duplicate_of=other if because == StoppedBecause.DUPLICATE else None,
        referred_to="Thanh tra",
        reference="05/PC",
        **common(walk, by),
    )


@move("ask_correction")
def ask_correction(walk, incident, by, draw):
    review.ask_correction(
        incident=incident,
        changes={"title": "Tóm tắt đã sửa"},
        said=[["Tóm tắt một dòng", incident.title, "Tóm tắt đã sửa"]],
        reason="Ghi sai.",
        **common(walk, by),
    )


@move("ask_seal")
def ask_seal(walk, incident, by, draw):
    files = list(sealable(incident, by)) or [uuid.uuid4()]
    review.ask_seal(incident=incident, file=draw.of(files), reason="Nộp nhầm.", **common(walk, by))


def waiting(incident: Incident, draw) -> Rectification:
    return draw.of(list(incident.rectifications.waiting()))


@move("stop")
@move("correct")
@move("seal")
def agree(walk, incident, by, draw):
    review.agree_rectification(incident=incident, row=waiting(incident, draw), **common(walk, by))


@move("refuse_rectification")
def refuse(walk, incident, by, draw):
    review.refuse_rectification(
        incident=incident, row=waiting(incident, draw), comment="Đúng người.", **common(walk, by)
    )


@move("withdraw_rectification")
def withdraw(walk, incident, by, draw):
    waiting(incident, draw)
    review.withdraw_rectification(incident=incident, **common(walk, by))
