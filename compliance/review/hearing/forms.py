"""Notice, extension, silence, opinions; and the person's own forms."""

from django import forms

from compliance.core.fields import ModelMultipleChoiceField
from compliance.core.language import _, joined
from compliance.files import IMAGES
from compliance.incidents.models import Evidence
from compliance.review.case.forms import ActForm, TextField
from compliance.review.case.queries import account_in_use, open_extension, opened_any
from compliance.review.hearing.checks import (
    WAY_OUT,
    both_versions,
    runs_in,
    shown_already,
    uncovers,
    uncovers_says,
    why_not_handed,
)
from compliance.review.models import Answer


class BundleChoice(ModelMultipleChoiceField):
    def label_from_instance(self, evidence: Evidence) -> str:
        named = evidence.file.name if evidence.file else evidence.url
        return joined(". ", (evidence.label, evidence.caption or named))


class PaperTick(forms.BooleanField):
    """Whether the notice also goes out on paper."""

    def __init__(self):
        super().__init__(
            label=_("Giao bằng giấy"),
            required=False,
            help_text=(
                _(
                    "Luôn dùng khi người được phản ánh chưa đăng nhập cổng lần nào, hoặc chưa mở "
                    "thông báo trước. In thông báo, giao rồi ghi nhận việc giao; hạn tính từ ngày "
                    "giao."
                )
            ),
        )


def paper_of(form: ActForm) -> str:
    """The mark kept on the notice; without an account in use paper is the only way."""
    return (
        _("Giao bằng giấy")
        if form.cleaned_data["paper"] or not account_in_use(form.incident)
        else ""
    )


def _warnings(item: Evidence, copied: bool) -> list[str]:
    """What the handler should look at before this version is sent."""
    if item.copy or not item.file:
        return []
    warnings = []
    if copied:
        warnings.append(
            _("Đã có bản che: gửi bản gốc thì người được phản ánh thấy cả phần đã che.")
        )
    elif item.file.kind in IMAGES:
        warnings.append(
            _(
                "Ảnh chưa che: ảnh chụp màn hình thường có tên, ảnh, bình luận của người khác hoặc "
                "của người chụp. Xem lại, và lập bản che nếu có."
            )
        )
    if item.file.facts.get("author"):
        warnings.append(
            _(
                "Thuộc tính của tệp có tên người soạn; bản giao đã bỏ thuộc tính này. Nếu trong "
                "nội dung cũng có tên người cần giữ kín thì {way_out}."
            ).format(way_out=WAY_OUT[item.file.kind])
        )
    if runs := runs_in(item):
        warnings.append(_("Tệp PDF có {runs}; bản giao không có các phần này.").format(runs=runs))
    return warnings


class BundleForm(ActForm):
    """Items chosen for the person concerned, each with the words that go with it, in one version
    only.
    """

    bundle = BundleChoice(
        label=_("Chứng cứ cho xem"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Người được phản ánh xem và tải được đúng các mục này."),
        error_messages={"required": _("Chọn ít nhất một chứng cứ.")},
    )

    def narrow(self) -> None:
        field = self.fields["bundle"]
        field.queryset = self.offered()
        self.items = list(field.queryset)
        for item in self.items:
            words = item.disclosed_caption or item.caption
            self.fields[f"caption_{item.pk}"] = forms.CharField(
                label=_("Mô tả gửi đi của {label}").format(label=item.label),
                required=False,
                max_length=200,
                initial=words,
            )

    def offered(self):
        return (
            self.incident.evidence.filter(removed_at=None, file__sealed_at=None)
            .select_related("file")
            .order_by("number", "copy")
        )

    def rows(self) -> list[dict]:
        """Each item with its box, the words that go with it, and what to look at before
        it is sent.
        """
        chosen = {str(pk) for pk in self["bundle"].value() or []}
        copied = {item.number for item in self.items if item.copy}
        return [
            {
                "item": item,
                "chosen": str(item.pk) in chosen,
                "caption": self[f"caption_{item.pk}"],
                "warnings": _warnings(item, item.number in copied),
            }
            for item in self.items
        ]

    def clean(self) -> dict:
        data = super().clean()
        data["captions"] = {str(item.pk): data.get(f"caption_{item.pk}", "") for item in self.items}
        if twice := both_versions(data.get("bundle") or []):
            self.add_error(
                "bundle",
                _("CC-{number:02d}: chọn bản gốc hoặc một bản che, không gửi cả hai.").format(
                    number=twice[0].number
                ),
            )
        for item in data.get("bundle") or []:
            item.incident = self.incident
            if reason := why_not_handed(item):
                self.add_error("bundle", reason)
        return data


class NotifyForm(BundleForm):
    paper = PaperTick()

    def narrow(self) -> None:
        super().narrow()
        latest = {
            item.number: item.pk for item in self.items
        }  # a redacted copy stands for its original
        relied = {item.number for item in self.items if item.relied_on and not item.copy}
        self.fields["bundle"].initial = [pk for number, pk in latest.items() if number in relied]

    def clean_paper(self) -> str:
        return paper_of(self)


class PaperForm(ActForm):
    paper = PaperTick()

    def clean_paper(self) -> str:
        return paper_of(self) or ("" if opened_any(self.incident) else _("Giao bằng giấy"))


class DecideExtensionForm(ActForm):
    grant = forms.TypedChoiceField(
        label=_("Trả lời"),
        choices=(("yes", _("Cho thêm thời gian")), ("no", _("Không gia hạn"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        empty_value=None,
    )
    workdays = forms.IntegerField(
        label=_("Số ngày làm việc thêm"),
        min_value=1,
        max_value=30,
        required=False,
        help_text=_("Khi cho thêm thời gian."),
    )
    reason = TextField(
        label=_("Lý do"), rows=2, help_text=_("Người được phản ánh đọc được lý do này.")
    )

    def narrow(self) -> None:
        wish = open_extension(self.incident)
        self.fields["workdays"].initial = wish.workdays if wish else 3
        if wish is None:
            self.fields["grant"].choices = [("yes", _("Cho thêm thời gian, không cần đề nghị"))]
            self.fields["grant"].initial = "yes"

    def clean(self) -> dict:
        data = super().clean()
        if data.get("grant") and not data.get("workdays") and "workdays" not in self.errors:
            self.add_error("workdays", _("Ghi số ngày làm việc thêm."))
        return data


class AnswerForm(ActForm):
    """The person's answer: a stance and a text for each allegation, a general text, files, a
    companion.
    """

    text = TextField(label=_("Ý kiến chung"), required=False, rows=4)
    companion = forms.CharField(
        label=_("Người cùng tham gia"),
        required=False,
        max_length=120,
        help_text=(
            _(
                "Họ tên người ông/bà muốn có mặt khi làm việc: đại diện công đoàn, luật sư, người "
                "khác."
            )
        ),
    )
    companion_as = forms.ChoiceField(
        label=_("Tư cách người cùng tham gia"),
        choices=[("", _("Chọn khi có người cùng tham gia…")), *Answer.Companion.choices],
        required=False,
    )

    def narrow(self) -> None:
        self.allegations = list(
            self.incident.allegations.select_related("provision__instrument").order_by("number")
        )
        for allegation in self.allegations:
            self.fields[f"stance_{allegation.pk}"] = forms.ChoiceField(
                label=_("Về nội dung {number}").format(number=allegation.number),
                choices=Answer.Stance.choices,
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"text_{allegation.pk}"] = TextField(
                label=_("Ý kiến của ông/bà về nội dung {number}").format(number=allegation.number),
                required=False,
                rows=5,
                help_text=_("Nêu rõ sự việc, hoàn cảnh, việc đã làm để khắc phục (nếu có)."),
            )

    def parts(self):
        return [
            (allegation, self[f"stance_{allegation.pk}"], self[f"text_{allegation.pk}"])
            for allegation in self.allegations
        ]

    def clean(self) -> dict:
        data = super().clean()
        data["per_allegation"] = [
            {
                "allegation": a.pk,
                "stance": data.get(f"stance_{a.pk}", ""),
                "text": data.get(f"text_{a.pk}", "").strip(),
            }
            for a in self.allegations
        ]
        if not data.get("text", "").strip() and not any(
            part["text"] for part in data["per_allegation"]
        ):
            first = self.allegations[0].pk if self.allegations else None
            self.add_error(
                f"text_{first}" if first else "text", _("Nội dung giải trình còn trống.")
            )
        return data


class MoreEvidenceForm(BundleForm):
    reason = TextField(label=_("Lý do"), rows=2)

    def offered(self):
        return super().offered().exclude(pk__in=shown_already(self.incident).values("pk"))

    def clean(self) -> dict:
        data = super().clean()
        if bared := uncovers(data.get("bundle") or [], shown_already(self.incident)):
            self.add_error("bundle", uncovers_says(bared))
        return data


class WaiveForm(ActForm):
    text = TextField(label=_("Ghi chú"), required=False, rows=2)
    sure = forms.BooleanField(
        label=_("Tôi đã xem nội dung và chứng cứ, và không giải trình."),
        error_messages={"required": _("Đánh dấu để xác nhận.")},
    )


class AskExtensionForm(ActForm):
    workdays = forms.IntegerField(
        label=_("Xin thêm số ngày làm việc"), min_value=1, max_value=15, initial=3
    )
    reason = TextField(label=_("Lý do"), rows=3)
