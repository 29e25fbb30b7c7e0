"""The text of what a reader asks is kept for them, and for nobody and nothing else."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from compliance.core import kept as keeping
from compliance.core import work_list
from compliance.core.kept import Kept, carried
from compliance.core.work_list import PROVIDERS, Task, for_user
from compliance.incidents.models import Incident, Recusal
from compliance.registry.actions import change_office_code, declare_kinship
from compliance.registry.models import Kinship, User
from compliance.rulebook.clocks import local_day
from tests.compliance.test_work_list import EVERYBODY
from tests.world import Story

PEOPLE = (*EVERYBODY, "auditor", "administrator")


def text_of(user) -> str:
    try:
        return str(Incident.objects.visible_to(user).query)
    except EmptyResultSet:  # of who sees nothing
        return ""


def asked_of(kept: Kept, user, of=None) -> tuple[str, bool]:
    """(what is given, whether it was written for it)."""
    written = []

    def write() -> str:
        written.append(text_of(user))
        return written[-1]

    return kept.text(user, of, write), bool(written)


@contextmanager
def unproved():
    Kept.proves = False
    try:
        yield
    finally:
        Kept.proves = True


def known(world, name: str) -> User:
    """A loaded account whose facts were asked, as a page has it."""
    user = world.fresh(name)
    text_of(user)
    return user


def test_it_is_written_once_for_a_reader(world, counted):
    for name in PEOPLE:
        kept = Kept[str](most=9)
        with unproved():
            text, written = asked_of(kept, known(world, name))
            assert written, name
            assert asked_of(kept, known(world, name)) == (text, False), name
            assert text == text_of(known(world, name)), name
        counted(1, "readers whose text was kept")


def test_nobody_is_given_the_text_of_another(world, counted):
    kept = Kept[str](most=9)
    with unproved():
        for name in PEOPLE:
            assert asked_of(kept, known(world, name)) == (text_of(known(world, name)), True), name
            counted(1, "readers beside each other")


def declares(world, user) -> None:
    relative, relation = world.person_staff, Kinship.Relation.values[0]
    declare_kinship(
        person=user.staff, relative=relative, relation=relation, by=user, at=timezone.now()
    )


def stands_aside(world, user) -> None:
    Recusal.objects.create(
        incident=Incident.objects.get(),
        user=user,
        reason="Có liên quan.",
        at=timezone.now(),
        by=user,
    )


def loses_the_function(world, user) -> None:
    user.functions.update(valid_to=local_day(timezone.now()) - timedelta(days=1))


def is_shut(world, user) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("change", [declares, stands_aside, loses_the_function, is_shut])
def test_what_changes_for_the_reader_is_another_text(world, change, counted):
    Story(world).to("in_review")
    for name in ("unit_head", "member", "lead", "chairman"):
        kept = Kept[str](most=9)
        with unproved():
            before, __ = asked_of(kept, known(world, name))
            change(world, world.fresh(name))
            after, written = asked_of(kept, known(world, name))
            assert written, name
            assert after == text_of(known(world, name)) != before, name
        counted(1, "changes of what a reader may see")


def test_a_wall_that_comes_up_is_met_by_who_had_the_pages_open(world, as_, counted):
    """Whatever was kept for them before: the case is gone from every door the next time."""
    Story(world).to("consulting")
    incident = Incident.objects.get()
    case = reverse("review:case", args=[incident.code])
    doors = (case, reverse("review:history", args=[incident.code]))
    doors += (reverse("review:ledger", args=[incident.code]), f"/api/v1/incidents/{incident.code}/")
    lists = [reverse(name) for name in ("incidents:queue", "review:work", "outbox:notifications")]
    with unproved():
        for name in ("unit_head", "lead", "member", "affairs", "chairman"):
            client = as_(name)
            for __ in range(2):
                assert {client.get(door).status_code for door in doors} == {200}, name
                assert case in client.get(lists[0]).content.decode(), name
                [client.get(address) for address in lists]
            stands_aside(world, world.fresh(name))
            assert {client.get(door).status_code for door in doors} == {404}, name
            for address in lists:
                assert case not in client.get(address).content.decode(), (name, address)
            counted(len(doors) + len(lists), "doors of a reader behind a new wall")


def test_another_day_and_another_language_are_other_texts(world):
    kept, user = Kept[str](most=9), known(world, "lead")
    with unproved():
        assert asked_of(kept, user, "monday")[1]
        assert asked_of(kept, user, "tuesday")[1]
        assert not asked_of(kept, user, "monday")[1]
        with translation.override("en"):
            assert asked_of(kept, user, "monday")[1]


def test_what_asked_the_database_is_not_kept(world):
    kept = Kept[str](most=9)
    with unproved():
        for __ in range(2):  # this account was not asked for its facts before
            assert asked_of(kept, world.fresh("lead"))[1]
        assert not kept._texts


def test_what_nothing_is_known_of_is_not_found_again(world):
    user = known(world, "lead")
    assert carried(user) == carried(known(world, "lead"))
    user.more = object()
    assert carried(user) != carried(user)


def test_only_the_last_are_kept(world):
    kept, user = Kept[str](most=9), known(world, "lead")
    for number in range(kept.most + 5):
        asked_of(kept, user, number)
    assert len(kept._texts) == kept.most


def test_a_text_that_would_be_written_otherwise_is_noticed(world):
    kept, user = Kept[str](most=9), known(world, "lead")
    kept.text(user, None, lambda: "SELECT 1")
    with pytest.raises(AssertionError, match="SELECT 2"):
        kept.text(user, None, lambda: "SELECT 2")


def test_a_provider_asks_nothing_before_its_rows_are_wanted(world, counted):
    """What it learned from the database would be in a text that is kept: it belongs into `rows`,
    whose text is not kept then, or into `follows`.
    """
    today = local_day(timezone.now())
    for name in PEOPLE:
        for provider in PROVIDERS:
            user = known(world, name)
            user.functions_now(), getattr(user, "staff", None)
            with CaptureQueriesContext(connection) as asked:
                parts = [part for part in provider(user, today) if not isinstance(part, Task)]
            assert not asked.captured_queries or all(part.follows for part in parts), (
                f"{provider.__module__}.{provider.__name__}, {name}: {asked.captured_queries}"
            )
            counted(1, "providers × reader")


def test_the_tasks_of_a_reader_are_written_once_a_day(world, monkeypatch, counted):
    """Of what a page asks every time nothing is written again, for anybody."""
    Story(world).to("consulting")
    Story(world).to("submitted")
    today = local_day(timezone.now())
    for name in PEOPLE:
        for kept in ("WRITTEN", "READ"):
            monkeypatch.setattr(work_list, kept, Kept(most=99))
        first = for_user(known(world, name), today)
        texts = {**work_list.WRITTEN._texts, **work_list.READ._texts}
        assert work_list.WRITTEN._texts, name
        assert for_user(known(world, name), today) == first, name
        assert {**work_list.WRITTEN._texts, **work_list.READ._texts}.keys() == texts.keys(), name
        counted(1, "readers whose tasks were asked twice")


FIRST_PAGES = {
    "unit_head": "incidents:unit_home",
    "lead": "review:work",
    "deputy_lead": "review:work",
    "member": "review:work",
    "affairs": "review:work",
    "chairman": "reports:dashboard",
    "vice": "reports:dashboard",
}


def test_a_page_that_was_opened_is_not_written_again(world, as_, counted, monkeypatch):
    """First pages and the page of a case: what a page asks for before all its reader's facts are
    known would be written each time.
    """
    case = Story(world).to("consulting")
    written = []
    asking = keeping._asking
    monkeypatch.setattr(keeping, "_asking", lambda: written.append(1) or asking())
    for name, page in FIRST_PAGES.items():
        client = as_(name)
        for address in (reverse(page), reverse("review:case", args=[case.code])):
            for __ in range(2):
                assert client.get(address).status_code == 200
            written.clear()
            assert client.get(address).status_code == 200
            assert not written, (name, address)
            counted(1, "pages whose questions were written already")


def test_a_code_that_another_office_takes_is_asked_for_anew(world, as_):
    """The list of an office by its code, opened before and after: the address is the same."""
    case, now = Story(world), timezone.now()
    case.to("submitted")
    client, page = as_("lead"), f"{reverse('incidents:queue')}?office=XA"
    assert [row.code for row in client.get(page).context["page"].items] == [case.incident.code]
    how = {"reason": "Sắp xếp lại mã.", "by": world.affairs, "at": now}
    change_office_code(office=world.offices["XA"], code="XC", **how)
    change_office_code(office=world.offices["XB"], code="XA", **how)
    with unproved():
        assert client.get(page).context["page"].items == []
