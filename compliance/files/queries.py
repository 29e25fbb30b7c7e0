"""Files on their way, for whoever sends them and for nobody else."""

from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from django.db.models import QuerySet

from compliance.core.refusals import Invisible
from compliance.files.arriving import Parcel, Place, marks_of_owner, marks_of_place, opened
from compliance.files.models import ArrivingFile
from compliance.files.pieces import LONGEST


def arriving_of(user: Any, at: datetime) -> QuerySet[ArrivingFile]:
    """What this person has on its way, or had until lately."""
    return ArrivingFile.objects.filter(
        owner__in=marks_of_owner(user.pk), touched_at__gt=at - LONGEST
    )


def own_arriving(user: Any, pk: Any, at: datetime) -> tuple[ArrivingFile, Parcel]:
    """One of them, opened. Raises Invisible."""
    row = arriving_of(user, at).filter(pk=pk).first()
    parcel = _parcel(row) if row else None
    if row is None or parcel is None:
        raise Invisible
    return row, parcel


def _parcel(row: ArrivingFile) -> Parcel | None:
    """None when the key it was sealed under is gone: it is begun anew."""
    try:
        return opened(row.sealed)
    except InvalidToken:
        return None


def open_at(user: Any, place: Place, at: datetime) -> list[tuple[ArrivingFile, Parcel]]:
    """What was begun at one place and is not whole, oldest first."""
    rows = arriving_of(user, at).filter(
        place__in=marks_of_place(place), state=ArrivingFile.State.OPEN
    )
    known = [(row, _parcel(row)) for row in rows.order_by("at", "pk")]
    return [(row, parcel) for row, parcel in known if parcel is not None]
