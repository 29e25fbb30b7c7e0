"""Files sent piece by piece from a form of ours: one tag beside the plain field of the form."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from compliance.files.arriving import Place
from compliance.files.queries import open_at

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
