"""The letter: how every mail of the house is made. Its Message-ID stays the same when it is sent
again, and tells a mail log nothing.
"""

import hashlib
import hmac
import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from compliance.core.characters import legal


def message_id(key: str) -> str:
    """The keyed hash of what is owed: a repeat after a crash is recognised as the same letter;
    neither case, nor kind, nor person can be read or guessed from it.
    """
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"cong308:message-id:{key}".encode(), hashlib.sha256
    ).hexdigest()[:40]
    return f"<{digest}@{urlsplit(settings.PORTAL_URL).hostname or 'localhost'}>"


def letter(*, key: str, to: str, subject: str, body: str) -> EmailMessage:
    """A mail ready to send; `key` is the dedup key of the row that owes it. Called in the language
    of its reader where `subject` is a sentence.
    """
    return EmailMessage(
        subject=" ".join(legal(str(subject)).split()),
        body=legal(str(body)),
        to=[to],
        headers={"Message-ID": message_id(key)},
    )


def deliver(mail: EmailMessage, line: BaseEmailBackend | None = None) -> None:
    """Send it, over `line` when one is open. What a mail server says about an address stays out of
    the log: beside the row that failed it would say who was told.

    Raises the error of the mail server without its words; TimeoutError when it never answered.
    """
    try:
        if line is not None:
            mail.connection = line
            line.open()  # nothing when it is open
        mail.send()
    except smtplib.SMTPServerDisconnected as error:
        silent = isinstance(error.__context__, TimeoutError)  # smtplib calls that a hanging up
        raise (TimeoutError() if silent else smtplib.SMTPServerDisconnected()) from None
    except smtplib.SMTPException as error:
        raise type(error).__new__(type(error)) from None
