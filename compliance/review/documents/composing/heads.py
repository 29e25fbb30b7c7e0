"""Who issues a document: the names at its head, its symbol, and who signs for whom."""

from dataclasses import dataclass
from datetime import date

from compliance.core import committee
from compliance.core.committee import EFFECTS, Committee, Effect
from compliance.core.language import _, joined
from compliance.core.presence import present
from compliance.incidents.models import Incident
from compliance.papers.paper import Signature
from compliance.registry.letterhead import letterhead
from compliance.registry.models import Office
from compliance.review.models import CaseDocument


@dataclass(frozen=True)
class Head:
    """`code` is the issuer's abbreviation; `called` is how the text speaks of it; `drafted` is the
    abbreviation of who drafts for it, empty where it drafts itself; `archive`: who keeps a copy
    beside the clerk.
    """

    above: str
    body: str
    code: str
    called: str
    place: str
    ahead: str
    title: str
    drafted: str = ""
    archive: str = ""

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
        return (
            _("Lưu: VT, {archive}").format(archive=self.archive) if self.archive else _("Lưu: VT")
        )


def head_of(issuer: str, incident: Incident, day: date) -> Head:
    of_day = committee.on(day)
    if issuer == CaseDocument.Issuer.TEAM:
        return team_head(of_day)
    office = incident.handling_office
    if issuer == CaseDocument.Issuer.AUTHORITY or office.kind == Office.Kind.AUTHORITY:
        return authority_head(of_day)
    of = letterhead(present(office), day)
    code = "UBND" if office.kind == Office.Kind.COMMUNE else office.code
    return Head(of.above, of.body, code, of.called, of.place, "", of.title)


def team_head(of: Committee) -> Head:
    return Head(
        of.short_name.upper(),
        of.team_name.upper(),
        of.team_code,
        of.team_name,
        of.place,
        "",
        of.team_title.upper(),
        archive=of.team_code,
    )


def authority_head(of: Committee) -> Head:
    """Of the committee itself, for whose chairman the lead of the team signs by order."""
    return Head(
        "",
        of.name.upper(),
        "UBND",
        of.name,
        of.place,
        of.by_order.upper(),
        f"{of.team_title} {of.team_name}".upper(),
        of.team_code,
        of.team_code,
    )


@EFFECTS.register
def heads_of_papers(before: Committee, after: Committee, day: date) -> list[Effect]:
    """The head and the signature of what the committee and its team issue about a case."""
    both = (before, after)
    own = [_lines(authority_head(of), "") if of.name else "–" for of in both]
    of_team = [_lines(team_head(of), "TB") if of.name else "–" for of in both]
    return [
        Effect(_("Công văn của Ủy ban nhân dân"), *own),
        Effect(_("Thông báo, biên bản của Tổ"), *of_team),
    ]


def _lines(head: Head, type_code: str) -> str:
    said = (
        head.above,
        head.body,
        _("Số: …/{symbol}").format(symbol=head.symbol(type_code)),
        _("{place}, ngày …").format(place=head.place),
    )
    return joined(" · ", filter(None, (*said, f"{head.ahead} {head.title}".strip())))
