"""Phrases that several documents share. Who reported stands in none of them."""

from datetime import datetime, time

from compliance.core.language import _, joined, lower_first
from compliance.core.presence import present
from compliance.core.recalling import Typed
from compliance.incidents.models import Evidence, Incident
from compliance.papers.paper import Table, day_in_words, ordinal
from compliance.rulebook.models import Instrument, Provision


def person(incident: Incident) -> str:
    """“Bà Đàm Thu Hường, công chức Văn hóa - Xã hội, UBND xã Quang Long”"""
    words = f"{incident.person.addressed}, {incident.position_words}, {incident.office.name}"
    return words[:1].upper() + words[1:]


def happened(incident: Incident) -> str:
    """When it happened, no more exactly than it is known."""
    span = present(incident.happened)
    first = day_in_words(span.first)
    if span.until:
        words = _("từ {first} đến {until}").format(first=first, until=day_in_words(span.until))
    elif span.hour:
        hour = _("{hour} giờ {minute} phút").format(**clock(span.hour))
        words = joined(", ", (hour, first))
    else:
        words = first
    return _("khoảng {words}").format(words=words) if span.about else words


def clock(moment: time | datetime) -> dict[str, str]:
    """Its `hour` and `minute`, two figures each: one placeholder a value, so that the sentence is
    known again when it is read in another language.
    """
    return {"hour": f"{moment:%H}", "minute": f"{moment:%M}"}


def lines(text: str) -> list[str]:
    """The paragraphs somebody wrote, one a line."""
    return [Typed(line.strip()) for line in text.splitlines() if line.strip()]


def bases(incident: Incident) -> list[str]:
    """The instruments cited that are a legal basis, once each; an administrative letter is none."""
    cited = [allegation.provision.instrument for allegation in allegations(incident)]
    return list(
        dict.fromkeys(
            _("Căn cứ {source}").format(source=_named(source))
            for source in cited
            if source.is_legal_basis
        )
    )


def _named(source: Instrument) -> str:
    """A law goes by its name and day; everything else by kind, number, day, issuer and what it is
    about.
    """
    if source.kind == Instrument.Kind.LAW:
        return f"{source.title} {day_in_words(source.issued_on)}"
    if source.kind == Instrument.Kind.REGULATION:
        return _("{title} của {issuer}, ban hành {issued_on}").format(
            title=source.title, issuer=source.issuer, issued_on=day_in_words(source.issued_on)
        )
    return _("{kind} số {number} {issued_on} của {issuer} về {title}").format(
        kind=source.get_kind_display(),
        number=source.number,
        issued_on=day_in_words(source.issued_on),
        issuer=source.issuer,
        title=lower_first(source.title),
    )


def cited(provision: Provision) -> str:
    """“Điều 16 khoản 1 Luật Cán bộ, công chức”, “Điều 5, Quy chế VHCS”"""
    source = provision.instrument
    if source.kind == Instrument.Kind.LAW:
        return f"{provision.article} {source.title}"
    return (
        f"{provision.article},"
        f" {source.number if source.kind == Instrument.Kind.REGULATION else source.short}"
    )


def allegations(incident: Incident):
    return incident.allegations.select_related("provision__instrument").order_by("number")


def reported(incident: Incident) -> list[str]:
    """The facts, then each allegation with the rule in force on the day."""
    said = lines(incident.narrative)
    for allegation in allegations(incident):
        fact = f" {allegation.fact.strip()}" if allegation.fact.strip() else ""
        said.append(
            _(
                "Nội dung {number}. {category}.{fact} Quy định liên quan: {provision}: {summary}"
            ).format(
                number=allegation.number,
                category=allegation.provision.get_category_display(),
                fact=fact,
                provision=cited(allegation.provision),
                summary=allegation.provision.summary,
            )
        )
    return said


def _called(item: Evidence) -> str:
    typed = item.disclosed_caption or item.caption or item.url or item.account_name
    return Typed(typed) if typed else _("Tài liệu")


def _form_of(item: Evidence) -> str:
    if item.file is None:
        return _("Liên kết")
    return _("Tệp, đã niêm phong") if item.file.sealed_at else _("Tệp")


def evidence_table(items: list[Evidence], caption: str = "") -> Table:
    rows = [
        [
            ordinal(number),
            item.label,
            _called(item),
            _form_of(item),
        ]
        for number, item in enumerate(items, 1)
    ]
    return Table(
        caption,
        [_("STT"), _("Ký hiệu"), _("Chứng cứ"), _("Dạng")],
        rows,
        widths=[14, 24, 99, 26],
        left=[2],
    )
