"""Who stands in a part of the file that was not read: nobody leaves a list because of a sheet, a
row or a line that was passed over.
"""

from compliance.core.language import _
from compliance.core.text import fold
from compliance.registry.importing.cells import as_text, typed_in
from compliance.registry.importing.choices import LEAVE, PASSED, ROWS, Choices
from compliance.registry.importing.old_codes import typed
from compliance.registry.models import Office, StaffMember

MOST_CELLS = 60


class Unread:
    """Looks for the people of `scope` in the rows it hears of."""

    def __init__(self, scope: Office | None, choices: Choices):
        self.choices = choices
        self.codes: dict[str, str] = {}
        self.names: dict[str, list[str]] = {}
        self.places: dict[str, tuple[str, int]] = {}  # code: (part, row)
        self.sheets: dict[str, str] = {}
        if scope is None:
            return
        inside = Office.objects.descendants(scope, include_self=True)
        people = StaffMember.objects.filter(office__in=inside).order_by("pk")
        for code, name in people.values_list("code", "full_name").iterator():
            self.codes[code.upper()] = code
            self.names.setdefault(fold(name), []).append(code)

    def saw(self, part: str, number: int, cells: list) -> None:
        if not self.codes or self.choices.made.get(part) == LEAVE:
            return
        texts = [text for cell in cells[:MOST_CELLS] for text in _meant(cell)]
        pairs = [f"{family} {given}" for family, given in zip(texts, texts[1:], strict=False)]
        for text in (*texts, *pairs):
            coded = [self.codes[text.upper()]] if text.upper() in self.codes else []
            for code in coded or self.names.get(fold(text), []):
                self.places.setdefault(code, (part, number))

    def says(self, code: str, names: dict[int, str]) -> str:
        """Why this person does not leave; empty when nothing was seen of them."""
        if code not in self.places:
            return ""
        part, row = self.places[code]
        kind, __, sheet = part.rpartition("-")
        name = names.get(int(sheet))
        where = (
            _("trang “{name}”, dòng {row}").format(name=name, row=row)
            if name
            else _("dòng {row}").format(row=row)
        )
        what = {
            ROWS: _("ở dòng ẩn chưa đọc"),
            PASSED: _("ở dòng đã bỏ qua"),
        }.get(kind, _("ở trang không đọc"))
        return _(
            "còn có tên {what} ({where}); chọn ở mục “Cổng đã đọc gì trong tệp” rồi đọc lại"
        ).format(what=what, where=where)


def _meant(cell) -> list[str]:
    text, (raw, font) = as_text(cell), typed_in(cell) or ("", None)
    meant = typed(raw, font) if raw else None
    return [reading for reading in (text, *(meant.meant.values() if meant else ())) if reading]
