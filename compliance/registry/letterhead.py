"""What stands at the head and under the text of a paper that an office issues: its name, the body
above it, where it sits, and who signs (NĐ 30/2020/NĐ-CP, Phụ lục I).
"""

import re
from dataclasses import dataclass
from datetime import date

from compliance.core import committee
from compliance.core.language import _
from compliance.core.roles import Kind
from compliance.registry.models import Office
from compliance.registry.queries import holders

_COMMITTEE = re.compile(r"^(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+", re.IGNORECASE)
_LEVEL = re.compile(r"^(?:xã|phường|thị trấn|đặc khu|huyện|thị xã|thành phố|quận|tỉnh)\s+", re.I)
# the titles of heads as papers write them, the longest first: what follows repeats the office
_TITLES = (
    *(
        _("Chánh Văn phòng"),
        _("Chánh Thanh tra"),
        _("Hiệu trưởng"),
        _("Trưởng phòng"),
        _("Trưởng ban"),
    ),
    *(
        _("Trưởng trạm"),
        _("Trưởng đài"),
        _("Đội trưởng"),
        _("Viện trưởng"),
        _("Cục trưởng"),
        _("Giám đốc"),
    ),
    *(_("Tổ trưởng"), _("Chủ nhiệm"), _("Chủ tịch")),
)
_BY_KIND = {
    Office.Kind.AUTHORITY: _("CHỦ TỊCH"),
    Office.Kind.COMMUNE: _("CHỦ TỊCH"),
    Office.Kind.SCHOOL: _("HIỆU TRƯỞNG"),
    Office.Kind.TEAM: _("TỔ TRƯỞNG"),
}


@dataclass(frozen=True)
class Letterhead:
    """`above` is empty for a People's Committee, which names no superior; `title` is whom the
    signature belongs to.
    """

    above: str
    body: str
    called: str
    place: str
    title: str


def letterhead(office: Office, day: date) -> Letterhead:
    """Of an office as it is on `day`."""
    if office.kind == Office.Kind.AUTHORITY:
        called, above = committee.on(day).name, ""
    elif office.kind == Office.Kind.COMMUNE:
        called, above = _("Ủy ban nhân dân {sub}").format(sub=_COMMITTEE.sub("", office.name)), ""
    else:
        called, above = office.name, _above(office, day).upper()
    return Letterhead(above, called.upper(), called, place_of(office, day), title_of(office, day))


def _above(office: Office, day: date) -> str:
    """The committee an office belongs to, in short."""
    above = office.parent
    while above is not None and above.kind not in (Office.Kind.AUTHORITY, Office.Kind.COMMUNE):
        above = above.parent
    if above is None or above.kind == Office.Kind.AUTHORITY:
        return committee.on(day).short_name
    return f"UBND {_COMMITTEE.sub('', above.name)}"


def place_of(office: Office, day: date) -> str:
    """The place name before the day: of a commune and what sits in it the name of the commune."""
    at: Office | None = office
    while at is not None and at.kind != Office.Kind.AUTHORITY:
        if at.kind == Office.Kind.COMMUNE:
            return _LEVEL.sub("", _COMMITTEE.sub("", at.name))
        at = at.parent
    return committee.on(day).place


def title_of(office: Office, day: date) -> str:
    """The title of the head of an office in capitals: as their post is called in the registry, else
    as heads of such offices are called.
    """
    if office.kind in (Office.Kind.AUTHORITY, Office.Kind.COMMUNE):
        return _BY_KIND[Office.Kind(office.kind)]
    head = holders(Kind.UNIT_HEAD, day=day, office=office).select_related("staff").first()
    position = head.staff.position if head and hasattr(head, "staff") else ""
    title = next((name for name in _TITLES if position.lower().startswith(name.lower())), "")
    return title.upper() or _BY_KIND.get(Office.Kind(office.kind), _("THỦ TRƯỞNG ĐƠN VỊ"))
