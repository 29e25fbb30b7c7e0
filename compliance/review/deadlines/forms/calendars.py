"""A year's list of days, typed or uploaded; or one day."""

import tempfile
from pathlib import Path

from django import forms

from compliance.core.fields import DayField
from compliance.core.language import _
from compliance.desk.forms import Changes, Form
from compliance.registry.importing.reader import Unreadable, read_rows
from compliance.rulebook.models import CalendarDay
from compliance.rulebook.years import Day, read_days, read_lines

MOST_BYTES = 2 * 1024 * 1024


class YearForm(Changes, Form):
    """Everything that differs from the plain week in one year. What the list does not name becomes
    a plain day.
    """

    apart = (
        "year",
        "lines",
        "upload",
    )  # what it rests on is the whole calendar, handed over as `held`
    names_editor = True

    year = forms.IntegerField(
        label=_("Năm"),
        min_value=2017,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "input-s"}),
    )
    upload = forms.FileField(
        label=_("Tệp xlsx hoặc csv"),
        required=False,
        help_text=_("Theo mẫu: ngày, loại, tên, văn bản, đã có văn bản."),
    )
    lines = forms.CharField(
        label=_("Hoặc dán danh sách"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=30_000,
        help_text=(
            _(
                "Mỗi dòng một ngày: 01/01/2027; Nghỉ lễ, Tết; Tết Dương lịch; số văn bản; x nếu đã "
                "có văn bản."
            )
        ),
    )

    def current_lines(self) -> list[str]:
        return []  # the list stands in a field

    def clean(self) -> dict:
        data = super().clean()
        if data.get("year") is None:
            return data
        rows, field = self._rows(data)
        if rows is not None:
            data["days"], errors = read_days(rows, data["year"])
            for error in errors[:30]:
                self.add_error(field, error)
        return data

    def _rows(self, data: dict) -> tuple[list | None, str]:
        upload = data.get("upload")
        if upload is None:
            return read_lines(data.get("lines", "")), "lines"
        if upload.size > MOST_BYTES:
            self.add_error("upload", _("Tệp lớn hơn 2 MB."))
            return None, "upload"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "lich"
            path.write_bytes(upload.read())
            try:
                return list(read_rows(path, upload.name)), "upload"
            except Unreadable as reason:
                self.add_error("upload", str(reason))
        return None, "upload"


class OneDayForm(Changes, Form):
    apart = ("day", "kind", "name", "source")
    names_editor = True

    day = DayField(label=_("Ngày"))
    kind = forms.ChoiceField(
        label=_("Loại"),
        choices=[*CalendarDay.Kind.choices, ("", _("Ngày thường (bỏ đánh dấu)"))],
        required=False,
        initial=CalendarDay.Kind.HOLIDAY,
    )
    name = forms.CharField(label=_("Tên"), max_length=120, required=False)
    source = forms.CharField(label=_("Văn bản"), max_length=200, required=False)

    def current_lines(self) -> list[str]:
        """The days of the year that is asked about."""
        year = str(self.data.get("day", ""))[-4:]
        return [line for line in self.held or [] if f"/{year};" in line]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("kind"):
            for name in ("name", "source"):
                if not data.get(name):
                    self.add_error(
                        name,
                        _("Ghi tên ngày nghỉ.") if name == "name" else _("Ghi văn bản làm căn cứ."),
                    )
        if (
            data.get("kind") == CalendarDay.Kind.SWAP_WORK
            and data.get("day")
            and data["day"].weekday() < 5
        ):
            self.add_error("kind", _("Chỉ thứ Bảy, Chủ nhật mới là ngày làm bù."))
        if not self.errors:
            data["days"] = [
                Day(data["day"], data.get("kind", ""), data.get("name", ""), data.get("source", ""))
            ]
        return data
