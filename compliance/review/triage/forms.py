"""Triage: the scope checklist asks for each protected kind of speech by name; then one of four
decisions.
"""

from django import forms
from django.utils import timezone

from compliance.core.fields import DayField
from compliance.core.language import _, in_sense
from compliance.core.roles import Kind
from compliance.incidents.checks import why_not_noted
from compliance.incidents.models import Incident, Urgency
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.review.case.forms import ActForm, PersonChoice, TextField
from compliance.review.models import Protected, ScreenedBecause, Triage
from compliance.review.triage.actions import REFERRED
from compliance.review.triage.queries import NOT_THIS_ONE, draw_handler, may_handle
from compliance.rulebook.clocks import local_day

LISTED = _("Mọi thành viên Tổ. Người có liên quan hoặc không nhận được thì chọn người khác.")
DRAWN = _(
    "Người ghi nhận đề nghị giữ kín danh tính: cổng chọn ngẫu nhiên trong số thành viên nhận được "
    "hồ sơ này."
)


class HandlerField(PersonChoice):
    """Whom a case is given to. Every member stands in the list, the reporter and those who cannot
    take it too: who is missing would say who reported.

    Of a confidential report the handler is drawn by lot (`drawn` is set): refusing one after the
    other would say it as well.
    """

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Thành viên xử lý"),
            queryset=None,
            empty_label=_("Chọn thành viên…"),
            help_text=LISTED,
            **kwargs,
        )
        self.drawn = False

    def listen(self, incident: Incident) -> None:
        """Fill the list for this case."""
        self.queryset = holders(Kind.MEMBER, day=local_day(timezone.now())).select_related(
            "staff__office"
        )
        if incident.reporter.confidential:
            self.drawn, self.required, self.disabled = True, False, True
            self.help_text, self.empty_label = DRAWN, _("Cổng chọn ngẫu nhiên")
            self.queryset = self.queryset.none()


def chosen_handler(form: "ActForm", name: str = "handler") -> User | None:
    """The one typed, when they may take the case; of a confidential report one drawn by lot. Errors
    stand at the field.
    """
    day, typed = local_day(timezone.now()), form.cleaned_data.get(name)
    if form.fields[name].drawn:
        drawn = draw_handler(form.incident, day, without=form.incident.handler_id)
        if drawn is None:
            form.add_error(
                name,
                _(
                    "Không có thành viên nào nhận được hồ sơ này; báo quản trị giao chức năng "
                    "thành viên Tổ cho người khác."
                ),
            )
        return drawn
    if typed and not may_handle(form.incident, typed, day):
        form.add_error(name, NOT_THIS_ONE)
    return typed


YES_NO = (("no", _("Không")), ("yes", _("Có")))
# kind: (the question, what it is and how one knows it)
ASKED = {
    Protected.COMPLAINT: (
        _("Đây có phải là khiếu nại đúng pháp luật không?"),
        _(
            "Người này đề nghị xem lại một quyết định hoặc việc làm của cơ quan mà họ cho là trái "
            "luật, ảnh hưởng đến quyền lợi của chính họ. Dấu hiệu: nêu quyết định nào, ai ban "
            "hành, đề nghị sửa gì."
        ),
    ),
    Protected.DENUNCIATION: (
        _("Đây có phải là tố cáo không?"),
        _(
            "Người này báo cho cơ quan có thẩm quyền về hành vi vi phạm của người khác, có họ tên, "
            "địa chỉ, ký tên. Dấu hiệu: yêu cầu xử lý một người. Phải chuyển theo Luật Tố cáo; hồ "
            "sơ được niêm phong."
        ),
    ),
    Protected.PRESS: (
        _("Đây có phải là trả lời báo chí đúng quy định không?"),
        _(
            "Người này được giao phát ngôn, hoặc trả lời với tư cách cá nhân trong phạm vi Luật "
            "Báo chí cho phép. Dấu hiệu: có nhà báo, cơ quan báo chí, nội dung đã đăng phát."
        ),
    ),
    Protected.GOOD_FAITH: (
        _("Đây có phải là góp ý, phê bình thiện chí qua kênh phù hợp không?"),
        _(
            "Ý kiến về công việc, dù gay gắt, nêu trong cuộc họp, hộp thư góp ý, văn bản gửi cấp "
            "trên, đợt lấy ý kiến. Dấu hiệu: nói về việc, không xúc phạm người."
        ),
    ),
    Protected.PRIVATE_LIFE: (
        _("Đây có phải là đời sống riêng, không liên quan công vụ không?"),
        _(
            "Chuyện gia đình, sở thích, tín ngưỡng, sức khỏe; ngoài giờ, không nêu chức vụ, không "
            "nhân danh cơ quan, không liên quan công việc."
        ),
    ),
    Protected.OPINION: (
        _("Đây có phải chỉ là ý kiến, không có hành vi và hậu quả cụ thể không?"),
        _(
            "Không chỉ ra được câu nào sai sự thật, xúc phạm ai, lộ tài liệu nào, ảnh hưởng đến "
            "việc gì. Ý kiến khó nghe không phải là vi phạm."
        ),
    ),
}


class ScopeForm(ActForm):
    """A decision that begins with the question for each protected kind of speech, by name."""

    def ask_scope(self) -> None:
        for kind in Protected:
            question, says = ASKED[kind]
            self.fields[f"scope_{kind.value}"] = forms.ChoiceField(
                label=question,
                choices=YES_NO,
                widget=forms.RadioSelect,
                help_text=says,
                error_messages={"required": _("Chọn Có hoặc Không.")},
            )

    def scope_fields(self):
        return [self[f"scope_{kind}"] for kind in Protected.values]

    def read_scope(self) -> list[str]:
        """Keep {kind: whether it applies} as the cleaned `scope`; the kinds that do."""
        data = self.cleaned_data
        data["scope"] = {kind: data.get(f"scope_{kind}") == "yes" for kind in Protected.values}
        return [kind for kind, yes in data["scope"].items() if yes]


class TriageForm(ScopeForm):
    """All four decisions in one form: what a decision does not need is ignored."""

    decision = forms.ChoiceField(
        label=_("Quyết định"),
        choices=[(v, label) for v, label in Triage.Decision.choices],
        widget=forms.RadioSelect,
    )
    handler = HandlerField(required=False)
    urgency = forms.ChoiceField(
        label=in_sense("urgency", "Mức độ"), choices=Urgency.choices, initial=Urgency.NORMAL
    )
    due_on = DayField(
        label=_("Hạn gửi thông báo"),
        required=False,
        help_text=_("ngày/tháng/năm. Bỏ trống: theo bộ quy tắc."),
    )
    because = forms.ChoiceField(
        label=_("Lý do không thụ lý"),
        choices=[("", _("Chọn lý do…")), *ScreenedBecause.choices],
        required=False,
    )
    duplicate_code = forms.CharField(
        label=_("Trùng với hồ sơ"), required=False, help_text=_("Mã hồ sơ, khi lý do là trùng.")
    )
    referred_to = forms.CharField(
        label=_("Chuyển đến"),
        required=False,
        max_length=200,
        help_text=_("Khi là tố cáo hoặc thuộc thẩm quyền cấp trên: cơ quan nhận."),
    )
    reference = forms.CharField(label=_("Số, ngày chuyển"), required=False, max_length=60)
    reason = TextField(
        label=_("Lý do"), help_text=_("Người ghi nhận xem được nội dung này."), rows=3
    )

    branches = {
        "duplicate_code": f"because={ScreenedBecause.DUPLICATE.value}",
        **dict.fromkeys(("referred_to", "reference"), f"because={'|'.join(REFERRED)}"),
    }

    def narrow(self) -> None:
        self.fields["handler"].listen(self.incident)
        self.ask_scope()

    def clean_duplicate_code(self) -> Incident | None:
        code = self.cleaned_data["duplicate_code"].strip().upper()
        if not code:
            return None
        duplicate = (
            Incident.objects.visible_to(self.user)
            .filter(code=code)
            .exclude(pk=self.incident.pk)
            .first()
        )
        if duplicate is None:
            raise forms.ValidationError(_("Không có hồ sơ mang mã này."))
        return duplicate

    def clean(self) -> dict:
        data = super().clean()
        decision = data.get("decision")
        ticked = self.read_scope()
        if ticked and decision in (Triage.Decision.ACCEPTED, Triage.Decision.NOTED):
            self.add_error(
                "decision", _("Có nội dung được bảo vệ: chỉ có thể chọn “Không thụ lý”.")
            )
        if decision == Triage.Decision.ACCEPTED:
            data["handler"] = chosen_handler(self)
            if not data["handler"] and "handler" not in self.errors:
                self.add_error("handler", _("Chọn thành viên xử lý."))
        if decision == Triage.Decision.SCREENED_OUT:
            self._clean_screening(data, ticked)
        if decision == Triage.Decision.NOTED and (why := why_not_noted(self.incident)):
            self.add_error("decision", why)
        return data

    def _clean_screening(self, data: dict, ticked: list[str]) -> None:
        because = data.get("because")
        if not because:
            self.add_error("because", _("Chọn lý do."))
        elif ticked and because not in ticked:
            self.add_error("because", _("Lý do phải là một nội dung đã trả lời “Có”."))
        elif because in Protected.values and because not in ticked:
            self.add_error("because", _("Trả lời “Có” ở nội dung này trong phần phạm vi."))
        if because in (ScreenedBecause.DENUNCIATION, ScreenedBecause.SUPERIOR):
            for name in ("referred_to", "reference"):
                if not data.get(name):
                    self.add_error(name, _("Phải được chuyển: ghi nơi nhận và số chuyển."))
        if because == ScreenedBecause.DUPLICATE and not data.get("duplicate_code"):
            self.add_error("duplicate_code", _("Ghi mã hồ sơ bị trùng."))


class HandlerForm(ActForm):
    handler = HandlerField()
    reason = TextField(label=_("Lý do"), rows=3)

    def narrow(self) -> None:
        self.fields["handler"].listen(self.incident)

    def clean(self) -> dict:
        data = super().clean()
        data["handler"] = chosen_handler(self)
        return data


class ReopenForm(ScopeForm, HandlerForm):
    """The triage of the new round: the scope, the handler, the reason."""

    def narrow(self) -> None:
        super().narrow()
        self.ask_scope()
        self.order_fields([f"scope_{kind}" for kind in Protected.values])

    def clean(self) -> dict:
        data = super().clean()
        if self.read_scope():
            self.add_error(None, _("Có nội dung được bảo vệ: hồ sơ không được mở lại."))
        return data
