"""Minutes of briefings and signed lists as stored files."""

from datetime import datetime

from django.urls import reverse

from compliance.audit.actions import saw
from compliance.core.language import _
from compliance.files.attachments import Attachment, attach, permits, trail
from compliance.files.models import StoredFile
from compliance.guidance.models import Briefing, Signing
from compliance.guidance.querysets import offices_of
from compliance.outbox.actions import notify
from compliance.registry.models import User
from compliance.registry.queries import heads_of
from compliance.rulebook.clocks import local_day


def _what(row: Briefing | Signing) -> str:
    if isinstance(row, Briefing):
        return _("buổi quán triệt ngày {held_on:%d/%m/%Y}").format(held_on=row.held_on)
    return _("danh sách ký ngày {signed_on:%d/%m/%Y}").format(signed_on=row.signed_on)


def _url(row: Briefing | Signing) -> str:
    return (
        reverse("guidance:briefing", args=[row.pk])
        if isinstance(row, Briefing)
        else (reverse("guidance:dispatches"))
    )


def _minutes_damaged(stored: StoredFile, at: datetime) -> None:
    _tell_heads(stored, stored.briefings.select_related("office"), at)


def _list_damaged(stored: StoredFile, at: datetime) -> None:
    _tell_heads(stored, stored.signings.select_related("office"), at)


def _tell_heads(stored: StoredFile, rows, at: datetime) -> None:
    """The heads of the office that handed it in have the paper."""
    for row in rows:
        notify(
            users=heads_of(row.office, local_day(at)),
            kind="damaged",
            text=_("Tệp của {row}, {short_name}, không còn nguyên vẹn").format(
                row=_what(row), short_name=row.office.short_name
            )[:200],
            url=_url(row),
            at=at,
            key=f"damaged:{stored.pk}:{row._meta.model_name}:{row.pk}",
        )


@permits(Briefing)
def _briefing(user: User, row: Briefing, stored: StoredFile) -> bool:
    return Briefing.objects.visible_to(user).filter(pk=row.pk, files=stored).exists()


@permits(Signing)
def _signing(user: User, row: Signing, stored: StoredFile) -> bool:
    return (
        Signing.objects.filter(pk=row.pk, files=stored).exists()
        and offices_of(user).filter(pk=row.office_id).exists()
    )


@trail(Briefing)
@trail(Signing)
def _looked_at(*, obj: Briefing | Signing, by: User, at: datetime, what: str) -> None:
    saw(
        by=by,
        obj=obj,
        at=at,
        what=what,
        label=_("Tệp của {obj}, {short_name}").format(
            obj=_what(obj), short_name=obj.office.short_name
        ),
    )


attach(
    Attachment(
        name="minutes",
        lookups=("briefings",),
        owner_words=_("Buổi quán triệt này"),
        damaged=_minutes_damaged,
    ),
    Attachment(
        name="signed_lists",
        lookups=("signings",),
        owner_words=_("Danh sách ký này"),
        damaged=_list_damaged,
    ),
)
