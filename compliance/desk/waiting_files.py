"""Files that came with a form that was not done: they wait for a while, so that nobody chooses them
twice.

Nothing in the database speaks of them and nothing where they lie names anybody: what a file was
called and whose it is stands signed in the page that sends it again. They come back as uploads and
pass every check an upload passes.
"""

import os
import uuid
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from compliance.stores.away import StoreAway
from compliance.stores.beside import WAITING

LONGEST = timedelta(days=1)
MOST_BYTES = 2 * 1024**3  # of all that wait at once; beyond it a file must be chosen again
SALT = "desk.files"


def keep(*, user_pk: int, path: str, files: MultiValueDict) -> list[tuple[str, str, str]]:
    """Put the files of a request aside. Returns (field, name, token) of each that was kept; whole
    files only, within the cap of an upload. A store that does not answer keeps none.
    """
    waiting: list[tuple[str, str, str]] = []
    with suppress(StoreAway):
        room = MOST_BYTES - sum(entry.size for entry in WAITING.listed()) if files else 0
        for field in files:
            for upload in files.getlist(field):
                if 0 < upload.size <= min(settings.EVIDENCE_FILM_MAX_BYTES, room):
                    said = {"u": user_pk, "p": path, "f": field, "n": upload.name}
                    waiting.append((field, upload.name, _keep(upload, said)))
                    room -= upload.size
    return waiting


def _keep(upload: UploadedFile, said: dict) -> str:
    name = uuid.uuid4().hex
    WAITING.write(name, upload)
    return signing.dumps(
        {**said, "t": upload.content_type or "", "id": name}, salt=SALT, compress=True
    )


def bring_back(*, user_pk: int, path: str, tokens: list[str]) -> list[tuple[str, UploadedFile]]:
    """(field, file) of each token that is this person's, for this address, and still there. Raises
    StoreAway.
    """
    brought = []
    for token in tokens[: settings.DATA_UPLOAD_MAX_NUMBER_FILES]:
        try:
            said = signing.loads(token, salt=SALT, max_age=LONGEST)
        except signing.BadSignature:
            continue
        if (said["u"], said["p"]) == (user_pk, path):
            with suppress(FileNotFoundError):
                source = WAITING.open(said["id"])
                size = source.seek(0, os.SEEK_END)
                source.seek(0)
                brought.append((said["f"], UploadedFile(source, said["n"], said["t"], size)))
    return brought


def forget(tokens: list[str]) -> None:
    """They went where they were to go. From a store that does not answer they go with the sweep."""
    for token in tokens:
        with suppress(signing.BadSignature, StoreAway):
            WAITING.remove(signing.loads(token, salt=SALT)["id"])


def sweep(at: datetime) -> int:
    """Remove what nobody came back for; returns how many files."""
    gone, until = 0, (at - LONGEST).timestamp()
    with suppress(StoreAway):
        for entry in [entry for entry in WAITING.listed() if entry.written < until]:
            WAITING.remove(entry.name)
            gone += 1
    return gone
