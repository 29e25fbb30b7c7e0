"""A fresh database on a chosen engine, the world in it, and N processes that start together. Run as
a script by test_races.py.

python tests/journeys/arena.py prepare
python tests/journeys/arena.py transitions|totp|signin|told|forms|pieces CLIENTS ROUNDS
"""

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halang_portal.settings")
HALF_MINUTE = 30  # seconds


def prepare() -> None:
    """Once per engine; the races that follow each look at rows of their own."""
    from django.core.management import call_command

    from tests import world

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    world.build()


def race(clients: int, rounds: list, attempt: Callable) -> list[list[str]]:
    """`attempt(client, round)` in every client at once, round after round; the words each came back
    with.
    """
    from django.db import connections

    connections.close_all()
    forking = multiprocessing.get_context("fork")
    gate, words = forking.Barrier(clients), forking.Queue()

    def run(client: int) -> None:
        for number, one in enumerate(rounds):
            gate.wait(timeout=120)
            try:
                words.put((number, attempt(client, one)))
            except Exception as error:
                words.put((number, f"{type(error).__name__}: {error}"[:300]))

    workers = [
        forking.Process(target=run, args=(client,), daemon=True) for client in range(clients)
    ]
    for worker in workers:
        worker.start()
    told: list[list[str]] = [[] for _ in rounds]
    for _ in range(clients * len(rounds)):
        number, word = words.get(timeout=180)
        told[number].append(word)
    for worker in workers:
        worker.join(timeout=30)
    return told


def transitions(clients: int, rounds: int) -> dict:
    """Twelve clients, four different steps, one report: exactly one wins, the others are told `not
    now`, one step is on record.
    """
    from django.utils import timezone

    from compliance.core.refusals import NotNow
    from compliance.incidents import actions as incident_actions
    from compliance.incidents.models import Incident, StepTaken
    from compliance.registry.models import User
    from compliance.review import actions as review
    from tests.world import Story, load

    made = []
    for _ in range(rounds):
        story = Story(load())
        story.submit()
        made.append((story.incident.pk, story.fresh().version, story.scope()))

    def attempt(client: int, one) -> str:
        pk, version, scope = one
        incident = Incident.objects.with_people().select_related("reporter").get(pk=pk)
        if incident.version != version:
            return "late"
        common = {"incident": incident, "at": timezone.now()}
        lead = User.objects.get(username=("lead", "deputy_lead")[client % 2])
        try:
            if client % 4 == 0:
                review.return_for_more(reason="Bổ sung", by=lead, **common)
            elif client % 4 == 1:
                review.screen_out(
                    scope={**scope, "good_faith": True},
                    because="good_faith",
                    reason="Góp ý",
                    by=lead,
                    **common,
                )
            elif client % 4 == 2:
                review.note(scope=scope, reason="Nhẹ", by=lead, **common)
            else:
                incident_actions.withdraw(
                    reason="Rút", by=User.objects.get(username="unit_head"), **common
                )
        except NotNow:
            return "late"
        return "won"

    told = race(clients, made, attempt)
    steps = [
        StepTaken.objects.filter(incident=pk, version__gt=version).count()
        for pk, version, _ in made
    ]
    return {
        "rounds": rounds,
        "one winner": sum(
            row.count("won") == 1 and row.count("late") == clients - 1 for row in told
        ),
        "one step": steps.count(1),
        "odd": _odd(told),
    }


def _odd(told: list[list[str]]) -> list[str]:
    return sorted({word for row in told for word in row} - {"won", "late"})[:3]


def totp(clients: int, rounds: int) -> dict:
    """Ten browsers past the password, one code: exactly one gets in."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        generate_totp_secret,
        hotp_value,
    )
    from django.test import Client

    from compliance.registry.models import SignInCounter, User
    from tests.world import PASSWORD

    lead = User.objects.get(username="lead")
    TOTP.activate(lead, generate_totp_secret())
    waiting: dict[int, list[Client]] = {}
    for number in range(rounds):
        waiting[number] = [Client() for _ in range(clients)]
        for client in waiting[number]:
            client.post("/tai-khoan/dang-nhap/", {"login": "lead", "password": PASSWORD})
    found = []
    for number in range(rounds):
        Authenticator.objects.filter(user=lead).delete()
        SignInCounter.objects.filter(
            key__startswith="factor:"
        ).delete()  # nine late ones a round would use up the tries of a quarter of an hour
        secret = generate_totp_secret()
        TOTP.activate(lead, secret)
        if (left := HALF_MINUTE - time.time() % HALF_MINUTE) < HALF_MINUTE / 2:
            time.sleep(
                left
                # a code dies with its half minute: on a busy machine a round could begin in one
                # and end in the next, and nobody gets in
            )
        code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))

        def attempt(client: int, one, code=code) -> str:
            browser = waiting[one][client]
            browser.post("/tai-khoan/hai-buoc/authenticate/", {"code": code})
            return "won" if "_auth_user_id" in browser.session else "late"

        found += race(clients, [number], attempt)
    return {
        "rounds": rounds,
        "one winner": sum(row.count("won") == 1 for row in found),
        "winners": [row.count("won") for row in found],
        "odd": _odd(found),
    }


def signin(clients: int, rounds: int) -> dict:
    """Twenty guesses at once: ten are tried."""
    from django.utils import timezone

    from compliance.registry.signin import MOST, take_attempt

    told = race(
        clients,
        [f"account:{number}" for number in range(rounds)],
        lambda client, key: "won" if take_attempt(key, timezone.now()) else "late",
    )
    return {
        "rounds": rounds,
        "ten tried": sum(row.count("won") == MOST for row in told),
        "odd": _odd(told),
    }


def told(clients: int, rounds: int) -> dict:
    """Eight clients tell the same people the same thing, each beginning from another end: one line
    and one mail a person.
    """
    from django.db import transaction
    from django.utils import timezone

    from compliance.outbox.actions import notify
    from compliance.outbox.models import Message, Notification
    from compliance.registry.models import User

    people = list(User.objects.exclude(email="").order_by("pk"))

    def attempt(client: int, key: str) -> str:
        with transaction.atomic():
            notify(
                users=people[:: 1 - 2 * (client % 2)],
                kind="assigned",
                text="Việc mới",
                url="/",
                at=timezone.now(),
                key=key,
            )
        return "won"

    keys = [f"race:{number}" for number in range(rounds)]
    words = race(clients, keys, attempt)
    expected = [f"{key}:{user.pk}" for key in keys for user in people]
    lines = {
        note.dedup_key: note.pk
        for note in Notification.objects.filter(dedup_key__startswith="race:")
    }
    mails = {
        one.dedup_key: one.payload["notification"]
        for one in Message.objects.filter(topic="mail", dedup_key__startswith="mail:race:")
    }
    right = sum(key in lines and mails.get(f"mail:{key}") == lines[key] for key in expected)
    return {
        "rounds": rounds,
        "told once": right // len(people),
        "odd": _odd(words) + sorted(set(lines) - set(expected))[:3],
    }


FORMS = {"direction": ("chairman", "/chi-dao/moi/"), "draft": ("unit_head", "/vu-viec/moi/")}


def forms(clients: int, rounds: int) -> dict:
    """Ten browsers of one person send the same page at once: one row a page, and everybody is led
    to it. Of drafts there is one for all pages: a blank one is offered again, never bred twice.
    """
    import uuid

    from django.test import Client

    from compliance.incidents.models import Incident
    from compliance.registry.models import Office, User
    from reports.models import Direction

    tables = {"direction": Direction, "draft": Incident}
    before = {name: table.objects.count() for name, table in tables.items()}
    data = {
        "text": "Niêm yết lịch.",
        "offices": [Office.objects.get(code="XA").pk],
        "due_on": "31/12/2099",
    }
    browsers = {who: [Client() for _ in range(clients)] for who, _ in FORMS.values()}
    for who, row in browsers.items():
        for browser in row:
            browser.force_login(
                User.objects.get(username=who),
                backend="halang_portal.backends.AccountBackend",
            )

    def attempt(client: int, one) -> str:
        name, key = one
        who, url = FORMS[name]
        answer = browsers[who][client].post(url, {**data, "_key": key})
        return answer.headers.get("Location") or str(answer.status_code)

    pages = [(name, str(uuid.uuid4())) for name in FORMS for _ in range(rounds)]
    led = race(clients, pages, attempt)
    odd = sorted({word for row in led for word in row if not word.startswith("/")})[:3]
    return {
        "rounds": len(pages),
        "directions": Direction.objects.count() - before["direction"],
        "blank drafts": Incident.objects.count() - before["draft"],
        "one answer": sum(len(row) == clients and len(set(row)) == 1 for row in led),
        "odd": odd,
    }


def pieces(clients: int, rounds: int) -> dict:
    """Eight tabs send the same piece of one file at once, piece after piece: one is taken, and the
    file has the bytes it should. Then each sends the last piece of a file of its own to the same
    draft: all are taken, no number twice.
    """
    import hashlib

    from django.test import Client
    from django.utils import timezone

    from compliance.incidents import actions as incident_actions
    from compliance.incidents.models import Incident
    from compliance.registry.models import User
    from tests.compliance.test_arriving import JPG, Sender

    head = User.objects.get(username="unit_head")
    code = incident_actions.start_draft(by=head, at=timezone.now()).code
    senders = []
    for _ in range(clients):
        browser = Client()
        browser.force_login(head, backend="halang_portal.backends.AccountBackend")
        senders.append(Sender(browser, code))
    address = senders[0].begin()["Location"]
    size = -(-len(JPG) // rounds)

    def piece(client: int, offset: int) -> str:
        status = senders[client].patch(address, offset, JPG[offset : offset + size]).status_code
        return {204: "won", 409: "late"}.get(status, str(status))

    words = race(clients, list(range(0, len(JPG), size)), piece)
    own = [sender.begin(JPG, f"{number}.jpg") for number, sender in enumerate(senders)]
    for sender, began in zip(senders, own, strict=True):
        sender.patch(began["Location"], 0, JPG[:-9])

    def last(client: int, _) -> str:
        answer = senders[client].patch(own[client]["Location"], len(JPG) - 9, JPG[-9:])
        return "won" if answer.status_code == 204 else str(answer.status_code)

    words += race(clients, [0], last)
    items = Incident.objects.get(code=code).evidence.all()
    return {
        "rounds": len(words) - 1,
        "one winner": sum(row.count("won") == 1 for row in words[:-1]),
        "all taken": words[-1].count("won"),
        "numbers": len(set(items.values_list("number", flat=True))),
        "bytes": {item.file.sha256 for item in items} == {hashlib.sha256(JPG).hexdigest()},
        "odd": _odd(words),
    }


if __name__ == "__main__":
    import django

    django.setup()
    from django.conf import settings

    # what is raced here is who wins; a person's limits would end the rounds first
    settings.LIMITS = {}
    if sys.argv[1] == "prepare":
        prepare()
        sys.exit()
    print(
        json.dumps(
            {
                "transitions": transitions,
                "totp": totp,
                "signin": signin,
                "told": told,
                "forms": forms,
                "pieces": pieces,
            }[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))
        )
    )
