"""What a document asks for beyond the case's rows, its wording, and what is typed back from the
signed paper.
"""

from datetime import date, time

from django import forms

from compliance.core.characters import texts_in
from compliance.core.fields import DayField
from compliance.core.language import _, in_sense, joined
from compliance.desk.forms import Changes, Form
from compliance.files.signing import fill, is_pdf
from compliance.incidents.models import Incident
from compliance.papers.paper import full_number, plain_name
from compliance.review.case.forms import TextField
from compliance.review.case.queries import live_measures
from compliance.review.documents.composing import USUAL_ISSUER
from compliance.review.documents.composing.wording import lines
from compliance.review.models import CaseDocument, Measure

Kind = CaseDocument.Kind


class TimeField(forms.TimeField):
    def __init__(self, **kwargs):
        widget = forms.TimeInput(format="%H:%M", attrs={"class": "input-s", "autocomplete": "off"})
        super().__init__(widget=widget, help_text=_("giờ:phút, ví dụ 08:30"), **kwargs)
        self.error_messages["invalid"] = _("Ghi giờ dạng giờ:phút, ví dụ 08:30.")


class DraftForm(Form):
    """The fields every kind has; the others are added below."""

    issuer = forms.ChoiceField(
        label=_("Cơ quan ban hành"), choices=CaseDocument.Issuer.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, incident: Incident, kind: str, **kwargs):
        self.incident, self.kind = incident, kind
        super().__init__(*args, **kwargs)
        self.fields["issuer"].initial = USUAL_ISSUER.get(kind, CaseDocument.Issuer.TEAM)
        self.narrow()

    def narrow(self) -> None:
        """Fill choices that depend on the case."""

    def given(self) -> dict:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("issuer", "measure")
        }

    def as_data(self) -> dict:
        """What was filled in, as data."""
        return {
            name: value.isoformat() if isinstance(value, date | time) else value
            for name, value in self.given().items()
        }


class RecordForm(DraftForm):
    day = DayField(label=_("Ngày lập"))
    time = TimeField(label=_("Bắt đầu lúc"))
    place = forms.CharField(label=_("Nơi lập"), max_length=200)
    present = TextField(
        label=_("Thành phần tham dự"),
        required=False,
        rows=3,
        help_text=_("Mỗi dòng một người, kèm chức vụ."),
    )


class RequestForm(DraftForm):
    where = forms.CharField(label=_("Nộp bản giấy tại"), max_length=200)
    more = TextField(label=_("Nội dung thêm"), required=False, rows=3)


class InvitationForm(DraftForm):
    day = DayField(label=_("Ngày làm việc"))
    time = TimeField(label=_("Lúc"))
    place = forms.CharField(label=_("Địa điểm"), max_length=200)
    chair = forms.CharField(
        label=_("Người chủ trì"), max_length=200, help_text=_("Họ tên, chức vụ.")
    )
    bring = TextField(
        label=_("Tài liệu mang theo"), required=False, rows=3, help_text=_("Mỗi dòng một loại.")
    )


class MinutesForm(RecordForm):
    ended = TimeField(label=_("Kết thúc lúc"))
    chair = forms.CharField(label=_("Chủ trì"), max_length=200, help_text=_("Họ tên, chức vụ."))
    secretary = forms.CharField(label=_("Thư ký"), max_length=200, help_text=_("Họ tên, chức vụ."))
    proceedings = TextField(label=_("Diễn biến buổi làm việc"), rows=8)
    said = TextField(label=_("Ý kiến của người làm việc"), required=False, rows=5)
    agreed = TextField(label=_("Nội dung thống nhất"), required=False, rows=3)

    field_order = (
        "issuer",
        "day",
        "time",
        "ended",
        "place",
        "chair",
        "secretary",
        "present",
        "proceedings",
        "said",
        "agreed",
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("time") and data.get("ended") and data["ended"] <= data["time"]:
            self.add_error("ended", _("Giờ kết thúc phải sau giờ bắt đầu."))
        return data


class MeasureChoice(forms.ModelChoiceField):
    def label_from_instance(self, measure: Measure) -> str:
        return _("{kind} – {name}, hạn {due_on:%d/%m/%Y}").format(
            kind=measure.get_kind_display(), name=measure.office.name, due_on=measure.due_on
        )


class ReminderForm(DraftForm):
    measure = MeasureChoice(
        label=_("Theo biện pháp"),
        queryset=Measure.objects.none(),
        required=False,
        empty_label=_("Chưa giao biện pháp"),
    )
    ask = TextField(
        label=_("Yêu cầu thực hiện"),
        rows=4,
        initial=(
            _(
                "Nghiêm túc rút kinh nghiệm, không để lặp lại.\nThực hiện đúng quy định về phát "
                "ngôn, cung cấp thông tin và văn hóa công sở."
            )
        ),
    )

    def narrow(self) -> None:
        field = self.fields["measure"]
        field.queryset = (
            live_measures(self.incident)
            .filter(kind=Measure.Kind.WRITTEN_REMINDER)
            .select_related("office")
        )
        field.initial = field.queryset.first()


class ResultForm(DraftForm):
    more = TextField(label=_("Nội dung thêm"), required=False, rows=3)


def filled(fields: dict) -> dict:
    """What `kept` kept, for a form that is to begin with it."""
    return {
        name: (
            date.fromisoformat(value)
            if name == "day"
            else value[:5]
            if name in ("time", "ended")
            else value
        )
        for name, value in fields.items()
    }


DRAFT_FORMS = {
    Kind.RECORD: RecordForm,
    Kind.REQUEST: RequestForm,
    Kind.INVITATION: InvitationForm,
    Kind.MINUTES: MinutesForm,
    Kind.REMINDER: ReminderForm,
    Kind.RESULT: ResultForm,
}


class WordingForm(Form):
    """Every part of the paper that is words. One paragraph a line; tables stay as they were drawn
    up.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    symbol = forms.CharField(
        label=_("Ký hiệu"),
        max_length=30,
        help_text=_("Phần sau dấu gạch chéo, ví dụ TB-TKTGS. Số để trống."),
    )
    subject = TextField(label=_("Trích yếu"), rows=2)

    def __init__(self, *args, document: CaseDocument, **kwargs):
        super().__init__(*args, **kwargs)
        self.words = document.words
        self.fields["version"].initial = document.version
        self.fields["symbol"].initial, self.fields["subject"].initial = (
            self.words["number"],
            self.words["subject"],
        )
        if self.words["bases"]:
            self._add("bases", _("Căn cứ"), self.words["bases"], 3, False)
        for number, section in enumerate(self.words["sections"]):
            self._add(
                f"section_{number}",
                section["title"] or (_("Mở đầu") if number == 0 else in_sense("paper", "Kết thúc")),
                section["paragraphs"],
                6,
                True,
            )
        self._add("recipients", _("Nơi nhận"), self.words["recipients"], 3, True)
        for number, signature in enumerate(self.words["signatures"]):
            self._add(
                f"signature_{number}",
                _("Người ký {number}").format(number=number + 1) if number else _("Người ký"),
                filter(None, (signature["ahead"], signature["title"])),
                2,
                True,
            )

    def _add(self, name: str, label: str, initial, rows: int, required: bool) -> None:
        self.fields[name] = TextField(
            label=label, rows=rows, required=required, initial=joined("\n", initial)
        )

    def clean_symbol(self) -> str:
        symbol = "".join(self.cleaned_data["symbol"].split()).lstrip("/")
        try:
            full_number(f"1/{symbol}")
        except ValueError:
            raise forms.ValidationError(
                _("Ký hiệu gồm chữ và dấu gạch nối, ví dụ TB-TKTGS.")
            ) from None
        return symbol

    def clean(self) -> dict:
        data = super().clean()
        if data.get("recipients") and not lines(data["recipients"])[-1].startswith("Lưu:"):
            self.add_error("recipients", _("Dòng cuối của nơi nhận là dòng “Lưu: VT, …”."))
        return data

    def new_words(self) -> dict:
        data, words = self.cleaned_data, dict(self.words)
        words |= {
            "number": data["symbol"],
            "subject": " ".join(data["subject"].split()),
            "recipients": lines(data["recipients"]),
        }
        if words["bases"]:
            words["bases"] = lines(data["bases"])
        words["sections"] = [
            {**old, "paragraphs": lines(data[f"section_{number}"])}
            for number, old in enumerate(self.words["sections"])
        ]
        words["signatures"] = [
            self._signature(old, lines(data[f"signature_{number}"]))
            for number, old in enumerate(self.words["signatures"])
        ]
        return words | {"typed": self._typed(words)}

    def _typed(self, words: dict) -> list[str]:
        """What of it somebody wrote: what they had, and every line that was changed now."""
        typed = set(words.pop("typed", ()))
        drawn = texts_in(self.words) - typed
        return sorted(texts_in(words) - drawn)

    def _signature(self, old: dict, said: list[str]) -> dict:
        return {**old, "ahead": joined(" ", said[:-1]), "title": said[-1]}


FROM_SIGNATURE = _("Để trống nếu tệp đã ký số: cổng lấy từ chữ ký.")


class TypeBackForm(Changes, Form):
    """As the signed paper and the register have it."""

    apart = ("number", "issued_on", "signer", "upload", "sure")
    columns = ("version",)

    number = forms.CharField(
        label=_("Số, ký hiệu"),
        max_length=40,
        help_text=_("Ghi đủ như trên văn bản, ví dụ 15/TB-TKTGS."),
    )
    issued_on = DayField(
        label=_("Ngày ban hành"),
        required=False,
        help_text=_("ngày/tháng/năm. {from_signature}").format(from_signature=FROM_SIGNATURE),
    )
    signer = forms.CharField(
        label=_("Họ tên người ký"),
        max_length=120,
        required=False,
        help_text=_("Không ghi học hàm, học vị. {from_signature}").format(
            from_signature=FROM_SIGNATURE
        ),
    )
    upload = forms.FileField(
        label=_("Bản đã ký (PDF)"),
        required=False,
        help_text=_("Tệp PDF đã ký số hoặc quét; tối đa 20 MB."),
    )
    sure = forms.BooleanField(label=_("Đã đối chiếu với sổ văn bản, số này đúng"), required=False)

    def __init__(self, *args, document: CaseDocument, today: date, **kwargs):
        self.document, self.today = document, today
        super().__init__(*args, **kwargs)
        self.fields["number"].initial = f"/{document.words['number']}"
        self.doubled = False

    def clean_number(self) -> str:
        try:
            return full_number(self.cleaned_data["number"])
        except ValueError:
            raise forms.ValidationError(
                _("Ghi số, dấu gạch chéo rồi ký hiệu, ví dụ 05/TB-TKTGS.")
            ) from None

    def clean_signer(self) -> str:
        return plain_name(self.cleaned_data["signer"])

    def clean_issued_on(self) -> date | None:
        day = self.cleaned_data["issued_on"]
        if day and day > self.today:
            raise forms.ValidationError(_("Ngày ban hành không thể sau hôm nay."))
        return day

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload and not is_pdf(upload):
            raise forms.ValidationError(_("Chỉ nhận tệp PDF."))
        return upload

    def clean(self) -> dict:
        data = super().clean()
        self.signed = fill(
            self, upload="upload", signer="signer", day="issued_on", today=self.today
        )
        if self.signed:
            self.cleaned_data["signer"] = plain_name(self.cleaned_data["signer"])
        if (
            data.get("number")
            and data.get("issued_on")
            and not data.get("sure")
            and self._taken(data)
        ):
            self.doubled = True
            self.add_error(
                "number",
                _(
                    "Số này đã dùng cho một văn bản khác của cùng cơ quan trong năm. Kiểm tra sổ; "
                    "nếu đúng, đánh dấu ô xác nhận bên dưới."
                ),
            )
        return data

    def _taken(self, data: dict) -> bool:
        same = CaseDocument.objects.issued().filter(
            number=data["number"],
            issued_on__year=data["issued_on"].year,
            words__body=self.document.words["body"],
        )
        return same.exclude(pk=self.document.pk).exists()
