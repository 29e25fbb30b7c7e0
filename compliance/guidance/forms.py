"""Forms of guidance."""

from django import forms

from compliance.core.access import narrow
from compliance.core.fields import DayField, LinkField, ManyFiles, ModelMultipleChoiceField
from compliance.core.language import _, joined
from compliance.desk.forms import Form
from compliance.guidance.queries import current_versions
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office, StaffMember
from compliance.rulebook.models import Instrument


class InstrumentChecks(ModelMultipleChoiceField):
    """Number and subject: a number alone says little."""

    def label_from_instance(self, instrument: Instrument) -> str:
        return joined(" – ", (instrument.short, instrument.heading))


class InstrumentChoice(forms.ModelChoiceField):
    def label_from_instance(self, instrument: Instrument) -> str:
        return joined(" – ", (instrument.short, instrument.heading))[:120]


class PeopleChecks(ModelMultipleChoiceField):
    def label_from_instance(self, person: StaffMember) -> str:
        return f"{person.full_name} – {person.position}"


class BriefingForm(Form):
    """The office is chosen first; then its people of today can be ticked."""

    held_on = DayField(label=_("Ngày tổ chức"))
    place = forms.CharField(label=_("Địa điểm"), max_length=160, required=False)
    instruments = InstrumentChecks(
        label=_("Văn bản quán triệt"),
        queryset=Instrument.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    attendees = PeopleChecks(
        label=_("Người dự"),
        queryset=StaffMember.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    others = forms.IntegerField(
        label=_("Người ngoài đơn vị"), min_value=0, max_value=5000, required=False, initial=0
    )
    minutes = forms.CharField(
        label=_("Nội dung, kết quả"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    uploads = ManyFiles(
        label=_("Biên bản, ảnh"),
        required=False,
        help_text=_("Tối đa 8 tệp: ảnh, pdf, docx; mỗi tệp 20 MB."),
    )

    def __init__(self, *args, office: Office, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["attendees"].queryset = StaffMember.objects.working_in(
            [office], today
        ).by_name()
        self.fields["instruments"].queryset = Instrument.objects.filter(
            published_at__isnull=False
        ).order_by("-to_acknowledge", "number")

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > self.today:
            raise forms.ValidationError(_("Ngày tổ chức không được ở tương lai."))
        return day

    def clean_others(self) -> int:
        return self.cleaned_data["others"] or 0

    def clean(self):
        data = super().clean()
        if not data.get("attendees") and not data.get("others"):
            self.add_error("attendees", _("Chọn ít nhất một người dự."))
        return data


class DispatchForm(Form):
    instrument = InstrumentChoice(
        label=_("Văn bản"), queryset=Instrument.objects.none(), empty_label=_("Chọn văn bản…")
    )
    offices = ModelMultipleChoiceField(
        label=_("Đơn vị nhận"),
        queryset=Office.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    everywhere = forms.BooleanField(label=_("Gửi mọi đơn vị"), required=False)
    due_on = DayField(label=_("Hạn quán triệt, xác nhận"))
    note = forms.CharField(
        label=_("Yêu cầu"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["instrument"].queryset = current_versions(today).order_by("number", "pk")
        self.fields["offices"].queryset = Office.objects.on(today).order_by("order", "name")

    def clean(self):
        data = super().clean()
        if data.pop("everywhere", False):
            data["offices"] = self.fields["offices"].queryset
        elif not data.get("offices"):
            self.add_error("offices", _("Chọn ít nhất một đơn vị, hoặc gửi mọi đơn vị."))
        return {**data, "offices": list(data.get("offices") or [])}


class SigningForm(Form):
    signed_on = DayField(label=_("Ngày ký"))
    people = PeopleChecks(
        label=_("Người đã ký"),
        queryset=StaffMember.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    uploads = ManyFiles(
        label=_("Bản chụp danh sách đã ký"), required=False, help_text=_("Ảnh hoặc pdf.")
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people


class SourceForm(Form):
    name = forms.CharField(label=_("Tên nguồn"), max_length=200)
    url = LinkField(label=_("Địa chỉ"), max_length=300)
    note = forms.CharField(label=_("Dùng để"), max_length=300, required=False)


def heads_offices(user):
    """The offices whose briefings this person may record."""
    return narrow(user, OVERSEE, Office).order_by("order", "name")
