"""A backup restores: the drill of tests/drill.py on the engine under test, in databases of its
own.
"""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
# rows of one case go with its disposal, the trail goes on: all other tables come back as they were
OF_THE_DISPOSED = ("audit_", "files_", "incidents_", "outbox_", "retention_", "review_", "reports_")
REFUSALS = {
    "over the database": "đã có bảng",
    "over the files": "không trống",
    "cut": "bị cắt ngắn",
    "without its end": "bị cắt ngắn",
    "one bit": "đã bị thay đổi",
    "something else": "Không phải bản sao lưu",
    "leading_out": "mục lạ",
    "without_manifest": "thiếu bản kê",
    "with_another_hash": "không khớp bản kê",
    "wrong key of the archive": "Khóa giải mã không phải",
    "IDENTITY_KEYS": "IDENTITY_KEYS: thiếu khóa có dấu",
    "SECRET_KEY": "SECRET_KEY: thiếu khóa có dấu",
    "AUDIT_SIGNING_KEY": "AUDIT_SIGNING_KEY: thiếu khóa có dấu",
}


@contextmanager
def two_databases(folder: Path, migrated, tables):
    """(DATABASE_URL of one with tables and no row, name of one that is not filled)"""
    if connection.vendor == "sqlite":
        migrated(folder / "first.sqlite3")
        yield f"sqlite:///{folder / 'first.sqlite3'}", str(folder / "second.sqlite3")
        return
    names = [f"cong308_drill_{part}_{os.getpid()}" for part in ("a", "b")]
    server = psycopg2.connect(settings.DATABASE_URL)
    server.autocommit = True
    cursor = server.cursor()
    try:
        cursor.execute(f'CREATE DATABASE "{names[0]}" TEMPLATE "{tables.name}"')
        cursor.execute(f'CREATE DATABASE "{names[1]}"')
        yield f"{settings.DATABASE_URL.rpartition('/')[0]}/{names[0]}", names[1]
    finally:
        for name in names:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.close()


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("place", ["folder", "bucket"])
def test_what_was_backed_up_comes_back_and_nothing_else_does(
    place,
    request,
    tmp_path,
    migrated,
    _tables,  # noqa: PT019  asked for the name of the template
    counted,
):
    if connection.vendor == "postgresql" and not shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed")
    bucket = request.getfixturevalue("bucket_url") if place == "bucket" else ""
    with two_databases(tmp_path, migrated, _tables) as (url, second):
        done = subprocess.run(
            [sys.executable, "-m", "tests.drill", second, str(tmp_path / "place")],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url, "DATA_DIR": str(tmp_path), "TESTING": "1"}
            | {"BUCKET": bucket},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told["made"][0] == told["pruned"][0] == "", told
    assert (told["left"], told["first"]) == (1, False), "only the newest is kept"
    for name, words in REFUSALS.items():
        assert words in told["refused"][name][0], (name, told["refused"][name])
    assert set(told["refused"]) == set(REFUSALS)
    assert told["untouched"]
    assert told["restored"][0] == "", told["restored"]
    assert "giây" in told["restored"][1]
    before, after = told["before"], told["after"]
    assert {"evidence", "arriving", "waiting", "imports"} == {
        name.split("/")[0] for name in before["files"]
    }
    assert before["files"] == after["files"]
    same = [table for table in before["rows"] if not table.startswith(OF_THE_DISPOSED)]
    assert {table: before["rows"][table] for table in same} == {
        table: after["rows"].get(table) for table in same
    }
    assert told["disposed again"]
    assert told["chain"] == ""
    assert told["verbs"][:2] == ["restored_backup", "repurge"]
    counted(len(REFUSALS), "archives and places a restore refuses")
    counted(len(before["files"]) + len(same), "files and tables that came back as they were")
