"""Forms on one item of evidence: what is covered in a redacted copy, and what became of
its source.
"""

from django import forms

from compliance.core.fields import DayField, LinkField, ManyFiles
from compliance.core.language import _, joined
from compliance.desk.forms import Form
from compliance.files import limits_in_words
from compliance.incidents.forms import ABOUT, AboutFields
from compliance.incidents.models import Evidence, Hidden
from compliance.review.case.forms import ActForm

SHOWN_ROWS = 4  # empty rows for whoever types the numbers; drawing adds more
MOST_BOXES = 80


class BoxForm(Form):
    """One place to cover, in per cent of the page. An empty row covers nothing."""

    page = forms.IntegerField(label=_("Trang"), required=False, min_value=1)
    x = forms.DecimalField(label=_("Trái %"), required=False, min_value=0, max_value=100)
    y = forms.DecimalField(label=_("Trên %"), required=False, min_value=0, max_value=100)
    w = forms.DecimalField(label=_("Rộng %"), required=False, min_value=0, max_value=100)
    h = forms.DecimalField(label=_("Cao %"), required=False, min_value=0, max_value=100)
    why = forms.ChoiceField(
        label=_("Che ai, che gì"), required=False, choices=Hidden.choices, initial=Hidden.THIRD
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for name in ("page", "x", "y", "w", "h"):
            self.fields[name].widget.attrs |= {
                "inputmode": "decimal",
                "data-box": name,
                "step": "any",
            }

    def clean(self) -> dict:
        data = super().clean()
        given = [name for name in ("x", "y", "w", "h") if data.get(name) is not None]
        if given and len(given) < 4 and not self.errors:
            raise forms.ValidationError(
                _("Ghi đủ bốn số: từ trái, từ trên, rộng, cao (phần trăm của trang).")
            )
        if len(given) == 4 and not (data["w"] and data["h"]):
            raise forms.ValidationError(_("Ô che phải rộng và cao hơn 0."))
        return data

    def box(self) -> dict | None:
        """The box as Evidence.boxes keeps it, cut at the edge of the page."""
        data = getattr(self, "cleaned_data", {})
        if (
            data.get("w") is None
            or data.get("x") is None
            or data.get("y") is None
            or data.get("h") is None
        ):
            return None
        x, y = float(data["x"]), float(data["y"])
        return {
            "page": data.get("page") or 1,
            "x": x,
            "y": y,
            "w": min(float(data["w"]), 100 - x),
            "h": min(float(data["h"]), 100 - y),
            "why": data["why"] or Hidden.THIRD,
        }


BoxFormSet = forms.formset_factory(
    BoxForm, extra=SHOWN_ROWS, max_num=MOST_BOXES, absolute_max=MOST_BOXES, validate_max=True
)


class RedactForm(ActForm):
    caption = forms.CharField(
        label=_("Mô tả của bản che"),
        max_length=200,
        help_text=(
            _(
                "Người được phản ánh đọc dòng này: không nêu tên người ghi nhận, người cung cấp, "
                "người thứ ba."
            )
        ),
    )


class ItemChoice(forms.ModelChoiceField):
    def label_from_instance(self, item: Evidence) -> str:
        return joined(". ", (item.label, item.words))


class UpdateEvidenceForm(ActForm):
    item = ItemChoice(
        label=_("Chứng cứ"),
        queryset=Evidence.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    later_status = forms.ChoiceField(
        label=_("Tình trạng nguồn hiện nay"),
        choices=[("", _("Không áp dụng")), *Evidence.LaterStatus.choices],
        required=False,
    )
    later_status_on = DayField(label=_("Ngày ghi nhận tình trạng"), required=False)
    relied_on = forms.TypedChoiceField(
        label=_("Dùng làm căn cứ"),
        choices=(("yes", _("Có")), ("no", _("Không, giữ trong hồ sơ"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        empty_value=None,
        initial="yes",
    )
    note = forms.CharField(label=_("Lý do, cách kiểm tra"), max_length=300)

    def narrow(self) -> None:
        self.fields["item"].queryset = (
            self.incident.evidence.filter(removed_at=None, file__sealed_at=None)
            .select_related("file")
            .order_by("number", "copy")
        )
        chosen = (
            self.fields["item"].queryset.filter(pk=self.initial["item"]).first()
            if self.initial.get("item")
            else None
        )
        if chosen:
            self.initial |= {
                "later_status": chosen.later_status,
                "later_status_on": chosen.later_status_on,
                "relied_on": "yes" if chosen.relied_on else "no",
            }


class EvidenceForm(AboutFields, ActForm):
    upload = ManyFiles(label=_("Tệp"), required=False, help_text=limits_in_words())
    url = LinkField(label=_("Hoặc liên kết"), required=False)
    caption = forms.CharField(label=_("Mô tả"), max_length=200)

    field_order = ("version", "upload", "url", "caption", *ABOUT)

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("upload") and not data.get("url"):
            self.add_error("upload", _("Chọn tệp hoặc ghi liên kết."))
        return data
