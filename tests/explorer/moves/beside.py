"""What is no step of the table: papers, relations, accounts, time."""

from datetime import timedelta

from compliance.registry import actions as registry
from compliance.registry.models import Kinship, User
from compliance.review.case.queries import last_notice
from compliance.review.documents import actions as documents
from compliance.review.models import CaseDocument
from tests.explorer.moves.move import common, move
from tests.explorer.walk import NothingToDo


@move("propose", name="draft reminder", weight=2, beside=True)
def draft_reminder(walk, incident, by, draw):
    documents.draft_document(
        incident=incident,
        kind=CaseDocument.Kind.REMINDER,
        issuer=CaseDocument.Issuer.AUTHORITY,
        words={"title": "Nhắc nhở"},
        fields={},
        **common(walk, by),
    )


@move("propose", name="number reminder", weight=3, beside=True)
def number_reminder(walk, incident, by, draw):
    rows = incident.documents.filter(typed_back_at=None, discarded_at=None).order_by("pk")
    documents.type_back(
        document=draw.of(list(rows)),
        number="15/TB-UBND",
        issued_on=walk.today,
        signer="Chủ tịch UBND huyện",
        signed_file=walk.scan,
        **common(walk, by),
    )


@move("propose", name="declare relation", weight=2, beside=True)
def declare_relation(walk, incident, by, draw):
    """Somebody who has a part in the case says they are related; the person may say so too."""
    if not hasattr(by, "staff") or by.pk == walk.staff.user_id:
        raise NothingToDo
    made = registry.declare_kinship(
        person=by.staff, relative=walk.staff, relation="spouse", **common(walk, by)
    )
    if walk.staff.user_id and draw.chance(70) and made.waits:
        registry.confirm_kinship(kinship=made, by=walk.staff.user, at=walk.at)


@move("propose", name="confirm relation", beside=True)
def confirm_relation(walk, incident, by, draw):
    rows = Kinship.objects.filter(ended_at=None).order_by("pk")
    waiting = draw.of([row for row in rows if row.waits])
    registry.confirm_kinship(kinship=waiting, **common(walk, by))


@move("answer", name="lock account", beside=True)
def lock_account(walk, incident, by, draw):
    if not walk.staff.user_id:
        raise NothingToDo
    registry.set_active(
        user=walk.staff.user,
        active=not User.objects.get(pk=walk.staff.user_id).is_active,
        by=walk.user("administrator"),
        at=walk.at,
    )


@move("", name="hours pass", weight=3, waits=True)
def hours_pass(walk, incident, by, draw):
    walk.wait(hours=draw.number(1, 20))


@move("", name="days pass", weight=3, waits=True)
def days_pass(walk, incident, by, draw):
    walk.wait(days=draw.number(1, 9))


@move("", name="window passes", weight=5, waits=True)
def window_passes(walk, incident, by, draw):
    """To the last day of the window, or to the morning after it."""
    if row := last_notice(incident):
        walk.wait_until(row.due_on + timedelta(days=draw.of((1, 0))))


@move("", name="term passes", weight=3, waits=True)
def term_passes(walk, incident, by, draw):
    """To the morning after the deadline of the step."""
    if incident.due_on:
        walk.wait_until(incident.due_on + timedelta(days=1))


@move("", name="a year passes", waits=True)
def a_year_passes(walk, incident, by, draw):
    if not walk.ended():
        walk.wait(days=30)
    else:
        walk.wait(days=370)
