"""What every act's form carries: the version of the case it was opened on."""

from django import forms

from compliance.core.language import _
from compliance.desk.forms import Form
from compliance.incidents.models import Incident
from compliance.registry.models import User


class ActForm(Form):
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


class TextField(forms.CharField):
    """Several lines of text; `rows` high."""

    def __init__(self, *, rows: int = 4, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class NoteForm(ActForm):
    """An act that needs no more than an optional remark."""

    note = TextField(label=_("Ghi chú"), required=False, rows=2)


class ReasonForm(ActForm):
    """An act that needs a reason."""

    reason = TextField(label=_("Lý do"), rows=3)
