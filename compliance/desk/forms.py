"""The form every form of the house is made from: what was read of it stands at the request, so that
no refusal loses it. And what a form that changes a row carries: the keyed hash of what it showed,
asked again under the row's lock when it comes back.
"""

from django import forms
from django.db import connection, models
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.html import format_html

from compliance.core.language import _, joined
from compliance.core.refusals import Stale
from compliance.desk.actions import SEEN


class _Read(forms.BaseForm):
    """A form that reads what was sent says so at the data: a refusal that comes later, wherever it
    is raised, shows every field of it (compliance.desk.conflict).
    """

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        if isinstance(data, QueryDict):
            data.read_by = {**read_from(data), (type(self), self.prefix): self}

    def __getitem__(self, name: str) -> forms.BoundField:
        """Without maxlength: there a browser cuts what is pasted, and says nothing."""
        if name in self.fields:
            self.fields[name].widget.attrs.pop("maxlength", None)
        return super().__getitem__(name)


class Form(_Read, forms.Form):
    """Instead of django.forms.Form."""


class ModelForm(_Read, forms.ModelForm):
    """Instead of django.forms.ModelForm."""


def read_from(data: QueryDict) -> dict[tuple[type, str | None], forms.BaseForm]:
    """The forms that have read `data`, the last of each kind."""
    return getattr(data, "read_by", {})


class Changes:
    """Put before Form or ModelForm where a form shows values of a row and changes them; hand the
    row over as `row` (a ModelForm knows its own).

    The page prints `{{ form.seen }}`. Reading a form that came back raises Stale when the row no
    longer holds what the page showed.
    """

    apart: tuple[str, ...] = ()  # fields that ask for something new: not what the row holds
    columns: tuple[str, ...] = ()  # columns of the row the change rests on without showing them
    from_row: dict[str, str] = {}
    # whether the page of a conflict says who was faster; never where it may be the reporter or the
    # person concerned
    names_editor = False
    row: models.Model | None = None
    held: list[str] | None = None

    def __init__(
        self, *args, row: models.Model | None = None, held: list[str] | None = None, **kwargs
    ):
        """`held`: what the change rests on beside the row, in lines a person can read."""
        super().__init__(*args, **kwargs)
        own = getattr(self, "instance", None)
        self.row = row or (own if own is not None and own.pk else None)
        self.held = held

    @property
    def watched(self) -> bool:
        """Whether there is anything this form could write over."""
        return self.row is not None or self.held is not None

    @property
    def seen(self) -> str:
        """The hidden field; after an error in a field still that of the page first opened."""
        if not self.watched:
            return ""
        return format_html(
            '<input type="hidden" name="{}" value="{}">',
            SEEN,
            (self.is_bound and self.data.get(SEEN)) or self.token(),
        )

    def token(self) -> str:
        """The keyed hash of what the row holds now, of all that this form shows of it."""
        shown = [
            (name, plain(self.get_initial_for_field(field, name)))
            for name, field in self.fields.items()
            if name not in self.apart
        ]
        below = [(name, plain(getattr(self.row, name))) for name in self.columns]
        said = (type(self).__name__, str(getattr(self.row, "pk", "")), shown, below, self.held)
        return salted_hmac("desk.seen", repr(said), algorithm="sha256").hexdigest()

    def full_clean(self) -> None:
        """Raises Stale before a word of it is read."""
        seen = self.data.get(SEEN) if self.is_bound and self.watched else ""
        if seen and not (self._as_loaded() and constant_time_compare(seen, self.token())):
            raise Stale(
                form=self,
                current=self,
                facts=[(_("Hiện đang có"), joined("\n", self.current_lines()))]
                if self.current_lines()
                else [],
            )
        super().full_clean()

    def current_lines(self) -> list[str]:
        """What to say on the page of a conflict of what is held beside the fields, line by line."""
        return self.held or []

    def _as_loaded(self) -> bool:
        """Hold the row until the end of the transaction, and say whether it still is what the view
        loaded.
        """
        if self.row is None:
            return True
        rows = type(self.row)._base_manager.filter(pk=self.row.pk)
        now = (rows.select_for_update() if connection.in_atomic_block else rows).first()
        loaded = [
            field.attname
            for field in self.row._meta.concrete_fields
            if field.attname in self.row.__dict__
        ]
        return now is not None and all(
            getattr(now, name) == getattr(self.row, name) for name in loaded
        )


def plain(value) -> str | list[str]:
    """The same text for the same value, whatever form it has."""
    if value is None or value is False:
        return ""
    if isinstance(value, list | tuple | set | QuerySet):
        return sorted(str(getattr(part, "pk", part)) for part in value)
    return str(getattr(value, "pk", value))
