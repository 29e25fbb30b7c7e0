"""Forms about offices."""

from django import forms
from django.core.validators import MaxLengthValidator

from compliance.core.codes import ALPHABET, require_code
from compliance.core.fields import DayField, ModelMultipleChoiceField
from compliance.core.language import _, in_sense
from compliance.desk.forms import Changes, Form, ModelForm
from compliance.registry.models import Office, OfficeSuccession


class TreeDayForm(Form):
    ngay = DayField(label=_("Ngày"), required=False, help_text="")


class OfficeForm(ModelForm):
    basis = forms.CharField(
        label=_("Căn cứ"),
        max_length=200,
        required=False,
        help_text=_("Số, ngày văn bản thành lập."),
    )

    class Meta:
        model = Office
        fields = ("code", "name", "short_name", "kind", "parent", "valid_from", "sends_return")
        field_classes = {"valid_from": DayField}
        labels = {"parent": _("Đơn vị cấp trên")}
        error_messages = {"code": {"unique": _("Mã này đã có đơn vị khác dùng.")}}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Office.objects.on(today).order_by("order", "name")
        self.fields["code"].validators.append(require_code)
        self.fields["code"].help_text = _("Chỉ gồm {alphabet}; bắt đầu bằng chữ hoặc số.").format(
            alphabet=ALPHABET
        )


class CodeForm(Form):
    """Another code for an office or a person."""

    code = forms.CharField(
        label=_("Mã mới"),
        validators=[require_code],
        help_text=_("Chỉ gồm {alphabet}; bắt đầu bằng chữ hoặc số.").format(alphabet=ALPHABET),
    )
    reason = forms.CharField(label=_("Lý do đổi mã"), max_length=300)

    def __init__(self, *args, most: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].max_length = most
        self.fields["code"].validators.append(MaxLengthValidator(most))


class OfficeChangeForm(Changes, Form):
    """What changes from a day on; what is left as it is does not change."""

    apart = ("day", "basis")
    names_editor = True

    day = DayField(label=_("Từ ngày"), help_text=_("ngày/tháng/năm; có thể là ngày sắp tới"))
    name = forms.CharField(label=_("Tên đơn vị"), max_length=200)
    short_name = forms.CharField(label=_("Tên ngắn"), max_length=80)
    kind = forms.ChoiceField(label=_("Loại"), choices=Office.Kind.choices)
    parent = forms.ModelChoiceField(
        label=_("Đơn vị cấp trên"),
        queryset=Office.objects.none(),
        required=False,
        empty_label=_("Không có"),
    )
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=200, help_text=_("Số, ngày văn bản quyết định thay đổi.")
    )

    def __init__(self, *args, office: Office, today, **kwargs):
        last = office.versions.order_by("-valid_from").first()
        kwargs.setdefault(
            "initial",
            {name: getattr(last, name) for name in ("name", "short_name", "kind")}
            | {"parent": last.parent_id},
        )
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = (
            Office.objects.apart_from_ended(today).exclude(pk=office.pk).order_by("order", "name")
        )


class CorrectOfficeForm(Changes, Form):
    apart = ("reason",)
    names_editor = True

    name = forms.CharField(label=_("Tên đơn vị"), max_length=200)
    short_name = forms.CharField(label=_("Tên ngắn"), max_length=80)
    kind = forms.ChoiceField(label=_("Loại"), choices=Office.Kind.choices)
    basis = forms.CharField(label=_("Căn cứ"), max_length=200, required=False)
    reason = forms.CharField(label=_("Lý do đính chính"), max_length=300)


class HoursForm(Changes, Form):
    apart = ("valid_from", "basis")
    names_editor = True

    valid_from = DayField(label=_("Từ ngày"))
    morning_from = forms.TimeField(label=_("Sáng từ"))
    morning_to = forms.TimeField(label=_("Sáng đến"))
    afternoon_from = forms.TimeField(label=_("Chiều từ"))
    afternoon_to = forms.TimeField(label=_("Chiều đến"))
    basis = forms.CharField(
        label=_("Căn cứ"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: giờ mùa hè theo thông báo của UBND."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("morning_from", "morning_to", "afternoon_from", "afternoon_to"):
            self.fields[name].widget = forms.TimeInput(format="%H:%M", attrs={"class": "input-s"})
            self.fields[name].error_messages["invalid"] = _("Ghi giờ, ví dụ 07:30 hoặc 7h30.")

    def clean(self):
        data = super().clean()
        order = ("morning_from", "morning_to", "afternoon_from", "afternoon_to")
        for before, after in zip(order, order[1:], strict=False):
            pair = data.get(before), data.get(after)
            if all(pair) and (pair[0] > pair[1] or (pair[0] == pair[1] and before != "morning_to")):
                self.add_error(after, _("Giờ này phải sau giờ trước đó."))
        return data


class CloseOfficeForm(Changes, Form):
    apart = ("last_day", "kind", "successors", "staff_to", "basis")
    columns = ("name", "parent_id", "valid_to")
    from_row = {"last_day": "valid_to"}
    names_editor = True

    last_day = DayField(label=_("Ngày hoạt động cuối cùng"))
    kind = forms.ChoiceField(
        label=in_sense("change", "Hình thức"), choices=OfficeSuccession.Kind.choices
    )
    successors = ModelMultipleChoiceField(
        label=_("Đơn vị kế thừa"),
        queryset=Office.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Hồ sơ đang giải quyết chuyển sang đơn vị đầu tiên trong các đơn vị được chọn."
        ),
    )
    staff_to = forms.ModelChoiceField(
        label=_("Đơn vị tiếp nhận cán bộ"),
        queryset=Office.objects.none(),
        required=False,
        empty_label=_("Không còn ai phải tiếp nhận"),
        help_text=(
            _(
                "Mọi người đang giữ vị trí tiếp tục ở đơn vị này từ ngày hôm sau; người phụ trách "
                "đơn vị mới do quản trị giao."
            )
        ),
    )
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=200, help_text=_("Số, ngày nghị quyết, quyết định.")
    )

    def __init__(self, *args, office: Office, today, **kwargs):
        super().__init__(*args, **kwargs)
        others = (
            Office.objects.apart_from_ended(today).exclude(pk=office.pk).order_by("order", "name")
        )
        self.fields["successors"].queryset = self.fields["staff_to"].queryset = others

    def clean_successors(self):
        return list(self.cleaned_data["successors"])
