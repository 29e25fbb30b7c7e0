"""What pages say of files, and files sent piece by piece beside the plain field of a form."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from compliance.files import limits_in_words, notes
from compliance.files.arriving import Place
from compliance.files.queries import open_at
from compliance.files.signing import signatures

register = template.Library()


@register.inclusion_tag("_components/uploader.html", takes_context=True)
def uploader(context, destination: str, key: str, field: str):
    """Beside the form's own `field`: the list, the buttons and the hook of the script, with what
    was begun here before and is not whole. Shown by the script alone: without it the field does
    the work.
    """
    request = context["request"]
    rows = open_at(request.user, Place(request.user.pk, destination, key), timezone.now())
    return {
        "request": request,
        "destination": destination,
        "key": key,
        "field": field,
        "begun": [
            {
                "url": reverse("files:upload", args=[row.pk]),
                "name": parcel.name,
                "fingerprint": parcel.fingerprint,
                "offset": row.offset,
                "length": row.length,
                "percent": row.offset * 100 // row.length,
            }
            for row, parcel in rows
        ],
        "most": settings.EVIDENCE_FILM_MAX_BYTES,
    }


@register.filter
def file_notes(stored) -> str:
    """What whoever opens a file should know, after its name and size: ' · chưa quét mã độc'."""
    return "".join(f" · {note}" for note in notes(stored)) if stored else ""


@register.inclusion_tag("_components/signatures.html")
def signatures_of(stored) -> dict:
    """Who signed a stored PDF, when, and whether it still holds; nothing for other files."""
    return {"stored": stored, "made": signatures(stored) if stored else []}


@register.simple_tag
def limits_of_files() -> str:
    """Which files are taken, and how large, for the help beside a field."""
    return str(limits_in_words())
