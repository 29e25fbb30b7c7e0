"""Phrases that several documents share. Who reported stands in none of them."""

from compliance.incidents.models import Evidence, Incident
from compliance.papers.paper import Table, day_in_words
from compliance.rulebook.clocks import ZONE
from compliance.rulebook.models import Instrument, Provision


def person(incident: Incident) -> str:
    """“Bà Đàm Thu Hường, công chức Văn hóa - Xã hội, UBND xã Quang Long”"""
    words = f"{incident.person.addressed}, {incident.position}, {incident.office.name}"
    return words[:1].upper() + words[1:]


def moment(at) -> str:
    """“09 giờ 05 phút, ngày 05 tháng 02 năm 2018”"""
    local = at.astimezone(ZONE)
    return f"{local:%H} giờ {local:%M} phút, {day_in_words(local.date())}"


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def bases(incident: Incident) -> list[str]:
    """The instruments cited that are a legal basis, once each; an administrative letter is none."""
    cited = [allegation.provision.instrument for allegation in allegations(incident)]
    return list(dict.fromkeys(f"Căn cứ {_named(one)}" for one in cited if one.is_legal_basis))


def _named(one: Instrument) -> str:
    """A law goes by its name and day; everything else by kind, number, day, issuer and what it is
    about.
    """
    if one.kind == Instrument.Kind.LAW:
        return f"{one.title} {day_in_words(one.issued_on)}"
    if one.kind == Instrument.Kind.REGULATION:
        return f"{one.title} của {one.issuer}, ban hành {day_in_words(one.issued_on)}"
    return (
        f"{one.get_kind_display()} số {one.number} {day_in_words(one.issued_on)} của {one.issuer}"
        f" về {one.title[:1].lower()}{one.title[1:]}"
    )


def cited(provision: Provision) -> str:
    """“Điều 16 khoản 1 Luật Cán bộ, công chức”, “Điều 5, Quy chế VHCS”"""
    one = provision.instrument
    if one.kind == Instrument.Kind.LAW:
        return f"{provision.article} {one.title}"
    return (
        f"{provision.article},"
        f" {one.number if one.kind == Instrument.Kind.REGULATION else one.short}"
    )


def allegations(incident: Incident):
    return incident.allegations.select_related("provision__instrument").order_by("number")


def told(incident: Incident) -> list[str]:
    """The facts, then each allegation with the rule in force on the day."""
    said = lines(incident.narrative)
    for one in allegations(incident):
        fact = f" {one.fact.strip()}" if one.fact.strip() else ""
        said.append(
            f"Nội dung {one.number}. {one.provision.get_category_display()}.{fact} Quy định liên"
            f" quan: {cited(one.provision)}: {one.provision.summary}"
        )
    return said


def evidence_table(items: list[Evidence], caption: str = "") -> Table:
    rows = [
        [
            f"{number:02d}",
            item.label,
            item.disclosed_caption or item.caption or item.url or item.account_name,
            "Tệp" if item.file_id else "Liên kết",
        ]
        for number, item in enumerate(items, 1)
    ]
    return Table(
        caption, ["STT", "Ký hiệu", "Chứng cứ", "Dạng"], rows, widths=[14, 24, 99, 26], left=[2]
    )
