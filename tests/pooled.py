"""The portal through pgbouncer in transaction mode, in a process of its own: a district, a case to
its end, pages of everybody from several threads at once, long readings. Prints what it saw.

    DATABASE_URL=… PGBOUNCER=1 [SERVES_PAGES=1] python -m tests.pooled fill|read
"""

import io
import json
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

PAGES = ("home", "review:work", "incidents:queue", "reports:dashboard", "rulebook:calendar")
ROUNDS = 5


def fill() -> dict:
    from django.conf import settings

    from tests import world as cast

    settings.MEDIA_ROOT = tempfile.mkdtemp(prefix="cong308-files-")
    world = cast.build()
    for status in ("closed", "consulting", "submitted"):
        cast.Story(world).to(status)
    return {"read": read_at_length()}


def read_at_length() -> list[str]:
    """Commands that go through whole tables in pieces, and a snapshot that stands still."""
    from django.core.management import call_command

    said = []
    for command in ("verify_audit", "check_rollups"):
        out = io.StringIO()
        call_command(command, stdout=out, stderr=out)
        said.append(command)
    return said


def look(name: str) -> list[int]:
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from compliance.registry.models import User
    from tests.conftest import BACKEND

    client = Client()
    client.force_login(User.objects.get(username=name), backend=BACKEND)
    try:
        return [client.get(reverse(page)).status_code for _ in range(ROUNDS) for page in PAGES]
    finally:
        connection.close()


def read() -> dict:
    """Everybody at once, more of them than the pool has lines."""
    names = ("lead", "chairman", "unit_head", "member", "deputy_lead", "vice")
    with ThreadPoolExecutor(len(names)) as many:
        answers = list(many.map(look, names))
    return {
        "statuses": sorted({status for of_one in answers for status in of_one}),
        "pages": sum(map(len, answers)),
        "read": read_at_length(),
    }


def line() -> dict[str, str]:
    from django.db import connection

    with connection.cursor() as cursor:
        shown = {}
        for name in ("jit", "statement_timeout", "lock_timeout", "TimeZone"):
            cursor.execute(f"SHOW {name}")
            shown[name] = cursor.fetchone()[0]
        return shown


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halang_portal.settings")
    import django

    django.setup()
    print(json.dumps({**{"fill": fill, "read": read}[sys.argv[1]](), "line": line()}))
