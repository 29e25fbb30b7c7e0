"""The mail server: one line for many letters of a pass, and a breaker so that one that hangs holds
up few of them and nothing else.
"""

import smtplib
from contextlib import suppress
from datetime import datetime

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from compliance.outbox.breaker import MAIL_SERVER, Breaker
from compliance.outbox.handlers import LETTERS, OUTAGES
from compliance.outbox.letters import deliver
from compliance.outbox.models import Message

OF_THE_LETTER = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
NAMES_OF_THE_LETTER = tuple(kind.__name__ for kind in OF_THE_LETTER)


def is_away(error: Exception) -> bool:
    """Whether the server is to blame and not this letter: no answer, no line, no sign-in."""
    return isinstance(error, OSError) and not isinstance(error, OF_THE_LETTER)


class Post:
    """with Post() as post: post.is_open(now), post.send(letter, now) …"""

    def __init__(self):
        self.breaker = Breaker(MAIL_SERVER)
        self.line: BaseEmailBackend | None = None
        self.shut = False

    def __enter__(self) -> "Post":
        return self

    def __exit__(self, *error) -> None:
        self._hang_up()

    def is_open(self, now: datetime) -> bool:
        """Whether a letter may be tried; once it may not, not in this pass any more."""
        self.shut = self.shut or not self.breaker.allows(now)
        return not self.shut

    def send(self, mail: EmailMessage, now: datetime) -> None:
        """Raises what the server or the line raised; the breaker has heard of it."""
        try:
            self._send(mail)
        except Exception as error:
            if is_away(error):
                self._hang_up()
                if self.breaker.failed(error, now):
                    for listener in OUTAGES:
                        listener(MAIL_SERVER, now)
            raise
        if self.breaker.worked():
            _release(now)

    def _send(self, mail: EmailMessage) -> None:
        used = self.line is not None
        self.line = self.line or get_connection()
        try:
            deliver(mail, self.line)
        except smtplib.SMTPServerDisconnected:
            if not used:
                raise
            self._hang_up()  # some servers take so many letters a line: the next one on a new line
            self.line = get_connection()
            deliver(mail, self.line)

    def _hang_up(self) -> None:
        line, self.line = self.line, None
        if line is not None:
            with suppress(Exception):
                line.close()


def _release(now: datetime) -> None:
    """What waits because the server was away goes now, and not hours later."""
    Message.objects.pending().filter(
        topic__in=LETTERS, attempts__gt=0, lease_until=None, available_at__gt=now
    ).exclude(last_error__in=NAMES_OF_THE_LETTER).update(available_at=now)
