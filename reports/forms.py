"""Forms of reporting."""

from django import forms
from django.utils import timezone

from compliance.core.fields import DayField, ManyFiles, ModelMultipleChoiceField
from compliance.core.language import _, in_sense
from compliance.desk.forms import Changes, Form
from compliance.files.signing import fill
from compliance.papers.paper import full_number
from compliance.registry.models import Function, Office, User
from compliance.rulebook.clocks import local_day
from reports.models import PeriodKind, SavedView
from reports.narrative import TITLES

ROWS = range(1, 5)


class DirectionForm(Form):
    """`today` bounds the deadlines; `on_case`: a direction on a case needs nobody named. Four rows
    give single offices a task and a day of their own.
    """

    text = forms.CharField(
        label=_("Nội dung"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    everywhere = forms.BooleanField(label=_("Giao mọi đơn vị"), required=False)
    offices = ModelMultipleChoiceField(
        label=_("Giao đơn vị"),
        queryset=Office.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    people = ModelMultipleChoiceField(
        label=_("Giao người"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = DayField(label=_("Hạn trả lời"), required=False)

    def __init__(self, *args, today, on_case: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.on_case = today, on_case
        offices = (
            Office.objects.on(today).exclude(kind=Office.Kind.AUTHORITY).order_by("order", "name")
        )
        self.fields["offices"].queryset = offices
        self.fields["offices"].label_from_instance = lambda office: office.short_name
        self.fields["people"].queryset = (
            User.objects.filter(is_active=True, functions__in=Function.objects.on(today))
            .distinct()
            .order_by("display_name")
        )
        self.fields["people"].label_from_instance = lambda user: user.display_name
        for n in ROWS:
            self.fields[f"office_{n}"] = forms.ModelChoiceField(
                label=_("Đơn vị {n}").format(n=n), queryset=offices, required=False
            )
            self.fields[f"office_{n}"].label_from_instance = lambda office: office.short_name
            self.fields[f"task_{n}"] = forms.CharField(
                label=_("Việc {n}").format(n=n),
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"due_{n}"] = DayField(label=_("Hạn việc {n}").format(n=n), required=False)

    def rows(self):
        return [(self[f"office_{n}"], self[f"task_{n}"], self[f"due_{n}"]) for n in ROWS]

    def clean(self):
        data = super().clean()
        tasks = [row for n in ROWS if (row := self._row(n, data))]
        named = {task["office"] for task in tasks}
        chosen = (
            self.fields["offices"].queryset
            if data.pop("everywhere", False)
            else data.get("offices") or []
        )
        offices = [office for office in chosen if office not in named]
        people = list(data.get("people") or [])
        for name in ("due_on", *(f"due_{n}" for n in ROWS)):
            if data.get(name) and data[name] < self.today:
                self.add_error(name, _("Hạn trả lời không được ở quá khứ."))
        if (offices or people) and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Ghi hạn trả lời."))
        if not self.on_case and not (offices or people or tasks):
            self.add_error("offices", _("Chọn ít nhất một đơn vị hoặc một người."))
        return {**data, "offices": offices, "people": people, "tasks": tasks}

    def _row(self, n: int, data: dict) -> dict | None:
        office, text, due_on = (data.get(f"{name}_{n}") for name in ("office", "task", "due"))
        if not (office or text or due_on):
            return None
        if not office:
            self.add_error(f"office_{n}", _("Chọn đơn vị làm việc này."))
        elif any(data.get(f"office_{other}") == office for other in ROWS if other < n):
            self.add_error(f"office_{n}", _("Mỗi đơn vị một dòng: ghi chung việc vào dòng trên."))
        if not due_on and not data.get("due_on") and f"due_{n}" not in self.errors:
            self.add_error(f"due_{n}", _("Ghi hạn của việc này."))
        return {"office": office, "text": text or "", "due_on": due_on} if office else None

    def given(self) -> dict:
        """The arguments of give_direction()."""
        return {
            name: self.cleaned_data[name]
            for name in ("text", "offices", "people", "due_on", "tasks")
        }


class SectionsForm(Form):
    """The text of a summary, on top of its frozen figures."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, title in TITLES.items():
            self.fields[f"section_{name}"] = forms.CharField(
                label=title,
                required=False,
                max_length=20000,
                widget=forms.Textarea(attrs={"rows": 6 if name == "II" else 4}),
            )

    def sections(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"section_{name}"] for name in TITLES}


FROM_SIGNATURE = _("Để trống nếu tệp PDF đã ký số: cổng lấy từ chữ ký.")


class SignedForm(Form):
    """What the paper bears after it was signed outside."""

    number = forms.CharField(
        label=_("Số, ký hiệu"),
        max_length=60,
        help_text=_("Do văn thư cấp, ví dụ 12/BC-TKTGS."),
        widget=forms.TextInput(attrs={"class": "input-s"}),
    )
    day = DayField(
        label=_("Ngày văn bản"),
        required=False,
        help_text=_("ngày/tháng/năm. {from_signature}").format(from_signature=FROM_SIGNATURE),
    )
    signer = forms.CharField(
        label=_("Người ký"), max_length=120, required=False, help_text=FROM_SIGNATURE
    )
    scan = forms.FileField(label=_("Bản chụp văn bản đã ký"), required=False)

    def clean(self) -> dict:
        super().clean()
        today = local_day(timezone.now())
        self.signed = fill(self, upload="scan", signer="signer", day="day", today=today)
        return self.cleaned_data

    def clean_number(self) -> str:
        try:
            return full_number(self.cleaned_data["number"])
        except ValueError:
            raise forms.ValidationError(_("Ghi số dạng số/ký hiệu, ví dụ 12/BC-TKTGS.")) from None


class ExtractForm(SignedForm):
    """What the copy for outside bears after it was signed."""

    field_order = ["number", "day", "signer", "scan"]

    def __init__(self, *args, **how):
        super().__init__(*args, **how)
        self.fields["number"].help_text = _(
            "Số đánh chung cho các bản sao trong năm, ví dụ 05/TrS-TKTGS."
        )
        self.fields["day"].label = _("Ngày trích sao")
        self.fields["scan"].label = _("Bản chụp trích sao đã ký")

    def clean_number(self) -> str:
        number = super().clean_number()
        if not number.partition("/")[2].startswith("TrS"):
            raise forms.ValidationError(_("Ký hiệu của trích sao bắt đầu bằng TrS."))
        return number


class ReturnForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    nil = forms.BooleanField(
        label=_("Xác nhận trong kỳ đơn vị không phát sinh vụ việc"), required=False
    )
    narrative = forms.CharField(
        label=_("Tình hình, kết quả"),
        required=False,
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    proposals = forms.CharField(
        label=_("Đề xuất, kiến nghị"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        data = super().clean()
        if not data.get("nil") and not data.get("narrative"):
            self.add_error(
                "narrative", _("Nêu tình hình, kết quả; hoặc đánh dấu “không phát sinh”.")
            )
        return data


class ReplyForm(Form):
    """What was done, with proof."""

    text = forms.CharField(
        label=_("Trả lời"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    files = ManyFiles(
        label=_("Tài liệu chứng minh"),
        required=False,
        help_text=_("Ảnh, PDF, tệp văn phòng; tối đa 8 tệp."),
    )


class DueForm(Changes, Form):
    apart = ("due_on",)
    columns = ("due_on", "accepted_at")
    from_row = {"due_on": "due_on"}

    due_on = DayField(label=_("Hạn mới"))


class RecipientForm(Changes, Form):
    columns = ("ended_at",)
    names_editor = True

    name = forms.CharField(label=in_sense("one", "Nơi nhận"), max_length=200)
    purpose = forms.CharField(
        label=_("Mục đích"),
        max_length=40,
        required=False,
        help_text=_("B/c, để biết…"),
        widget=forms.TextInput(attrs={"class": "input-s"}),
    )
    inside = forms.BooleanField(label=_("Trong cơ quan (xem bản đầy đủ trên cổng)"), required=False)
    email = forms.EmailField(
        label=_("Thư điện tử"), required=False, help_text=_("Để trống thì giao bản giấy.")
    )


class ViewForm(Form):
    """Keep the view on screen: how far back counts from the running period."""

    name = forms.CharField(label=_("Tên cách xem"), max_length=80)
    cadence = forms.ChoiceField(
        label=_("Nhắc tôi xem"), choices=SavedView.Cadence.choices, required=False
    )
    kind = forms.ChoiceField(choices=PeriodKind.choices, widget=forms.HiddenInput)
    back = forms.IntegerField(min_value=0, max_value=60, widget=forms.HiddenInput)
    office = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)


class TextForm(Form):
    """One text with its own label: a reply, a reason, what is missing."""

    text = forms.CharField(
        label=_("Nội dung"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, label: str = _("Nội dung"), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
