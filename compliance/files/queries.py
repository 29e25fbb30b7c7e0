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
    if row is None:
        raise Invisible
    try:
        return row, opened(row.sealed)
    except InvalidToken:
        raise Invisible from None


def open_at(user: Any, place: Place, at: datetime) -> list[tuple[ArrivingFile, Parcel]]:
    """What was begun at one place and is not whole, oldest first."""
    rows = arriving_of(user, at).filter(
        place__in=marks_of_place(place), state=ArrivingFile.State.OPEN
    )
    return [own_arriving(user, row.pk, at) for row in rows.order_by("at", "pk")]
