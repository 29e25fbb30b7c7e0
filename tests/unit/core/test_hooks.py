"""compliance.core: what rooms above register, what a row promises, the key and those before it, and
how the portal says no.
"""

import pytest
from cryptography.fernet import InvalidToken
from django.db import DataError, IntegrityError

from compliance.core import keys, refusals
from compliance.core.hooks import Hook, Registry, load
from compliance.core.presence import present


def test_what_is_registered_twice_is_refused():
    hook, registry = Hook(), Registry()
    assert hook.register(len) is len
    assert registry.register("a", 1) == 1
    for again in (lambda: hook.register(len), lambda: registry.register("a", 2)):
        with pytest.raises(ValueError, match="registered already"):
            again()
    assert (hook, registry) == ([len], {"a": 1})


def test_a_room_that_is_not_there_stops_the_start():
    load("compliance.core", "hooks", "text")
    with pytest.raises(ImportError):
        load("compliance.core", "no_such_room")


@pytest.mark.parametrize("value", [0, "", False, [], "a"])
def test_a_value_that_is_there_is_given_back(value):
    assert present(value) is value


def test_a_value_that_is_missing_is_an_error_of_the_portal():
    with pytest.raises(LookupError):
        present(None)


def test_what_an_older_key_sealed_is_still_read(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a" * 40, []
    sealed, fingerprint = keys.seal("bí mật", "one"), keys.hashes("bí mật")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "b" * 40, ["a" * 40]
    assert keys.unseal(sealed, "one") == "bí mật"
    assert keys.hashes("bí mật")[1:] == fingerprint
    anew = keys.seal_anew(sealed, "one")
    settings.SECRET_KEY_FALLBACKS = []
    assert keys.unseal(anew, "one") == "bí mật"
    for lost, use in ((sealed, "one"), (anew, "two")):
        with pytest.raises(InvalidToken):
            keys.unseal(lost, use)


def test_each_refusal_has_a_number_and_a_sentence(counted):
    numbers = {
        refusals.Invisible: 404,
        refusals.NotAllowed: 403,
        refusals.AskFirst: 403,
        refusals.NotNow: 409,
        refusals.Stale: 409,
        refusals.Unreadable: 400,
    }
    assert {kind: kind.status for kind in numbers} == numbers
    for kind in numbers:
        assert kind().reason == str(kind()) == kind.default != ""
        assert kind("Lý do.", back="/").details == {"back": "/"}
    counted(len(numbers), "kinds of refusal")


class OfTheDriver(Exception):
    def __init__(self, sqlstate):
        self.sqlstate = sqlstate


def caused(by: Exception) -> IntegrityError:
    error = IntegrityError("no words to go by")
    error.__cause__ = by
    return error


def test_what_the_database_says_is_a_refusal_where_a_person_can_mend_it(counted):
    rows = [
        (IntegrityError("UNIQUE constraint failed: a.b"), refusals.NotNow),
        (IntegrityError("CHECK constraint failed: c"), IntegrityError),
        (caused(OfTheDriver("23505")), refusals.NotNow),
        (caused(OfTheDriver("23514")), IntegrityError),
        (DataError("out of range"), refusals.Unreadable),
        (OverflowError("too large"), refusals.Unreadable),
        (ValueError("any other"), ValueError),
    ]
    counted(len(rows), "words of the database")
    assert [type(refusals.as_refusal(error)) for error, _ in rows] == [kind for _, kind in rows]
