"""What every act's form carries: the version of the case it was opened on."""

from django import forms
from django.utils import timezone

from compliance.core.fields import DateField
from compliance.core.roles import Kind
from compliance.incidents.models import Incident
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.review.triage.actions import NOT_THIS_ONE, draw_handler, may_handle
from compliance.rulebook.clocks import local_day

LISTED = "Mọi thành viên Tổ. Người có liên quan hoặc không nhận được thì chọn người khác."
DRAWN = (
    "Người ghi nhận đề nghị giữ kín danh tính: cổng chọn ngẫu nhiên trong số thành viên nhận được"
    " hồ sơ này."
)


class ActForm(forms.Form):
    """A form for one act on one case. `incident` and `user` narrow its choices."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, incident: Incident, user: User, **kwargs):
        self.incident, self.user = incident, user
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = incident.version
        self.narrow()

    def narrow(self) -> None:
        """Fill choices that depend on the case."""

    def shown(self):
        """The fields in the order of the page."""
        return list(self.visible_fields())


class PersonChoice(forms.ModelChoiceField):
    """A user with post, never a bare name."""

    def label_from_instance(self, user: User) -> str:
        staff = getattr(user, "staff", None)
        return f"{user.display_name} – {staff.post}" if staff else user.display_name


class HandlerField(PersonChoice):
    """Whom a case is given to. Every member stands in the list, the reporter and those who cannot
    take it too: who is missing would say who reported.

    Of a confidential report the handler is drawn by lot (`drawn` is set): refusing one after the
    other would say it as well.
    """

    def __init__(self, **kwargs):
        super().__init__(
            label="Thành viên xử lý",
            queryset=None,
            empty_label="Chọn thành viên…",
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
            self.help_text, self.empty_label = DRAWN, "Cổng chọn ngẫu nhiên"
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
                "Không có thành viên nào nhận được hồ sơ này; báo quản trị giao chức năng thành"
                " viên Tổ cho người khác.",
            )
        return drawn
    if typed and not may_handle(form.incident, typed, day):
        form.add_error(name, NOT_THIS_ONE)
    return typed


class DayField(DateField):
    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "ngày/tháng/năm")
        super().__init__(
            widget=forms.DateInput(
                format="%d/%m/%Y",
                attrs={"inputmode": "numeric", "class": "input-s", "autocomplete": "off"},
            ),
            **kwargs,
        )
        self.error_messages["invalid"] = "Ghi ngày dạng ngày/tháng/năm, ví dụ 05/11/2026."


class TextField(forms.CharField):
    """Several lines of text; `rows` high."""

    def __init__(self, *, rows: int = 4, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
