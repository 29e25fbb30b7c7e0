"""Every kind of letter by the language its reader keeps, whatever the language of whoever caused it
and of whoever sends it; letters to a body are Vietnamese.
"""

from types import SimpleNamespace

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from compliance.outbox.actions import notify
from compliance.outbox.handlers import LETTERS
from compliance.outbox.models import Message
from compliance.outbox.processing import process_due
from compliance.registry.actions.door import send_door_code
from compliance.registry.models import User
from reports.delivering import deliver_summary
from reports.models import Delivery
from tests.leftovers import EXEMPT, VIETNAMESE, English, Written

TO_A_BODY = {"deliver_summary"}  # an office or an agency: nobody chose a language
ANCHOR = {"vi": "Mốc nhật ký", "en": "Audit trail anchor"}  # greets nobody
GREETS = {"vi": "Kính gửi ", "en": "Dear "}


def causes(world, as_, language: str) -> None:
    """One letter of every kind, caused by people who read another language than its reader."""
    now, person, staff = timezone.now(), world.fresh("person"), world.person_staff
    speaks = {"headers": {"accept-language": language}}
    notify(users=[person], kind="x", text="Có việc", url="/", at=now, key="letters")
    Client(**speaks).post("/tai-khoan/quen-mat-khau/", {"email": person.email})
    send_door_code(user=person, at=now)
    as_("affairs").post(
        f"/can-bo/{staff.code}/sua/",
        {
            "full_name": staff.full_name,
            "salutation": staff.salutation,
            "email": "moi@thu.example",
            "phone": "",
        },
        **speaks,
    )


@pytest.mark.parametrize("language", ["", "vi", "en"])
def test_a_letter_is_in_the_language_its_reader_keeps(language, world, as_, counted):
    User.objects.update(language=language)
    mine, other = (language or "vi"), ("vi" if language == "en" else "en")
    User.objects.filter(username="affairs").update(language=other)
    with translation.override(other):
        causes(world, as_, other)
        process_due()
    sent = set(Message.objects.filter(topic__in=LETTERS).values_list("topic", flat=True))
    assert sent == LETTERS.keys() - TO_A_BODY
    counted(len(mail.outbox), "letters read")
    assert len(mail.outbox) > len(sent)
    written, is_english = Written(), English()
    for letter in mail.outbox:
        said = f"{letter.subject}\n{letter.body}"
        assert letter.body.startswith((GREETS[mine], ANCHOR[mine])), said
        for line in filter(None, said.splitlines()):
            if mine == "en":
                left = EXEMPT.sub(" ", written.without(line))
                assert not VIETNAMESE.search(left), (letter.subject, line)
            else:
                assert not is_english(line), (letter.subject, line)


def test_a_letter_to_a_body_is_vietnamese(arguments, world):
    del arguments  # one of everything, a copy of a report too
    delivery, now = Delivery.objects.select_related("recipient").get(), timezone.now()
    Delivery.objects.update(state=Delivery.State.OWED)
    owed = {"delivery": delivery.pk, "number": delivery.number}
    with translation.override("en"):
        letter = deliver_summary(SimpleNamespace(payload=owed, dedup_key="x"), now)
    assert letter.body.startswith("Kính gửi quý cơ quan")
    assert not English()(letter.subject + letter.body)
