"""Forms about people."""

from django import forms

from compliance.core.codes import ALPHABET, refuse_citizen_id, require_code
from compliance.core.fields import DayField
from compliance.core.language import _
from compliance.core.text import clean
from compliance.desk.forms import Changes, Form, ModelForm
from compliance.registry.forms.fields import PersonField
from compliance.registry.models import Kinship, Office, StaffMember
from compliance.rulebook.models import StaffKind


class StaffForm(Changes, ModelForm):
    """Name, salutation, contact. The code is set once."""

    names_editor = True

    class Meta:
        model = StaffMember
        fields = ("code", "full_name", "salutation", "email", "phone")
        error_messages = {"code": {"unique": _("Mã này đã có trong danh sách.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]
        else:
            self.fields["code"].validators += [require_code, refuse_citizen_id]
            self.fields["code"].help_text = _(
                "Chỉ gồm {alphabet}; bắt đầu bằng chữ hoặc số."
            ).format(alphabet=ALPHABET)

    def clean_full_name(self):
        return clean(self.cleaned_data["full_name"])


class _Placed(Changes, Form):
    """A form that chooses an office that exists or is to come."""

    names_editor = True

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.apart_from_ended(today).order_by(
            "order", "name"
        )


class PostingForm(_Placed):
    apart = ("position", "is_leader", "valid_from", "basis")
    columns = ("office_id", "position", "staff_kind")

    office = forms.ModelChoiceField(
        label=_("Đơn vị"), queryset=Office.objects.none(), empty_label=_("Chọn đơn vị…")
    )
    position = forms.CharField(label=_("Chức vụ"), max_length=160)
    staff_kind = forms.ChoiceField(label=_("Loại cán bộ"), choices=StaffKind.choices)
    is_leader = forms.BooleanField(label=_("Là lãnh đạo đơn vị"), required=False)
    valid_from = DayField(label=_("Từ ngày"))
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=200, required=False, help_text=_("Số, ngày quyết định.")
    )


class CorrectPostingForm(PostingForm):
    apart = ("reason",)
    columns = ("valid_to",)

    reason = forms.CharField(label=_("Lý do đính chính"), max_length=300)


class _Dated(Form):
    """A form with a first and perhaps a last day."""

    def clean(self):
        data = super().clean()
        if (
            data.get("valid_to")
            and data.get("valid_from")
            and data["valid_to"] < data["valid_from"]
        ):
            self.add_error("valid_to", _("Ngày cuối phải từ ngày đầu trở đi."))
        return data


class SideForm(_Placed, _Dated):
    """A second post or a secondment."""

    office = forms.ModelChoiceField(
        label=_("Đơn vị"), queryset=Office.objects.none(), empty_label=_("Chọn đơn vị…")
    )
    position = forms.CharField(label=_("Chức vụ, nhiệm vụ"), max_length=160)
    is_leader = forms.BooleanField(label=_("Là lãnh đạo đơn vị"), required=False)
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(
        label=_("Đến hết ngày"),
        required=False,
        help_text=_("Để trống khi chưa biết; ghi sau bằng “Kết thúc”."),
    )
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=200, required=False, help_text=_("Số, ngày quyết định.")
    )


class LeaveForm(_Dated):
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(label=_("Đến hết ngày"), required=False)
    basis = forms.CharField(
        label=_("Căn cứ"),
        max_length=200,
        required=False,
        help_text=_("Số, ngày văn bản; không ghi lý do nghỉ."),
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)


class EndPostingForm(Changes, Form):
    apart = ("last_day",)
    from_row = {"last_day": "valid_to"}
    columns = ("valid_from", "valid_to", "office_id", "kind")
    names_editor = True

    last_day = DayField(label=_("Ngày cuối cùng"))


class KinshipForm(Form):
    relative = PersonField(label=_("Người có liên quan"))
    relation = forms.ChoiceField(label=_("Quan hệ"), choices=Kinship.Relation.choices)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relative"].user = user


class BecauseForm(Form):
    """A reason, for what is said about a relation."""

    because = forms.CharField(
        label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_because(self):
        return clean(self.cleaned_data["because"])
