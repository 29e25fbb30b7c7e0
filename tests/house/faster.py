"""Forms beside the acts on a case at which somebody can be faster: who sends what, and what was
done meanwhile.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from compliance.incidents.models import Incident
from compliance.retention.models import LegalHold
from reports.models import Direction, UnitReturn
from tests.house import asking
from tests.house.test_routes import routes


def as_it_is(world, story, keys: dict) -> tuple[dict, dict]:
    """What the world of routes holds is enough."""
    return keys, {}


class Late(NamedTuple):
    """`who` sends words in `texts` after `faster(as_, keys)`; without it after the same form was
    sent once. `before(world, story, keys)` gives the keys of the address and the rest of the form.
    """

    route: str
    who: str
    texts: tuple[str, ...]
    before: Callable[[Any, Any, dict], tuple[dict, dict]] = as_it_is
    faster: Callable[[Any, dict], None] | None = None


# --- what has to be there


def having(**form: Any) -> Callable:
    return lambda world, story, keys: (keys, form)


def of_case(status: str) -> Callable:
    def before(world, story, keys):
        incident = story(status).fresh()
        pk = incident.evidence.get().pk
        return {**keys, "code": incident.code, "pk": pk}, {"version": incident.version}

    return before


def row_of(made: Callable) -> Callable:
    """As a row of tests/house/asking.py makes it."""

    def before(world, story, keys):
        given = made(world, keys)
        return given if isinstance(given, tuple) else (given, {})

    return before


def due_return(world, story, keys):
    row = UnitReturn.objects.get(pk=keys["pk"])
    return keys, {"version": row.version, "nil": "on"}


def held(world, story, keys):
    LegalHold.objects.filter(pk=keys["pk"]).update(state=LegalHold.State.ACTIVE)
    return keys, {}


# --- what was done meanwhile


def posted(who: str, route: str, **form: Any) -> Callable:
    """Somebody else sent the form of `route`."""

    def faster(as_, keys):
        pattern = dict(routes())[route]
        url = reverse(route, kwargs={name: keys[name] for name in keys if f":{name}>" in pattern})
        assert as_(who).post(url, form).status_code == 302, route

    return faster


def now_in(status: str) -> Callable:
    def faster(as_, keys):
        Incident.objects.filter(code=keys["code"]).update(status=status)

    return faster


def direction_closed(as_, keys):
    Direction.objects.update(closed_at=timezone.now())


NUMBERED = posted(
    "member",
    "review:type_back",
    number="15/GM-TKTGS",
    issued_on=asking.day(),
    signer="Thẩm Thử Ba",
    sure="on",
)
LATE = (
    Late(
        "incidents:edit", "unit_head", ("title", "narrative"), of_case("draft"), now_in("submitted")
    ),
    Late(
        "incidents:edit_evidence", "unit_head", ("caption",), of_case("draft"), now_in("submitted")
    ),
    Late("incidents:withdraw", "unit_head", ("reason",), of_case("submitted")),
    Late("review:edit_document", "member", ("subject",), as_it_is, NUMBERED),
    Late("review:type_back", "lead", ("signer",), having(number="16/GM"), NUMBERED),
    Late("review:new_document", "member", ("place",), as_it_is, now_in("withdrawn")),
    Late("review:redact", "member", ("caption",), of_case("in_review"), now_in("closed")),
    Late("review:answer", "person", ("text",), of_case("awaiting_answer"), now_in("closed")),
    Late(
        "reports:edit_summary",
        "member",
        ("section_I",),
        as_it_is,
        posted("lead", "reports:approve_summary"),
    ),
    Late("reports:return", "unit_head", ("narrative",), due_return),
    Late(
        "reports:recall_return",
        "unit_head",
        ("text",),
        row_of(asking.returned),
        posted("lead", "reports:accept_return"),
    ),
    Late("reports:send_back_return", "lead", ("text",), row_of(asking.returned)),
    Late("reports:reply_direction", "unit_head", ("text",), as_it_is, direction_closed),
    Late("reports:send_back_reply", "chairman", ("text",), row_of(asking.replied)),
    Late("reports:reopen_task", "chairman", ("text",), row_of(asking.replied), direction_closed),
    Late("retention:release", "lead", ("reason",), held),
    Late("registry:refuse_access", "auditor", ("reason",), row_of(asking.access)),
    *(
        Late(row.route, row.who, texts, row_of(row.before))
        for row in asking.ROWS
        if (texts := asking.TEXTS.get(row.route))
    ),
)
