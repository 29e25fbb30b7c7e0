"""What is slow holds up its own lane: a mail server that takes the line and never answers delays
mail, and mail alone. The server is a real one, on a socket; the rows are what people are owed.
"""

import socket
import socketserver
import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from compliance.outbox import handlers
from compliance.outbox.actions import enqueue, notify
from compliance.outbox.breaker import LONGEST, MAIL_SERVER, MOST, SHORTEST, outage, pause
from compliance.outbox.handlers import DEFAULT, LANE_OF, LANES, LETTERS, LONG, MAIL, lane_of
from compliance.outbox.heartbeat import TOPICS_OF
from compliance.outbox.letters import message_id
from compliance.outbox.models import Message, Notification, Outage
from compliance.outbox.processing import GIVE_UP_AFTER, process_due

MANY = 40  # letters owed while the server hangs
TIMEOUT = 0.2  # seconds


class Server(socketserver.ThreadingTCPServer):
    """As much of SMTP as a sender needs. `answers`: whether it says anything at all; `refuses`: an
    address it does not know; `a_line`: letters it takes before it hangs up.
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.answers, self.refuses, self.a_line = True, "", 1000
        self.lines, self.letters = 0, []
        self.over = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def end(self) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()


class Talk(socketserver.StreamRequestHandler):
    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        self.server.lines += 1
        if not self.server.answers:
            self.server.over.wait(30)
            return
        self.say("220 mail")
        taken = 0
        with suppress(OSError):
            while line := self.rfile.readline().decode().strip():
                verb = line.split(":")[0].split()[0].upper()
                if verb == "MAIL" and taken >= self.server.a_line:
                    return
                if verb == "DATA":
                    self.say("354 go on")
                    self.server.letters.append(self._letter())
                    taken += 1
                unknown = verb == "RCPT" and self.server.refuses and self.server.refuses in line
                self.say(
                    "550 no such user" if unknown else "221 bye" if verb == "QUIT" else "250 ok"
                )
                if verb == "QUIT":
                    return

    def _letter(self) -> str:
        lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), ".")
        return "\n".join(lines)


@pytest.fixture
def server(settings):
    served = Server()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = served.server_address
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = TIMEOUT
    yield served
    served.end()


@pytest.fixture
def now(world):
    Message.objects.all().delete()
    return timezone.now()


def owe(world, number: int, at, user: str = "member") -> None:
    """Real lines in a bell, each with its mail."""
    for turn in range(number):
        notify(
            users=[world.users[user]],
            kind="thu",
            text="Việc mới",
            url="/",
            at=at,
            key=f"{user}:{turn}",
        )


def mails():
    return Message.objects.filter(topic="mail")


def test_every_topic_has_a_lane_and_every_letter_goes_by_mail(counted):
    assert set(LANE_OF) >= set(handlers.HANDLERS) - {"thu", "doc"}
    assert set(LANE_OF.values()) == set(LANES)
    assert {lane_of(topic) for topic in LETTERS} == {MAIL}
    assert {topic for topic, lane in LANE_OF.items() if lane == MAIL} == {
        *LETTERS,
        TOPICS_OF[MAIL],
    }
    assert lane_of("nobody knows it") == DEFAULT
    counted(len(LANE_OF), "topics with a lane")


def test_a_server_that_hangs_delays_mail_alone_and_is_asked_few_times(
    world, now, server, as_, counted
):
    server.answers = False
    owe(world, MANY, now)
    done = process_due(now, lanes=(MAIL,))
    assert done["failed"] == MOST
    assert server.lines == MOST, "the others were not tried"
    assert mails().filter(attempts=0).count() == MANY - MOST
    for minute in range(10):
        process_due(now + timedelta(seconds=5 * minute), lanes=(MAIL,))
    assert server.lines == MOST, "it is left alone"
    for lane in (DEFAULT, LONG):
        assert process_due(now + timedelta(seconds=50), lanes=(lane,))["failed"] == 0
    beats = set(Message.objects.exclude(done_at=None).values_list("topic", flat=True))
    assert {TOPICS_OF[DEFAULT], TOPICS_OF[LONG]} <= beats
    assert process_due(now + timedelta(seconds=51), lanes=(MAIL,))["done"] == 1, "its own canary"
    page = as_("administrator").get(reverse("outbox:dead")).content.decode()
    assert "Thư đi chậm: máy chủ không trả lời kịp" in page
    assert "Đường xử lý không chạy" not in page
    health = as_("anonymous").get("/readyz").json()
    assert (health["mail"], health["background"], health["long"]) == ("away", "ok", "ok")
    told = Notification.objects.filter(user=world.administrator, kind="outage")
    assert told.count() == 1
    assert not mails().filter(payload__notification=told.get().pk).exists(), "by the bell alone"
    counted(MANY, "letters owed to a server that hangs")


def test_it_is_tried_by_one_alone_and_when_it_answers_everything_goes(world, now, server, counted):
    server.answers = False
    owe(world, MANY, now)
    process_due(now, lanes=(MAIL,))
    at, asked = now, server.lines
    for number in range(3):
        at += pause(MOST + number)
        process_due(at, lanes=(MAIL,))
        process_due(at, lanes=(MAIL,))
        assert server.lines == asked + number + 1
    server.answers = True
    mails().filter(attempts__gt=0).update(available_at=at + timedelta(hours=6))
    lines = server.lines
    process_due(at + LONGEST, lanes=(MAIL,))
    process_due(at + LONGEST + timedelta(seconds=1), lanes=(MAIL,))
    assert len(server.letters) == MANY, "those that were tried go now too, not hours later"
    assert server.lines - lines == 2, "one line for all letters of a pass"
    assert not mails().exclude(done_at__isnull=False).exists()
    assert not Outage.objects.exists()
    ids = {message_id(key) for key in mails().values_list("dedup_key", flat=True)}
    assert {next(i for i in ids if i in letter) for letter in server.letters} == ids
    counted(MANY, "letters that went when the server answered")


def test_a_server_that_is_away_for_days_kills_no_letter(world, now, server):
    server.answers = False
    owe(world, 1, now)
    at = now
    for _ in range(GIVE_UP_AFTER + 5):
        process_due(at, lanes=(MAIL,))
        at += timedelta(hours=7)
    row = mails().get()
    assert row.attempts > GIVE_UP_AFTER
    assert row.dead_at is None
    server.answers = True
    process_due(at, lanes=(MAIL,))
    assert mails().get().done_at == at


def test_an_address_that_is_refused_is_the_letters_own_fault(world, now, server):
    server.refuses = world.users["member"].email
    owe(world, MOST + 2, now, "member")
    owe(world, MOST + 2, now, "affairs")
    assert process_due(now, lanes=(MAIL,))["failed"] == MOST + 2
    assert len(server.letters) == MOST + 2
    assert server.lines == 1
    assert outage(MAIL_SERVER) is None
    assert set(mails().filter(done_at=None).values_list("last_error", flat=True)) == {
        "SMTPRecipientsRefused"
    }


def test_a_server_that_hangs_up_after_some_letters_gets_the_rest_on_a_new_line(world, now, server):
    server.a_line = 4
    owe(world, 10, now)
    assert process_due(now, lanes=(MAIL,))["failed"] == 0
    assert (len(server.letters), server.lines) == (10, 3)


def test_nothing_is_sent_within_a_transaction(world, now, settings, monkeypatch):
    owe(world, 2, now)
    around, within = len(connection.savepoint_ids), []

    def send(mail, line=None):
        within.append(len(connection.savepoint_ids))

    monkeypatch.setattr("compliance.outbox.post.deliver", send)
    process_due(now, lanes=(MAIL,))
    assert within == [around, around]
    assert not mails().filter(done_at=None).exists()


def test_a_letter_that_is_not_to_go_any_more_asks_no_server(world, now, server):
    owe(world, 1, now)
    world.users["member"].__class__.objects.filter(pk=world.users["member"].pk).update(email="")
    process_due(now, lanes=(MAIL,))
    assert server.lines == 0
    assert mails().get().done_at == now


def test_the_pauses_grow_to_five_minutes():
    pauses = [pause(failures) for failures in range(MOST, MOST + 20)]
    assert pauses[0] == SHORTEST
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST == timedelta(minutes=5)


def test_each_lane_does_its_own(world, now, counted):
    done = {}
    for lane in LANES:
        enqueue(topic=TOPICS_OF[lane], dedup_key=f"lane:{lane}", at=now)
    for lane in (MAIL, LONG, DEFAULT):
        process_due(now, lanes=(lane,))
        rows = Message.objects.filter(dedup_key__startswith="lane:", done_at__isnull=False)
        done[lane] = set(rows.values_list("topic", flat=True))
    counted(len(done), "lanes")
    assert done[MAIL] == {TOPICS_OF[MAIL]}
    assert done[LONG] - done[MAIL] == {TOPICS_OF[LONG]}
    assert done[DEFAULT] - done[LONG] == {TOPICS_OF[DEFAULT]}


def test_a_closed_port_and_a_server_that_hangs_are_told_apart(world, now, server, settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.EMAIL_PORT = taken.getsockname()[1]
    owe(world, MOST, now)
    process_due(now, lanes=(MAIL,))
    assert outage(MAIL_SERVER).last_error == "ConnectionRefusedError"
