"""Who issues a document: the names at its head, its symbol, and who signs for whom."""

from dataclasses import dataclass

from django.conf import settings

from compliance.incidents.models import Incident
from compliance.papers.paper import Signature
from compliance.registry.models import Office
from compliance.review.models import CaseDocument


@dataclass(frozen=True)
class Head:
    """`code` is the issuer's abbreviation; `called` is how the text speaks of it."""

    above: str
    body: str
    code: str
    called: str
    ahead: str
    title: str

    def symbol(self, type_code: str) -> str:
        """“TB-TKTGS”; of a công văn, which has no abbreviation of its type, “UBND-TKTGS”: issuer
        and drafting unit.
        """
        if type_code:
            return f"{type_code}-{self.code}"
        return f"{self.code}-{settings.TEAM_CODE}" if self.code != settings.TEAM_CODE else self.code

    def signature(self) -> Signature:
        return Signature(self.title, ahead=self.ahead)


def head_of(issuer: str, incident: Incident) -> Head:
    team = settings.TEAM_NAME
    if issuer == CaseDocument.Issuer.TEAM:
        return Head(
            settings.AUTHORITY_SHORT.upper(),
            team.upper(),
            settings.TEAM_CODE,
            team,
            "",
            "TỔ TRƯỞNG",
        )
    if (
        issuer == CaseDocument.Issuer.AUTHORITY
        or incident.handling_office.kind == Office.Kind.AUTHORITY
    ):
        return Head(
            "",
            settings.AUTHORITY_NAME.upper(),
            "UBND",
            settings.AUTHORITY_NAME,
            "TL. CHỦ TỊCH",
            f"TỔ TRƯỞNG {team.upper()}",
        )
    office = incident.handling_office
    if office.kind == Office.Kind.COMMUNE:
        name = office.name.replace("UBND", "Ủy ban nhân dân")
        return Head("", name.upper(), "UBND", name, "", "CHỦ TỊCH")
    return Head(
        settings.AUTHORITY_SHORT.upper(),
        office.name.upper(),
        office.code,
        office.name,
        "",
        "THỦ TRƯỞNG ĐƠN VỊ",
    )
