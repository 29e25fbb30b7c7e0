"""A precondition as a sentence, and the refusal that names what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from compliance.core.language import _, joined
from compliance.core.refusals import NotNow
from compliance.incidents.models import Incident


@dataclass(frozen=True)
class Check:
    """`says` reads as a fact when `ok`; `note` says what is missing and until when; `fix` is an
    anchor on the case page.
    """

    ok: bool
    says: str
    note: str = ""
    fix: str = ""

    @property
    def missing(self) -> str:
        return self.note or self.says


def require_all(checks: Iterable, incident: Incident | None = None) -> None:
    """Raise NotNow naming every cross; with `incident` each comes with the place where it is
    mended.
    """
    missing = [check for check in checks if not check.ok]
    if not missing:
        return
    page = reverse("review:case", args=[incident.code]) if incident else ""
    links = (
        [
            (check.missing[:1].upper() + check.missing[1:], f"{page}#{check.fix}")
            for check in missing
        ]
        if incident
        else []
    )
    raise NotNow(
        _("Chưa thực hiện được: ") + joined("; ", (check.missing for check in missing)) + ".",
        links=links,
        **({"back": page} if incident else {}),
    )
