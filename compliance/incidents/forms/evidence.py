"""What is known of one item of evidence: where it stood, whose account, when, who took the picture
and how, what became of it.
"""

from django import forms

from compliance.core.fields import DayField, MomentField
from compliance.core.language import _
from compliance.core.text import fold
from compliance.desk.forms import Changes, Form
from compliance.incidents.models import AccountKind, Evidence, SeenHow

ABOUT = (
    "account_name",
    "account_kind",
    "posted_at",
    "captured_at",
    "captured_by",
    "seen_how",
    "later_status",
    "later_status_on",
    "translation_note",
    "relied_on",
)
NAMES_REPORTER = _("Mô tả có thể được gửi cho người được phản ánh: không ghi tên ông/bà ở đây.")


def _choices(values, empty: str) -> list:
    return [("", empty), *values.choices]


class AboutFields(Form):
    """The fields of a social-media item; every one may stay empty."""

    account_name = forms.CharField(label=_("Tên tài khoản đăng"), required=False, max_length=120)
    account_kind = forms.ChoiceField(
        label=_("Loại tài khoản"), required=False, choices=_choices(AccountKind, _("Không áp dụng"))
    )
    posted_at = MomentField(
        label=_("Đăng lúc"),
        required=False,
        help_text=_("Ví dụ 9h15 09/11/2026; không rõ giờ thì chỉ ghi ngày"),
    )
    captured_at = MomentField(
        label=_("Chụp lúc"),
        required=False,
        help_text=_("Ví dụ 9h15 09/11/2026; không rõ giờ thì chỉ ghi ngày"),
    )
    captured_by = forms.CharField(
        label=_("Người chụp"),
        required=False,
        max_length=120,
        help_text=_("Để trống nếu chính ông/bà chụp. Người được phản ánh không thấy ô này."),
    )
    seen_how = forms.ChoiceField(
        label=_("Cách tiếp cận"),
        required=False,
        choices=_choices(SeenHow, _("Như ghi trong vụ việc")),
    )
    later_status = forms.ChoiceField(
        label=_("Tình trạng nguồn sau đó"),
        required=False,
        choices=_choices(Evidence.LaterStatus, _("Không áp dụng")),
    )
    later_status_on = DayField(label=_("Ngày ghi nhận tình trạng"), required=False)
    translation_note = forms.CharField(
        label=_("Ghi chú dịch"),
        required=False,
        max_length=500,
        help_text=_("Nếu nội dung không phải tiếng Việt phổ thông: ai dịch, dịch thế nào."),
    )
    relied_on = forms.BooleanField(label=_("Dùng làm căn cứ"), required=False, initial=True)


class AboutForm(AboutFields):
    """Beside the upload of the log form, under a prefix of its own: the report has fields of the
    same names.
    """

    prefix = "ev"

    def about(self) -> dict:
        return {name: self.cleaned_data[name] for name in ABOUT}


class AmendForm(Changes, AboutFields):
    """An item of a draft, changed later."""

    caption = forms.CharField(label=_("Mô tả"), required=False, max_length=200)

    field_order = ("caption", *ABOUT)

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_caption(self) -> str:
        caption = self.cleaned_data["caption"]
        if fold(self.user.display_name) in fold(caption):
            raise forms.ValidationError(NAMES_REPORTER)
        return caption
