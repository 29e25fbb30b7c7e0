"""compliance.outbox.letters: one letter, one name, whoever sends it; no word of the server."""

import smtplib

import pytest
from django.core.mail import EmailMessage

from compliance.outbox.letters import deliver, letter, message_id


def test_the_same_letter_has_the_same_name_and_the_name_tells_nothing(settings):
    settings.SECRET_KEY, settings.PORTAL_URL = "a" * 40, "https://cong.example/x"
    name = message_id("review:12:notice:7")
    assert name == message_id("review:12:notice:7") != message_id("review:12:notice:8")
    assert name.endswith("@cong.example>")
    assert "notice" not in name
    settings.SECRET_KEY = "b" * 40
    assert message_id("review:12:notice:7") != name


@pytest.mark.parametrize("url", ["", "/only/a/path"])
def test_a_portal_without_a_name_writes_letters_all_the_same(settings, url):
    settings.PORTAL_URL = url
    assert message_id("a").endswith("@localhost>")


def test_a_subject_is_one_line_whatever_was_typed():
    mail = letter(key="a", to="x@thu.example", subject="Một\r\nBcc: y\x00 hai", body="a\x00b\r\nc")
    assert mail.subject == "Một Bcc: y hai"
    assert mail.body == "ab\nc"
    assert mail.extra_headers == {"Message-ID": message_id("a")}


class Refusing(EmailMessage):
    def send(self, fail_silently=False):
        raise smtplib.SMTPRecipientsRefused({"x@thu.example": (550, b"no such user")})


def test_what_a_server_says_of_an_address_is_left_out():
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        deliver(Refusing(to=["x@thu.example"]))
    assert "thu.example" not in str(refused.value)
    assert refused.value.__suppress_context__
