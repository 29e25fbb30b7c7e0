"""Who issues a document: the names at its head, its symbol, and who signs for whom."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from compliance.core.presence import present
from compliance.incidents.models import Incident
from compliance.papers.paper import Signature
from compliance.registry.letterhead import letterhead
from compliance.registry.models import Office
from compliance.review.models import CaseDocument


@dataclass(frozen=True)
class Head:
    """`code` is the issuer's abbreviation; `called` is how the text speaks of it; `drafted` is the
    abbreviation of who drafts for it, empty where it drafts itself.
    """

    above: str
    body: str
    code: str
    called: str
    place: str
    ahead: str
    title: str
    drafted: str = ""

    def symbol(self, type_code: str) -> str:
        """“TB-TKTGS”; of a công văn, which has no abbreviation of its type, “UBND-TKTGS”: issuer
        and drafting unit.
        """
        if type_code:
            return f"{type_code}-{self.code}"
        return f"{self.code}-{self.drafted}" if self.drafted else self.code

    def signature(self) -> Signature:
        return Signature(self.title, ahead=self.ahead)

    def archived(self) -> str:
        """The last line of Nơi nhận: the clerk, and who drafted it."""
        team = self.drafted or (settings.TEAM_CODE if self.code == settings.TEAM_CODE else "")
        return f"Lưu: VT, {team}" if team else "Lưu: VT"


def head_of(issuer: str, incident: Incident, day: date) -> Head:
    team = settings.TEAM_NAME
    if issuer == CaseDocument.Issuer.TEAM:
        return Head(
            settings.AUTHORITY_SHORT.upper(),
            team.upper(),
            settings.TEAM_CODE,
            team,
            settings.AUTHORITY_PLACE,
            "",
            "TỔ TRƯỞNG",
        )
    office = incident.handling_office
    if issuer == CaseDocument.Issuer.AUTHORITY or office.kind == Office.Kind.AUTHORITY:
        return authority_head()
    of = letterhead(present(office), day)
    code = "UBND" if office.kind == Office.Kind.COMMUNE else office.code
    return Head(of.above, of.body, code, of.called, of.place, "", of.title)


def authority_head() -> Head:
    """Of the committee itself, for whose chairman the lead of the team signs by order."""
    return Head(
        "",
        settings.AUTHORITY_NAME.upper(),
        "UBND",
        settings.AUTHORITY_NAME,
        settings.AUTHORITY_PLACE,
        "TL. CHỦ TỊCH",
        f"TỔ TRƯỞNG {settings.TEAM_NAME.upper()}",
        settings.TEAM_CODE,
    )
