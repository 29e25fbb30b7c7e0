"""Files that came with a form that was not done: they lie on the disk for a while, so that nobody
chooses them twice.

Nothing in the database speaks of them and nothing on the disk names anybody: what a file was called
and whose it is stands signed in the page that
sends it again. They come back as uploads and pass every check an upload passes.
"""

import os
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

LONGEST = timedelta(days=1)
MOST_BYTES = 2 * 1024**3  # of all that wait at once; beyond it a file must be chosen again
SALT = "desk.files"


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "waiting"


def keep(*, user_pk: int, path: str, files: MultiValueDict) -> list[tuple[str, str, str]]:
    """Put the files of a request aside. Returns (field, name, token) of each that was kept; whole
    files only, within the cap of an upload.
    """
    return [
        (
            field,
            upload.name,
            _keep(
                upload,
                {
                    "u": user_pk,
                    "p": path,
                    "f": field,
                    "n": upload.name,
                    "t": upload.content_type or "",
                },
            ),
        )
        for field in files
        for upload in files.getlist(field)
        if 0 < upload.size <= settings.EVIDENCE_FILM_MAX_BYTES
        and _waiting() + upload.size <= MOST_BYTES
    ]


def _keep(upload: UploadedFile, said: dict) -> str:
    folder().mkdir(parents=True, exist_ok=True)
    name = uuid.uuid4().hex
    handle = os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    upload.seek(0)
    with os.fdopen(handle, "wb") as out:
        for chunk in upload.chunks():
            out.write(chunk)
    return signing.dumps({**said, "id": name}, salt=SALT, compress=True)


def _waiting() -> int:
    return sum(path.stat().st_size for path in folder().iterdir()) if folder().is_dir() else 0


def bring_back(*, user_pk: int, path: str, tokens: list[str]) -> list[tuple[str, UploadedFile]]:
    """(field, file) of each token that is this person's, for this address, and still there."""
    brought = []
    for token in tokens[: settings.DATA_UPLOAD_MAX_NUMBER_FILES]:
        try:
            said = signing.loads(token, salt=SALT, max_age=LONGEST)
        except signing.BadSignature:
            continue
        place = folder() / said["id"]
        if (said["u"], said["p"]) == (user_pk, path) and place.is_file():
            brought.append(
                (
                    said["f"],
                    UploadedFile(place.open("rb"), said["n"], said["t"], place.stat().st_size),
                )
            )
    return brought


def forget(tokens: list[str]) -> None:
    """They went where they were to go."""
    for token in tokens:
        try:
            (folder() / signing.loads(token, salt=SALT)["id"]).unlink(missing_ok=True)
        except signing.BadSignature:
            continue


def sweep(at: datetime) -> int:
    """Remove what nobody came back for; returns how many files."""
    old = (
        [path for path in folder().iterdir() if path.stat().st_mtime < (at - LONGEST).timestamp()]
        if folder().is_dir()
        else []
    )
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
