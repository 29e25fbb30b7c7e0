"""halang_portal.strength: keys made by chance, and links nobody on the way can read."""

import hashlib

import pytest

from halang_portal.strength import plain_links, weak_keys, why_weak

WEAK = {
    "django-insecure-8f3k2m9x7q1w": "ví dụ mẫu",
    "ChangeMe-8f3k2m9x7q1w": "ví dụ mẫu",
    "a" * 50: "1 ký tự khác nhau",
    "abcabcabc": "3 ký tự khác nhau",
    "": "0 ký tự khác nhau",
    "q8m2x7k4z9w3" * 4: "lặp lại",
    "abcdefghijklmnopqrstuvwxyz": "bảng chữ cái",
    "0123456789abcdefghij": "bảng chữ cái",
}


@pytest.mark.parametrize(("key", "says"), WEAK.items())
def test_a_key_somebody_thought_of_is_named_weak(key, says):
    assert says in why_weak(key)


def test_a_key_made_by_chance_is_not(counted):
    keys = [hashlib.sha256(str(number).encode()).hexdigest()[:40] for number in range(500)]
    counted(len(keys), "keys made by chance")
    assert [key for key in keys if why_weak(key)] == []
    assert weak_keys({"A": keys[:1], "B": keys[1:3]}) == []
    twice = weak_keys({"A": keys[:1], "B": keys[:1]})
    assert len(twice) == 1
    assert "B: trùng với A" in twice[0]


HERE = ("postgres://u@127.0.0.1/p", "redis://localhost:6379/0", "smtp://localhost:25")


@pytest.mark.parametrize(
    ("place", "url", "open_to_all"),
    [
        (0, "postgres://u@db.example/p", True),
        (0, "postgres://u@db.example/p?sslmode=prefer", True),
        (0, "postgres://u@db.example/p?sslmode=require", False),
        (0, "postgres://u@db.example/p?sslmode=verify-full", False),
        (0, "postgres:///p?host=/run/postgresql", False),
        (0, "postgres://u@localhost/p?host=db.example", True),
        (0, "postgres://%2Frun%2Fpostgresql/p", False),
        (0, "sqlite:////srv/a.sqlite3", False),
        (1, "redis://cache.example:6379", True),
        (1, "rediss://cache.example:6379", False),
        (1, "redis://[::1]:6379", False),
        (1, "", False),
        (2, "smtp://mail.example:25", True),
        (2, "smtp+tls://mail.example:587", False),
        (2, "smtp+ssl://mail.example:465", False),
        (2, "consolemail://", False),
    ],
)
def test_a_link_to_another_machine_is_encrypted(place, url, open_to_all):
    links = [*HERE[:place], url, *HERE[place + 1 :]]
    names = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")
    assert [line.split(":")[0] for line in plain_links(*links)] == [names[place]] * open_to_all
