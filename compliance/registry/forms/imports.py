"""Forms for lists on their way in."""

from datetime import date

from django import forms

from compliance.core.fields import DayField
from compliance.core.language import _, joined
from compliance.desk.forms import Form
from compliance.registry.importing.choices import (
    ALL,
    BLANK,
    COLUMNS,
    LEAVE,
    OLD,
    PASSED,
    ROWS,
    SHEET,
    SURE,
    TAKE,
    key,
)
from compliance.registry.importing.naming import spelling_key
from compliance.registry.models import ImportRun, Office

ASKED_NAMES = 30


class ImportForm(Form):
    upload = forms.FileField(
        label=_("Danh sách (.xlsx, .xls, .ods hoặc .csv)"),
        help_text=_("Tối đa 20 MB. Một dòng sai thì chưa dòng nào được nhập."),
        error_messages={"required": _("Chọn tệp."), "empty": _("Tệp trống.")},
    )
    scope = forms.ModelChoiceField(
        label=_("Đây là danh sách đầy đủ của"),
        queryset=Office.objects.none(),
        required=False,
        empty_label=_("Không: chỉ thêm và cập nhật người có trong tệp"),
        help_text=(
            _(
                "Nếu chọn, người của đơn vị này và đơn vị trực thuộc không có trong tệp được ghi "
                "là rời danh sách."
            )
        ),
    )
    left_day = DayField(
        label=_("Ngày công tác cuối của người rời danh sách"),
        required=False,
        help_text=_("Để trống: hôm qua."),
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scope"].queryset = Office.objects.on(today).order_by("order", "name")


class OfficeListForm(Form):
    upload = forms.FileField(
        label=_("Danh sách đơn vị (.xlsx, .xls, .ods hoặc .csv)"),
        help_text=_("Tối đa 20 MB. Một dòng sai thì chưa dòng nào được nhập."),
        error_messages={"required": _("Chọn tệp."), "empty": _("Tệp trống.")},
    )


class PartsForm(Form):
    """What of the file belongs to the list: a choice for every part the portal does not decide."""

    def __init__(self, *args, run: ImportRun, **kwargs):
        super().__init__(*args, **kwargs)
        self.run = run
        self.full = run.scope_id is not None
        sheets = run.report.get("sheets", [])
        for sheet in sheets:
            self._of_sheet(sheet, len(sheets) > 1)
        old = run.report.get("old", {})
        if old.get("sure") or old.get("unsure"):
            how = (
                ("", _("Chưa chọn: các dòng ấy là dòng sai")),
                (ALL, _("Đọc như cổng đề nghị, cả chữ còn ngờ")),
                (SURE, _("Đọc như cổng đề nghị; chữ còn ngờ giữ như đã gõ")),
            )
            self.fields[OLD] = self._choice(_("Chữ gõ bằng phông cũ"), how, OLD)

    def _of_sheet(self, sheet: dict, several: bool) -> None:
        number = sheet["number"]
        self.page = _(" của trang “{name}”").format(name=sheet["name"]) if several else ""
        if several or sheet["state"] != "visible":
            self._whole(sheet, number)
        if sheet["hidden"]["count"] and sheet["taken"]:
            self._part(
                ROWS, number, _("Dòng ẩn"), _("Đọc cả dòng ẩn"), _("Bỏ: không thuộc danh sách")
            )
        if any(not read for __, read in sheet["columns"]):
            self._part(COLUMNS, number, _("Cột ẩn"), _("Đọc cả cột ẩn"), _("Bỏ cột ẩn"))
        if sheet["blank"]:
            self._part(
                BLANK,
                number,
                _("Ô đơn vị trống"),
                _("Đơn vị như dòng trên"),
                _("Để trống, báo là dòng sai"),
            )
        if self.full and sheet["taken"] and (sheet["counts"] or sheet["titles"]):
            self._add(
                key(PASSED, number),
                _("Dòng đã bỏ qua"),
                (
                    ("", _("Ai có tên ở đó thì chưa rời danh sách")),
                    (LEAVE, _("Không ghi người nào của danh sách")),
                ),
            )

    def _whole(self, sheet: dict, number: int) -> None:
        choices: tuple[tuple[str, str], ...]
        if sheet["why"]:
            choices = (("", _("Chưa chọn: không đọc được")), (LEAVE, _("Không thuộc danh sách")))
        elif sheet["state"] == "visible":
            choices = (("", _("Đọc")), (LEAVE, _("Không đọc: không thuộc danh sách")))
        else:
            choices = (
                ("", _("Chưa chọn: không đọc")),
                (TAKE, _("Đọc cả trang này")),
                (LEAVE, _("Không đọc: không thuộc danh sách")),
            )
        label = (
            _("Có đọc trang “{name}”?").format(name=sheet["name"])
            if sheet["name"]
            else _("Có đọc trang này?")
        )
        self.fields[key(SHEET, number)] = self._choice(label, choices, key(SHEET, number))

    def _part(self, part: str, number: int, label: str, take: str, leave: str) -> None:
        choices = (("", _("Chưa chọn: chưa đọc")), (TAKE, take), (LEAVE, leave))
        self._add(key(part, number), label, choices)

    def _add(self, name: str, label: str, choices: tuple) -> None:
        self.fields[name] = self._choice(f"{label}{self.page}", choices, name)

    def _choice(self, label: str, choices: tuple, name: str) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=label, choices=choices, required=False, initial=self.run.choices.get(name, "")
        )

    def of_sheet(self, number: int) -> list[forms.BoundField]:
        parts = (SHEET, ROWS, COLUMNS, BLANK, PASSED)
        return [self[key(part, number)] for part in parts if key(part, number) in self.fields]

    @property
    def of_file(self) -> list[forms.BoundField]:
        return [self[OLD]] if OLD in self.fields else []


class OfficeNamesForm(Form):
    """'This is that office': one choice for every spelling of an office the list has and the
    registry does not know. What is left open stays unknown.
    """

    def __init__(self, *args, run: ImportRun, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.spellings: dict[str, str] = {}
        offices = list(Office.objects.on(today).order_by("order", "name"))
        names = {office.pk: office.name for office in offices}
        choices = [("", _("Chưa chọn")), *((str(pk), name) for pk, name in names.items())]
        for asked in run.report.get("offices", [])[:ASKED_NAMES]:
            field = "office-" + spelling_key(asked["text"]).replace(" ", "-")
            near = [pk for pk in asked["near"] if pk in names]
            self.spellings[field] = asked["text"]
            self.fields[field] = forms.ChoiceField(
                label=_("“{text}” ({rows} dòng)").format(text=asked["text"], rows=asked["rows"]),
                choices=choices,
                required=False,
                initial=str(near[0]) if len(near) == 1 else "",
                help_text=(
                    _("Cổng đề nghị: ") + joined("; ", (names[pk] for pk in near))
                    if near
                    else _("Cổng không có đề nghị.")
                ),
            )

    @property
    def said(self) -> list[tuple[str, int]]:
        """(spelling, key of the office) of what was chosen."""
        return [(self.spellings[field], int(pk)) for field, pk in self.cleaned_data.items() if pk]
