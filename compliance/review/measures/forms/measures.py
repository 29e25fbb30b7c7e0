"""Measures: each kind shows the fields that kind needs, at each of its two moments: when it is
given and when it was done.
"""

from django import forms
from django.utils import timezone

from compliance.core.fields import DayField, ModelMultipleChoiceField
from compliance.core.language import _, in_sense
from compliance.guidance.models import OfficialSource
from compliance.registry.models import Office
from compliance.review.case.forms import ActForm, TextField
from compliance.review.case.queries import issued_reminder, live_measures
from compliance.review.measures.actions.measures import carrying_out_errors
from compliance.review.measures.progress import fitting, suggested_authority
from compliance.review.models import Measure
from compliance.rulebook.clocks import local_day

K = Measure.Kind
WHAT = {
    K.GUIDANCE: _("Hướng dẫn tra cứu nguồn thông tin chính thống trước khi chia sẻ."),
    K.ORAL_REMINDER: _("Nhắc nhở trực tiếp, có ghi sổ."),
    K.WRITTEN_REMINDER: _("Người có thẩm quyền ký văn bản nhắc nhở; giao cho người được nhắc nhở."),
    K.CORRECTION: "",
    K.DISCIPLINE: _("Gửi hồ sơ đề nghị cấp có thẩm quyền xem xét theo trình tự."),
    K.REFERRAL: _("Chuyển hồ sơ kèm chứng cứ đến cơ quan có thẩm quyền."),
}


class SourcesField(ModelMultipleChoiceField):
    def __init__(self):
        super().__init__(
            label=_("Nguồn chính thống để hướng dẫn"),
            queryset=OfficialSource.objects.order_by("order", "pk"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Chọn ít nhất một nguồn.")},
        )


class SwitchForm(ActForm):
    """A form about one of several things, chosen by `name` in the address or, once sent, in the
    form itself. `tabs` leads to the others.
    """

    name, param = "", ""

    def options(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    def chosen(self) -> str:
        """The key of what this form is about: as sent, as linked, or the first."""
        known = [str(key) for key, __ in self.options()]
        asked = str(
            (self.data.get(self.name) if self.is_bound else self.initial.get(self.name)) or ""
        )
        return asked if asked in known else (known[0] if known else "")

    @property
    def tabs(self) -> list[dict]:
        rows = [
            {"key": key, "label": label, "current": str(key) == self.chosen()}
            for key, label in self.options()
        ]
        return rows if len(rows) > 1 else []


class MeasureForm(SwitchForm):
    """The kind that follows from the conclusion is proposed; only kinds that fit are offered."""

    name, param = "kind", "loai"
    kind = forms.ChoiceField(widget=forms.HiddenInput, choices=Measure.Kind.choices)

    def options(self):
        return [(kind, Measure.Kind(kind).label) for kind in fitting(self.incident.outcome)]

    def narrow(self) -> None:
        kind = self.chosen()
        self.fields["kind"].choices = self.options()
        self.fields["kind"].initial = self.initial["kind"] = kind
        if kind == K.DISCIPLINE:
            who, why = suggested_authority(self.incident)
            self.fields["body"] = forms.CharField(
                label=_("Cấp có thẩm quyền xem xét"),
                max_length=200,
                initial=who,
                help_text=_("Gợi ý: {who}. {why}. Người giao đối chiếu và xác nhận.").format(
                    who=who, why=why
                ),
            )
        if kind == K.REFERRAL:
            self.fields["body"] = forms.CharField(
                label=_("Cơ quan được chuyển đến"), max_length=200
            )
        if kind == K.GUIDANCE:
            self.fields["sources"] = SourcesField()
        label = (
            _("Nội dung phải gỡ bỏ, đính chính")
            if kind == K.CORRECTION
            else _("Nội dung thực hiện")
        )
        self.fields["what"] = TextField(label=label, rows=3, initial=WHAT.get(kind, ""))
        offices = Office.objects.filter(
            pk__in=[self.incident.office_id, self.incident.handling_office_id]
        )
        self.fields["office"] = forms.ModelChoiceField(
            label=_("Đơn vị thực hiện"), queryset=offices, initial=self.incident.handling_office_id
        )
        self.fields["due_on"] = DayField(
            label=_("Hạn gửi") if kind in (K.DISCIPLINE, K.REFERRAL) else _("Hạn thực hiện")
        )


class OneMeasure(SwitchForm):
    """A form about one measure of the case."""

    name, param = "measure", "bien-phap"
    measure = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)

    def rows(self):
        return live_measures(self.incident).filter(carried_out_at=None)

    def options(self):
        if not hasattr(self, "_options"):
            self._options = [
                (
                    str(row.pk),
                    _("{kind}, hạn {due_on:%d/%m/%Y}").format(
                        kind=row.get_kind_display(), due_on=row.due_on
                    ),
                )
                for row in self.rows()
            ]
        return self._options

    def narrow(self) -> None:
        self.fields["measure"].queryset = self.rows()
        self.fields["measure"].initial = self.initial["measure"] = self.chosen()
        self.about = self.rows().filter(pk=self.chosen() or 0).first()


_UPLOAD = _("Văn bản đã ký, biên bản; tối đa 20 MB.")


class CarryOutForm(OneMeasure):
    def narrow(self) -> None:
        super().narrow()
        add = {
            K.GUIDANCE: self._talk,
            K.ORAL_REMINDER: self._talk,
            K.WRITTEN_REMINDER: self._written,
            K.CORRECTION: self._correction,
            K.DISCIPLINE: self._sent,
            K.REFERRAL: self._sent,
        }
        if self.about:
            add[self.about.kind]()

        if self.about and self.about.returns.exists():
            names = [name for name in self.fields if name != "measure"]
            before = {name: getattr(self.about, name, None) for name in names}
            self.initial = {**{name: said for name, said in before.items() if said}, **self.initial}

    def _talk(self) -> None:
        oral = self.about.kind == K.ORAL_REMINDER
        self.fields["happened_on"] = DayField(
            label=_("Ngày nhắc nhở") if oral else _("Ngày trao đổi")
        )
        self.fields["conducted_by"] = forms.CharField(
            label=_("Người nhắc nhở") if oral else _("Người hướng dẫn"),
            max_length=160,
            help_text=_("Họ tên và chức vụ."),
        )
        if oral:
            self.fields["present"] = forms.CharField(label=_("Người có mặt"), max_length=300)
        self._proof(in_sense("result", "Kết quả"), required=True)

    def _written(self) -> None:
        self._document(_("Văn bản do người có thẩm quyền ký và cấp số ngoài hệ thống."))
        self.fields["signer"] = forms.CharField(
            label=_("Người ký"),
            max_length=120,
            help_text=_(
                "Họ tên và chức vụ. Không là người được phản ánh, không là người phụ trách."
            ),
        )
        self.fields["served_on"] = DayField(label=_("Ngày giao"))
        self.fields["served_how"] = forms.ChoiceField(
            label=_("Cách giao"), choices=Measure.Served.choices, widget=forms.RadioSelect
        )
        self.fields["witness"] = forms.CharField(
            label=_("Người chứng kiến"),
            required=False,
            max_length=160,
            help_text=_("Bắt buộc khi từ chối nhận."),
        )
        self._proof(_("Ghi chú"), required=False, file_needed=True)
        if paper := issued_reminder(self.incident):
            self.initial = {
                "document_number": paper.number,
                "document_date": paper.issued_on,
                "signer": paper.signer,
                **self.initial,
            }

    def _correction(self) -> None:
        self.fields["happened_on"] = DayField(label=_("Ngày gỡ bỏ, đính chính"))
        self._proof(in_sense("result", "Kết quả"), required=True)

    def _sent(self) -> None:
        self._document(_("Công văn đã gửi."))
        if self.about.kind == K.DISCIPLINE:
            self.fields["signer"] = forms.CharField(
                label=_("Người ký"), max_length=120, help_text=_("Họ tên và chức vụ.")
            )
        self._proof(_("Ghi chú"), required=False)

    def _document(self, help_text: str) -> None:
        self.fields["document_number"] = forms.CharField(
            label=_("Số văn bản"), max_length=60, help_text=help_text
        )
        self.fields["document_date"] = DayField(label=_("Ngày văn bản"))

    def _proof(self, label: str, *, required: bool, file_needed: bool = False) -> None:
        self.fields["proof"] = TextField(label=label, rows=3, required=required)
        self.fields["upload"] = forms.FileField(
            label=_("Tài liệu"), required=file_needed, help_text=_UPLOAD
        )

    def execution(self) -> dict:
        """What the action takes, whatever the kind."""
        names = (
            "happened_on",
            "conducted_by",
            "present",
            "document_number",
            "document_date",
            "signer",
            "served_on",
            "served_how",
            "witness",
            "proof",
        )
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}

    def clean(self) -> dict:
        data = super().clean()
        data["execution"] = self.execution()
        if self.about:
            for name, says in carrying_out_errors(
                self.incident, self.about, data["execution"], local_day(timezone.now())
            ).items():
                if name in self.fields and name not in self.errors:
                    self.add_error(name, says)
        return data


class VerifyForm(OneMeasure):
    note = TextField(label=_("Ghi chú"), required=False, rows=2)

    def rows(self):
        return live_measures(self.incident).filter(carried_out_at__isnull=False, verified_at=None)


class ReturnMeasureForm(VerifyForm):
    note = None
    reason = TextField(label=_("Vì sao trả lại"), rows=3)


class CancelMeasureForm(OneMeasure):
    reason = TextField(label=_("Lý do"), rows=2)
