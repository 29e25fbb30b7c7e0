"""Notice, extension, silence, opinions; and the person's own forms."""

from django import forms

from compliance.incidents.models import Evidence, Outcome
from compliance.review.actions.consultation import sides_open_to
from compliance.review.forms.base import ActForm, TextField
from compliance.review.models import Answer, Opinion
from compliance.review.queries import opinion_of


class BundleChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, evidence: Evidence) -> str:
        return f"{evidence.label}. {evidence.caption or (evidence.file.name if evidence.file else evidence.url)}"


class NotifyForm(ActForm):
    bundle = BundleChoice(
        label="Chứng cứ cho xem",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text="Người được phản ánh xem và tải được đúng các mục này.",
        error_messages={"required": "Chọn ít nhất một chứng cứ."},
    )
    paper = forms.CharField(
        label="Giao bằng giấy", required=False, max_length=200, help_text="Bắt buộc khi người được phản ánh chưa có tài khoản: ngày, người giao, người nhận."
    )

    def narrow(self) -> None:
        field = self.fields["bundle"]
        field.queryset = self.incident.evidence.filter(removed_at=None).select_related("file").order_by("number")
        field.initial = list(field.queryset.filter(relied_on=True).values_list("pk", flat=True))

    def clean_paper(self) -> str:
        paper = self.cleaned_data["paper"].strip()
        if not paper and not self.incident.person.user_id:
            raise forms.ValidationError("Người này chưa có tài khoản: ghi rõ việc giao giấy.")
        return paper


class PaperForm(ActForm):
    paper = forms.CharField(label="Giao bằng giấy", required=False, max_length=200, help_text="Khi người được phản ánh chưa có tài khoản.")


class DecideExtensionForm(ActForm):
    grant = forms.TypedChoiceField(
        label="Trả lời đề nghị",
        choices=(("yes", "Cho thêm thời gian"), ("no", "Không gia hạn")),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        empty_value=None,
    )
    workdays = forms.IntegerField(label="Số ngày làm việc thêm", min_value=1, max_value=30, initial=3)
    reason = TextField(label="Lý do", rows=2)


class NoteForm(ActForm):
    """An act that needs no more than an optional remark."""

    note = TextField(label="Ghi chú", required=False, rows=2)


class ReasonForm(ActForm):
    """An act that needs a reason."""

    reason = TextField(label="Lý do", rows=3)


class OpinionForm(ActForm):
    side = forms.ChoiceField(label="Thay mặt", choices=Opinion.Side.choices, widget=forms.RadioSelect)
    text = TextField(label="Ý kiến", help_text="Nhận xét về sự việc, giải trình và tình tiết cần xem xét.", rows=5)
    suggests = forms.ChoiceField(label="Đề nghị kết quả", choices=[("", "Chưa đề nghị"), *Outcome.choices], required=False)

    def narrow(self) -> None:
        sides = sides_open_to(self.incident, self.user)
        self.fields["side"].choices = [choice for choice in Opinion.Side.choices if choice[0] in sides]
        if len(sides) == 1:
            self.fields["side"].widget = forms.HiddenInput()
            self.fields["side"].initial = sides[0]


class OverdueForm(ActForm):
    side = forms.ChoiceField(label="Bên chưa cho ý kiến", choices=(), widget=forms.RadioSelect)

    def narrow(self) -> None:
        self.fields["side"].choices = [choice for choice in Opinion.Side.choices if opinion_of(self.incident, choice[0]) is None]


class AnswerForm(ActForm):
    """The person's answer: a stance and a text for each allegation, a general text, files, a companion."""

    text = TextField(label="Ý kiến chung", required=False, rows=4)
    companion = forms.CharField(
        label="Người cùng tham gia", required=False, max_length=120, help_text="Ví dụ đại diện công đoàn, người ông/bà muốn có mặt khi làm việc."
    )

    def narrow(self) -> None:
        self.allegations = list(self.incident.allegations.select_related("provision__instrument").order_by("number"))
        for allegation in self.allegations:
            self.fields[f"stance_{allegation.pk}"] = forms.ChoiceField(
                label=f"Về nội dung {allegation.number}", choices=Answer.Stance.choices, widget=forms.RadioSelect, required=False
            )
            self.fields[f"text_{allegation.pk}"] = TextField(
                label=f"Ý kiến của ông/bà về nội dung {allegation.number}",
                required=False,
                rows=5,
                help_text="Nêu rõ sự việc, hoàn cảnh, việc đã làm để khắc phục (nếu có).",
            )

    def parts(self):
        return [(allegation, self[f"stance_{allegation.pk}"], self[f"text_{allegation.pk}"]) for allegation in self.allegations]

    def clean(self) -> dict:
        data = super().clean()
        data["per_allegation"] = [
            {"allegation": a.pk, "stance": data.get(f"stance_{a.pk}", ""), "text": data.get(f"text_{a.pk}", "").strip()} for a in self.allegations
        ]
        if not data.get("text", "").strip() and not any(part["text"] for part in data["per_allegation"]):
            first = self.allegations[0].pk if self.allegations else None
            self.add_error(f"text_{first}" if first else "text", "Nội dung giải trình còn trống.")
        return data


class WaiveForm(ActForm):
    text = TextField(label="Ghi chú", required=False, rows=2)
    sure = forms.BooleanField(label="Tôi đã xem nội dung và chứng cứ, và không giải trình.", error_messages={"required": "Đánh dấu để xác nhận."})


class AskExtensionForm(ActForm):
    workdays = forms.IntegerField(label="Xin thêm số ngày làm việc", min_value=1, max_value=15, initial=3)
    reason = TextField(label="Lý do", rows=3)


class ReplaceForm(ActForm):
    reason = TextField(label="Người có liên quan và lý do", rows=3, help_text="Ví dụ: người phụ trách là anh em ruột của người có mâu thuẫn với tôi.")


class FileContestForm(ActForm):
    text = TextField(label="Nội dung đề nghị xem xét lại", rows=6, help_text="Nêu điểm chưa đồng ý và tình tiết, tài liệu chưa được xem xét.")
