"""A form is done once: its key is claimed in the transaction of what it does, and the second sender
gets the answer of the first. What is typed and not sent is put aside until it is.
"""

import hashlib
import uuid
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict

from compliance.desk import unsent, waiting_files
from compliance.desk.models import FormKey, Unsent
from compliance.desk.unsent import Place

KEY, SEEN, FILES, CSRF = "_key", "_seen", "_files", "csrfmiddlewaretoken"
REMEMBERED = timedelta(
    days=1
)  # how long a form sent again is known; a page stays open for a working day at most


def mark_of(
    *, user_pk: int, path: str, data: MultiValueDict, files: MultiValueDict[str, UploadedFile]
) -> str | None:
    """The keyed hash of one sending; None when the page carried no key. The same key with other
    words is another sending: the page was gone back to.
    """
    try:
        key = uuid.UUID(data.get(KEY, ""))
    except ValueError:
        return None
    digest = hashlib.sha256(f"{user_pk}\0{path}\0{key}".encode())
    for name in sorted(set(data) - {CSRF, KEY}):
        digest.update(repr((name, data.getlist(name))).encode("utf-8", "surrogatepass"))
    for name in sorted(files):
        digest.update(
            repr((name, [(upload.name, upload.size) for upload in files.getlist(name)])).encode(
                "utf-8", "surrogatepass"
            )
        )
    return salted_hmac("desk.form", digest.digest(), algorithm="sha256").hexdigest()


def claim(*, mark: str, at: datetime) -> str | None:
    """None when this sending is the first; else where the first was led. Waits for one that is
    under way. Must be called in the transaction of the act.
    """
    try:
        with transaction.atomic():
            FormKey.objects.create(mark=mark, at=at)
        return None
    except IntegrityError:
        return FormKey.objects.get(mark=mark).answer


def settle(*, mark: str, answer: str) -> None:
    """It was done: whoever sends it again is led there."""
    FormKey.objects.filter(mark=mark).update(answer=answer)


def release(*, mark: str) -> None:
    """It was not done (an error in a field, a refusal, a page shown): it may be sent again."""
    FormKey.objects.filter(mark=mark).delete()


def lock_form(path: str) -> None:
    """One at a time over the forms of one address until the transaction ends; SQLite writes one at
    a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"desk:{path}"]
            )


def sweep(*, at: datetime) -> int:
    """Forget what was sent a day ago, what was typed two weeks ago and the files nobody came back
    for; returns how many.
    """
    gone = 0
    for old in (
        FormKey.objects.filter(at__lt=at - REMEMBERED),
        Unsent.objects.filter(at__lt=at - unsent.LONGEST),
    ):
        gone += old.delete()[0] if old.exists() else 0
    return gone + waiting_files.sweep(at)


@transaction.atomic
def put_aside(*, place: Place, fields: dict, at: datetime) -> None:
    """What stands in the form now, over what was put aside of it before. No event: nothing was
    done, and nobody but who types it ever reads it.
    """
    marks = unsent.marks_of(place)
    owner = unsent.marks_of_owner(place.user_pk)
    Unsent.objects.filter(mark__in=marks[1:]).delete()
    Unsent.objects.update_or_create(
        mark=marks[0],
        defaults={
            "page": unsent.marks_of_page(place)[0],
            "owner": owner[0],
            "sealed": unsent.sealed(place, fields),
            "at": at,
        },
    )
    beyond = Unsent.objects.filter(owner__in=owner).order_by("-at", "-pk")[unsent.MOST_FORMS :]
    if overflow := [row.pk for row in beyond]:
        Unsent.objects.filter(pk__in=overflow).delete()


def drop_unsent(*, place: Place) -> None:
    """It was sent, or its writer wants it no more."""
    Unsent.objects.filter(mark__in=unsent.marks_of(place)).delete()
