"""The drill of a restore, in a process and two databases of its own (the first with tables and no
row, the second with nothing): fill, back up, go on, lose
everything, restore; then every way in which it must not go. Prints what came of each as JSON.

    DATABASE_URL=… python -m tests.drill SECOND_DATABASE FOLDER
"""

import hashlib
import io
import json
import os
import shutil
import sys
from datetime import datetime
from pathlib import Path


def fill() -> tuple:
    """A district, an open case, and one that is due for disposal; evidence in both."""
    from django.utils import timezone

    from compliance.audit.anchors import drop_anchor
    from compliance.audit.known_keys import admit
    from compliance.rulebook.clocks import ZONE
    from compliance.stores.beside import COMING
    from tests import world as built

    built.build()
    world = built.load()
    old = built.Story(world, start=datetime(2018, 3, 5, 9, tzinfo=ZONE))
    old.to("closed")
    built.Story(world).to("in_review")
    for place in COMING:
        place.write(f"{len(place.folder):032x}", io.BytesIO(place.folder.encode()))
    admit(timezone.now())
    drop_anchor(timezone.now())
    return world, old


def dispose(world, old) -> None:
    """After the backup was made: two people let the old case go."""
    from django.utils import timezone

    from compliance.retention import actions, register

    now = timezone.now()
    batch = actions.propose_disposal(
        incidents=[old.fresh()], note="Rà soát năm.", by=world.fresh("lead"), at=now
    )
    actions.decide_batch(batch=batch, agrees=True, reason="", by=world.fresh("auditor"), at=now)
    register.write(actions.dispose(item=batch.items.get(), at=now))


def go_to(database: str, media: Path) -> None:
    """An empty place: the other database, another folder, of a bucket another corner."""
    from django.conf import settings
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database
    settings.MEDIA_ROOT = str(media)
    lay_in_bucket(media.name)


def lay_in_bucket(corner: str) -> None:
    """Where BUCKET says so, stored files lie below that corner of it."""
    from django.core.files.storage import storages
    from django.test import override_settings

    from halang_portal.settings.storage import files_at

    if url := os.environ.get("BUCKET"):
        entries = files_at(f"{url}/{corner}")
        override_settings(STORAGES={**storages.backends, **entries}).enable()


def hashes() -> dict[str, str]:
    """Of everything a backup has to hold, in the folder and in the bucket."""
    from halang_portal.backups.archive import stored_files

    found = {}
    for name, _, opens in stored_files():
        with opens() as source:
            found[name] = hashlib.sha256(source.read()).hexdigest()
    return found


def rows() -> dict[str, int]:
    from django.db import connection

    from halang_portal.backups.databases import counts, tables_of

    with connection.cursor() as cursor:
        return counts(cursor, tables_of(cursor))


def run(*words: str, **how) -> list[str]:
    """["" or the refusal, what was said]"""
    from django.core.management import CommandError, call_command

    said = io.StringIO()
    try:
        call_command(*words, stdout=said, stderr=said, **how)
    except CommandError as refused:
        return [str(refused), said.getvalue()]
    return ["", said.getvalue()]


def altered(archive: Path, folder: Path) -> dict[str, Path]:
    """Archives as a bad disk or a bad person leaves them."""
    whole = archive.read_bytes()
    middle = len(whole) // 2
    made = {
        "cut": whole[:middle],
        "without its end": whole[:-100],
        "one bit": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "something else": b"PK" + whole[2:],
    }
    for name, content in made.items():
        (folder / f"{name}.age").write_bytes(content)
    return {name: folder / f"{name}.age" for name in made}


def forged(public: str, folder: Path) -> dict[str, Path]:
    """Whoever has the public key can make an archive: none may write outside its folder, and none
    passes without the manifest agreeing.
    """
    from halang_portal.backups import age, archive

    def leading_out(plain):
        writer = archive.Writer(plain)
        writer.add_bytes("files/../../outside", b"x")
        writer.finish({})

    def without_manifest(plain):
        writer = archive.Writer(plain)
        writer.add_bytes("files/a", b"x")
        writer.tar.close()

    def with_another_hash(plain):
        writer = archive.Writer(plain)
        writer.add_bytes("files/a", b"x")
        writer.members["files/a"] = ["0" * 64, 1]
        writer.finish({})

    made = {}
    for write in (leading_out, without_manifest, with_another_hash):
        made[write.__name__] = folder / f"{write.__name__}.age"
        with made[write.__name__].open("wb") as out:
            age.encrypt(write, out, age.recipients_of([public]))
    return made


def main(second: str, folder: Path) -> dict:
    from django.conf import settings
    from django.db import connection

    first, media = connection.settings_dict["NAME"], folder / "first"
    settings.MEDIA_ROOT = str(media)
    lay_in_bucket(media.name)
    settings.DISPOSAL_REGISTER = str(folder / "so.jsonl")
    key, other = folder / "key", folder / "other-key"
    public = run("backup_key", str(key))[1].splitlines()[0]
    run("backup_key", str(other))
    (folder / "kept").mkdir()
    world, old = fill()
    before = {"rows": rows(), "files": hashes()}
    made = run("backup", str(folder / "kept"), to=[public])
    (archive,) = (folder / "kept").glob("*.age")
    run("backup", str(folder / "kept"), to=[public])
    pruned = run("backup", str(folder / "kept"), to=[public], keep=1)
    left = sorted((folder / "kept").iterdir())
    report = {"made": made, "pruned": pruned, "left": len(left), "first": archive.exists()}
    archive = left[-1]
    dispose(world, old)
    over = {"over the database": run("restore", str(archive), key=key)}
    go_to(second, media)
    over["over the files"] = run("restore", str(archive), key=key)
    go_to(second, folder / "second")
    refused = {
        name: run("restore", str(path), key=key)
        for name, path in {**altered(archive, folder), **forged(public, folder)}.items()
    }
    refused["wrong key of the archive"] = run("restore", str(archive), key=other)
    for variable, value in (
        ("IDENTITY_KEYS", ["khac" * 10]),
        ("SECRET_KEY", "khac" * 13),
        ("AUDIT_SIGNING_KEY", "khac" * 10),
    ):
        kept = getattr(settings, variable)
        setattr(settings, variable, value)
        refused[variable] = run("restore", str(archive), key=key)
        setattr(settings, variable, kept)
    report["refused"] = {**over, **refused}
    report["untouched"] = not (folder / "outside").exists() and not hashes()
    report["restored"] = run("restore", str(archive), key=key)
    after = {"rows": rows(), "files": hashes()}
    return {**report, "before": before, "after": after, **_of_disposal(old, first)}


def _of_disposal(old, first: str) -> dict:
    from compliance.audit.models import Event
    from compliance.audit.verify import check
    from compliance.incidents.models import Incident

    return {
        "disposed again": bool(Incident.objects.get(pk=old.incident.pk).disposed_at),
        "chain": check()[0],
        "verbs": list(Event.objects.order_by("-seq").values_list("verb", flat=True)[:3]),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halang_portal.settings")
    import django

    django.setup()
    shutil.rmtree(sys.argv[2], ignore_errors=True)
    Path(sys.argv[2]).mkdir(parents=True)
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2])), ensure_ascii=False))
