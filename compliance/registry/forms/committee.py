"""The form of how the committee is called, signs and reports."""

from datetime import date

from django import forms
from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator

from compliance.core.committee import KINDS, MB, WINDOWS, Committee
from compliance.core.fields import DayField
from compliance.core.language import _
from compliance.desk.forms import Changes, ModelForm
from compliance.registry.committee import DAYS, LISTS, PLAIN
from compliance.registry.models import CommitteeVersion

LETTERS = RegexValidator(r"^[A-Z]{1,8}$", _("Ghi từ 1 đến 8 chữ cái hoa không dấu, ví dụ NP."))
MOST_MB = 100_000


def kinds_field(label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )


class CommitteeForm(Changes, ModelForm):
    """All of it, filled with what is in force; what is left as it is does not change."""

    apart = ("valid_from", "basis")
    names_editor = True

    valid_from = DayField(label=_("Có hiệu lực từ ngày"))
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=200, help_text=_("Số, ngày văn bản; hoặc lý do thay đổi.")
    )
    summary_kinds = kinds_field(_("Lập báo cáo tổng hợp theo"))
    return_kinds = kinds_field(_("Đơn vị gửi báo cáo theo"))
    period_windows = forms.ChoiceField(
        label=_("Cách tính kỳ"), choices=WINDOWS, widget=forms.RadioSelect
    )
    day_mb = forms.IntegerField(
        label=_("Một người gửi tệp tối đa một ngày (MB)"), max_value=MOST_MB
    )

    class Meta:
        model = CommitteeVersion
        fields = (
            *("name", "short_name", "place", "superior", "help_contact", "code_prefix"),
            *("founding_instrument", "founding_day"),
            *("team_name", "team_code", "team_title", "by_order"),
            *("summary_kinds", "return_kinds", "period_windows", "reports_since", "day_mb"),
            *("valid_from", "basis"),
        )
        field_classes = {"founding_day": DayField, "reports_since": DayField}
        labels = {"reports_since": _("Lập báo cáo của các kỳ từ ngày")}
        help_texts = {
            "name": _("Viết đủ, như trên văn bản hành chính."),
            "short_name": _("Hiện ở đầu mỗi trang và trên văn bản của Tổ, ví dụ UBND xã …."),
            "place": _("Đứng trước ngày tháng trên văn bản."),
            "superior": _("Nơi quyết định khi việc liên quan lãnh đạo của cơ quan."),
            "help_contact": _("Phòng hoặc người, điện thoại; in ở trang đăng nhập và mọi thư."),
            "code_prefix": _("Ví dụ NP cho mã NP-2026-…; mã đã có không đổi."),
            "founding_instrument": _("Số, ký hiệu như khi viện dẫn; nêu ở chân trang và báo cáo."),
            "team_name": _("Theo quyết định thành lập."),
            "team_code": _("Ví dụ TKTGS; đứng sau số văn bản và ở dòng lưu."),
            "team_title": _("Ghi dưới văn bản của Tổ, ví dụ Tổ trưởng."),
            "by_order": _("Ghi trên chữ ký khi ký cho Chủ tịch, ví dụ TL. CHỦ TỊCH."),
            "reports_since": _("Để trống: từ vụ việc đầu tiên."),
        }

    def __init__(self, *args, of: Committee, earliest: date, **kwargs):
        """`of`: what is in force, or will be once what waits has begun; `earliest`: the first day
        a change may begin.
        """
        kwargs.setdefault("initial", {**_shown(of), "valid_from": earliest})
        super().__init__(*args, **kwargs)
        self.of = of
        self.fields["code_prefix"].validators.append(LETTERS)
        least = settings.EVIDENCE_FILM_MAX_BYTES // MB
        self.fields["day_mb"].validators.append(MinValueValidator(least))
        self.fields["day_mb"].help_text = _("Từ {least} MB, để một tệp phim gửi được.").format(
            least=least
        )
        self.fields["valid_from"].help_text = _(
            "Sớm nhất {earliest:%d/%m/%Y}; ngày sắp tới thì đến ngày đó mới có hiệu lực và hủy "
            "được trước đó."
        ).format(earliest=earliest)

    def clean_summary_kinds(self) -> str:
        return ",".join(self.cleaned_data["summary_kinds"])

    def clean_return_kinds(self) -> str:
        return ",".join(self.cleaned_data["return_kinds"])

    def clean(self):
        data = super().clean()
        if data.get("founding_day") and not data.get("founding_instrument"):
            self.add_error("founding_instrument", _("Ghi số, ký hiệu của văn bản có ngày này."))
        return data

    def said(self) -> dict:
        """The columns, without the day and the basis."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.apart}


def _shown(of: Committee) -> dict:
    return {
        **{name: getattr(of, name) for name in (*PLAIN, *DAYS)},
        **{name: list(getattr(of, name)) for name in LISTS},
        "day_mb": of.day_bytes // MB,
    }
