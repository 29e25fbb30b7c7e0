"""What was asked to correct, to stop or to seal, as a reader of the case may have it; and which
files of a case can be sealed.
"""

import uuid
from collections.abc import Iterable

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, When

from compliance.core.language import _, joined
from compliance.core.presence import present
from compliance.files.attachments import ATTACHMENTS, Attachment
from compliance.files.models import StoredFile
from compliance.incidents import custody
from compliance.incidents.models import Incident
from compliance.registry.models import User


def rectifications_for(user: User, incident: Incident) -> QuerySet:
    """The wishes of this case, the last first; `double` is the code of the case it repeats, None to
    whom that case is shut: its code alone would announce it.
    """
    seen = Incident.objects.visible_to(user).filter(pk=OuterRef("duplicate_of"))
    return (
        incident.rectifications.select_related("asked_by", "decided_by")
        .annotate(
            double=Case(
                When(Exists(seen.order_by()), then=F("duplicate_of__code")),
                output_field=CharField(),
            )
        )
        .order_by("-pk")
    )


def sealable(incident: Incident, user: User) -> dict[uuid.UUID, str]:
    """{open file of the case: what it is in words, never its name}, of what `user` may open; and
    items that were taken out of a draft, whose bytes stayed.
    """
    words: dict[uuid.UUID, str] = {}
    items = custody.open_evidence(incident, user) | incident.evidence.filter(
        removed_at__isnull=False
    )
    for item in items.filter(file__isnull=False, file__sealed_at=None).order_by("number", "copy"):
        gone = _(" (đã bỏ khỏi bản nháp)") if item.removed_at else ""
        words.setdefault(present(item.file_id), joined("", (item.label, gone)))
    for kind, ways in _of_cases():
        if kind.name == "evidence":
            continue  # by its numbers, above
        files = StoredFile.objects.filter(**{ways[0]: incident}).distinct().order_by("at", "pk")
        short = kind.owner_words.split(" của ")[0]
        for number, stored in enumerate(files, 1):
            if stored.sealed_at is None:
                words.setdefault(
                    stored.pk, _("{short}, tệp {number}").format(short=short, number=number)
                )
    return words


def has_files(incident: Incident) -> bool:
    """Whether any file of the case still has its bytes: asked before a sealing is offered."""
    read = custody.items_read(incident)
    if read and any(item.file and item.file.sealed_at is None for item in read):
        return True
    held = Q(pk__in=[])
    for __, ways in _of_cases():
        files = StoredFile.objects.filter(sealed_at=None, **{ways[0]: OuterRef("pk")})
        held |= Q(Exists(files.order_by()))
    return Incident.objects.filter(held, pk=incident.pk).exists()


def holding(files: Iterable[StoredFile]) -> list[Incident]:
    """Every case that holds one of these files, of whatever kind."""
    pks = [stored.pk for stored in files]
    held: set[int] = set()
    for __, ways in _of_cases():
        for lookup in ways:
            rows = StoredFile.objects.filter(pk__in=pks, **{f"{lookup}__isnull": False})
            held |= set(rows.order_by().values_list(lookup, flat=True))
    return list(Incident.objects.with_people().filter(pk__in=held).order_by("pk"))


def _of_cases() -> list[tuple[Attachment, list[str]]]:
    """Every kind of file that hangs on a case, with what leads there from a file. A draft of an
    answer is seen by the person alone, and is nobody's to seal.
    """
    kinds = []
    for kind in ATTACHMENTS.values():
        ways = [way for way in kind.lookups if way.endswith("incident") and "draft" not in way]
        if ways:
            kinds.append((kind, ways))
    return kinds
