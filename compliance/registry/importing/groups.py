"""Which group a row of a list stands in: rows such as 'I. CÁN BỘ' or '1. Phòng Nội vụ' may name the
kind or the office of everybody under them.
"""

from compliance.core.language import _
from compliance.registry.importing.body import Group
from compliance.registry.importing.kinds import kind_of
from compliance.registry.importing.naming import OfficeBook, like_an_office
from compliance.registry.models import Office


class Context:
    """A group ends where one of its rank or of a higher one begins."""

    def __init__(self, book: OfficeBook, outside: Office | None):
        self.book = book
        self.base = {"office": (outside.code, "")} if outside else {}
        self.entered: dict[str, tuple[str, int]] = {}  # field: (what it says, rank)

    def enter(self, group: Group) -> None:
        self.entered = {
            name: (text, rank) for name, (text, rank) in self.entered.items() if rank < group.rank
        }
        if kind_of(group.text):
            self.entered["staff_kind"] = (group.text, group.rank)
        elif self.book.find(group.text) or like_an_office(group.text):
            self.entered["office"] = (group.text, group.rank)

    def fields(self) -> dict[str, tuple[str, str]]:
        """{field: (what a cell of it would say, how the portal knows)}."""
        words = {"office": _("đơn vị"), "staff_kind": _("loại cán bộ")}
        return self.base | {
            name: (
                text,
                _("{words}: theo dòng nhóm “{text}”").format(words=words[name], text=text[:40]),
            )
            for name, (text, __) in self.entered.items()
        }
