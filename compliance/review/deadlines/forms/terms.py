"""Terms of a rule set, or those for everybody, as a newer document says them."""

from datetime import date, timedelta
from typing import Any

from django import forms

from compliance.core.fields import DayField
from compliance.core.language import _, joined, lower_first
from compliance.core.refusals import NotNow
from compliance.desk.forms import Changes, Form
from compliance.rulebook.actions import require_within
from compliance.rulebook.changes import RuleChange
from compliance.rulebook.models import RuleSet
from compliance.rulebook.versions import Entry, entries_of

MOST = 1200  # of any unit: the longest limitation known is 120 months
NOTHING = _(
    "Chưa đổi trị số nào: sửa ít nhất một thời hạn, hoặc đánh dấu một thời hạn đã đối chiếu."
)
WAITING = _("Một đề nghị sửa bộ quy tắc này đang chờ xác nhận; trả lời hoặc rút đề nghị đó trước.")
# the term on the left is never longer than the one on the right
IN_ORDER = (("TH_KT", "TH_KHAC"), ("HAN_BASE", "HAN_EXT"), ("LAPSE_KT", "LAPSE_KHAC"))


class TermsForm(Changes, Form):
    """One number and one tick a term; the source above them is that of every term that changes."""

    names_editor = True

    document = forms.CharField(
        label=_("Văn bản"), max_length=110, help_text=_("Ví dụ: Nghị định 234/2026/NĐ-CP.")
    )
    article = forms.CharField(
        label=_("Điều khoản"), max_length=70, help_text=_("Ví dụ: Điều 5 khoản 2.")
    )
    document_date = DayField(label=_("Ngày văn bản"))
    valid_from = DayField(label=_("Có hiệu lực từ"))
    valid_to = DayField(label=_("Hết hiệu lực sau ngày"), required=False)
    reason = forms.CharField(
        label=_("Lý do sửa"),
        max_length=300,
        help_text=_("Người xác nhận và người phụ trách hồ sơ đọc được; không ghi tên ai."),
    )

    def __init__(self, *args, base: RuleSet | None, today: date, **kwargs):
        self.base, self.today = base, today
        self.entries: list[Entry] = entries_of(base, today)
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {**self._first(), **kwargs["initial"]}
        self.waiting = RuleChange.objects.filter(base=base, state=RuleChange.State.OPEN).first()
        held = [joined(": ", (entry.label, entry.words)) for entry in self.entries]
        held += (
            [_("Đề nghị đang chờ xác nhận: {basis}").format(basis=self.waiting.basis)]
            if self.waiting
            else []
        )
        super().__init__(*args, row=base, held=held, **kwargs)
        for number, entry in enumerate(self.entries):
            self.fields[f"value_{number}"] = forms.IntegerField(
                label=entry.label,
                help_text=joined(" · ", filter(None, (entry.words, entry.span, entry.basis))),
                min_value=1,
                max_value=MOST,
                required=not entry.optional,
                widget=forms.NumberInput(attrs={"class": "input-s"}),
            )
            if entry.part == "terms" and entry.value:
                self.fields[f"same_{number}"] = forms.BooleanField(
                    label=_("Đúng theo văn bản này"), required=False
                )

    def _first(self) -> dict[str, Any]:
        values = {f"value_{number}": entry.value for number, entry in enumerate(self.entries)}
        if self.base is None:
            return {**values, "valid_from": self.today + timedelta(days=1)}
        return {**values, "valid_from": self.base.valid_from, "valid_to": self.base.valid_to}

    @property
    def source(self) -> list[forms.BoundField]:
        return [self[name] for name in TermsForm.base_fields]

    @property
    def numbers(self) -> list[tuple[Entry, forms.BoundField, forms.BoundField | None]]:
        return [
            (
                entry,
                self[f"value_{number}"],
                self[f"same_{number}"] if f"same_{number}" in self.fields else None,
            )
            for number, entry in enumerate(self.entries)
        ]

    def clean(self):
        data = super().clean()
        begins, ends = data.get("valid_from"), data.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("Ngày hết hiệu lực phải sau ngày có hiệu lực."))
        elif begins:
            try:
                require_within(self.base, begins, ends, self.today)
            except NotNow as refused:
                self.add_error("valid_from", refused.reason)
        if self.waiting:
            self.add_error(None, WAITING)
        if not self.errors:
            self._in_order(data)
            if not any(self._values(data).values()):
                self.add_error(None, NOTHING)
        return data

    def _in_order(self, data: dict) -> None:
        rows = {
            entry.key.split("@")[0]: (number, entry) for number, entry in enumerate(self.entries)
        }
        for shorter, longer in IN_ORDER:
            if shorter not in rows or longer not in rows:
                continue
            (number, first), (other, second) = rows[shorter], rows[longer]
            least, most = data.get(f"value_{number}"), data.get(f"value_{other}")
            if first.unit == second.unit and least and most and most < least:
                self.add_error(
                    f"value_{other}",
                    _("Không ngắn hơn “{label}”: {least}.").format(
                        label=lower_first(first.label), least=least
                    ),
                )

    def _values(self, data: dict) -> dict[str, dict[str, int | None]]:
        """Only what is changed, or said to be compared."""
        values: dict[str, dict[str, int | None]] = {"terms": {}, "steps": {}}
        for number, entry in enumerate(self.entries):
            value = data.get(f"value_{number}")
            if value != entry.value or data.get(f"same_{number}"):
                values[entry.part][entry.key] = value
        return values

    def read(self) -> RuleChange:
        """The change as typed, unsaved."""
        data = self.cleaned_data
        source = {name: data[name] for name in TermsForm.base_fields}
        return RuleChange(base=self.base, values=self._values(data), **source)


class AnswerForm(Form):
    """Why not, or why it is taken back."""

    reason = forms.CharField(label=_("Lý do"), max_length=300)
