"""The short form of `make fuzz`: the same throws, a few hundred, with a seed of their own.
FUZZ_REQUESTS and FUZZ_SEED make it the long one.
"""

import logging
import os
import re

import pytest
from django.db import connection
from django.urls import reverse

from compliance.review.acts import BY_PATH
from tests.fuzz.thrower import Thrower
from tests.house.test_routes import routes

SHORT = 260
SKIPPED = ("audit:chain", "readyz")  # the whole chain is written out; 503 is what readyz is for


def targets_of(arguments, extra: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    found = []
    for name, pattern in routes():
        if name in SKIPPED or name.startswith(("mfa_", "usersessions_")) and "<" in pattern:
            continue
        found.append((name, pattern, reverse(name, kwargs=arguments(name, pattern))))
    return found + extra


@pytest.fixture
def thrower(arguments, story, as_, world, settings):
    # nobody fills in ten forms a second: what stands behind the limits is to be met
    settings.LIMITS = {}
    logging.disable(logging.CRITICAL)
    long = int(os.environ.get("FUZZ_REQUESTS", "0"))
    states = (
        (
            "draft",
            "submitted",
            "in_review",
            "awaiting_answer",
            "consulting",
            "concluded",
            "enforcing",
            "closed",
        )
        if long
        else ("submitted", "enforcing")
    )
    codes = [story(status).incident.code for status in states]
    acts = [
        ("review:act", "ho-so/<str:code>/<slug:slug>/", f"/ho-so/{code}/{slug}/")
        for code in codes
        for own, slug in BY_PATH
        if not own
    ]
    acts += [("review:case", "ho-so/<str:code>/", f"/ho-so/{code}/") for code in codes] + [
        ("review:my_case", "cua-toi/<str:code>/", f"/cua-toi/{code}/") for code in codes
    ]
    yield Thrower(int(os.environ.get("FUZZ_SEED", "308")), as_, targets_of(arguments, acts))
    logging.disable(logging.NOTSET)


def test_nothing_thrown_is_answered_with_a_server_error_and_no_draft_loses_a_word(thrower, counted):
    thrower.throw(int(os.environ.get("FUZZ_REQUESTS", SHORT)))
    sent = ", ".join(f"{number} {name}" for name, number in sorted(thrower.asked.items()))
    answers = ", ".join(
        f"{number} × {status}" for status, number in sorted(thrower.statuses.items())
    )
    print(
        f"\nFUZZ {connection.vendor}: {sum(thrower.statuses.values())} requests ({sent});"
        f" {answers}; {thrower.drafts} drafts, {len(thrower.lost)} fields lost"
    )
    counted(sum(thrower.statuses.values()), "fuzz: requests")
    counted(thrower.drafts, "fuzz: drafts")
    kinds: dict[tuple, list] = {}
    for status, who, method, address, data, why, frames in thrower.wrong:
        kinds.setdefault(
            (re.sub(r"[\d'\"].*", "", why)[:80], frames[-1] if frames else ""), []
        ).append((status, who, method, address, data, why, frames))
    report = "\n".join(
        f"{len(rows)} × {rows[0][0]} {rows[0][5]}\n    {rows[0][1]} {rows[0][2]} {rows[0][3]}\n   "
        f" {rows[0][4]}\n    {' > '.join(rows[0][6])}"
        for rows in kinds.values()
    )
    assert not thrower.lost, f"{len(thrower.lost)} fields lost: {thrower.lost[:12]}"
    assert not thrower.wrong, f"{len(thrower.wrong)} of {sum(thrower.statuses.values())}:\n{report}"
