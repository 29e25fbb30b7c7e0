"""The page of a conflict: every field of the form as the form shows it, theirs beside mine; what
was typed and chosen goes on from there.
"""

import re
from contextlib import suppress
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.utils import ErrorDict
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core.language import _, joined
from compliance.core.presence import present
from compliance.core.refusals import NotNow, Stale
from compliance.desk import sent_again
from compliance.desk.actions import FILES, SEEN
from compliance.desk.forms import read_from

OWN = (*sent_again.OWN, SEEN, "version")
# a key, a number, a day, a choice: what a page sends by itself, and nobody typed
CODE = re.compile(r"[\w.,:/-]*", re.ASCII)
YES, NO = _("Có"), _("Không")
# what a refusal that names a form may leave out of its details
UNSAID: dict[str, Any] = {
    "form": None,
    "row": None,
    "current": None,
    "version": None,
    "facts": (),
    "more": (),
    "drop": (),
    "back": "",
    "keep_files": True,
}


class Line(NamedTuple):
    """One field, compared; `field` is there to be edited where the two differ."""

    label: str
    theirs: str
    mine: str
    field: forms.BoundField | None
    differs: bool


def context_of(request, refusal: NotNow) -> dict | None:
    """What the page needs; None where nothing was typed that could be lost.

    `refusal.details`: form (as it came back; else every form that has read the request), current (a
    form that holds what is there now; None where the act changes no field), version (of now), row
    (whose last change may be named), facts (pairs to say beside), more (forms sent along), drop
    (names of buttons not to press again), back, keep_files.
    """
    details = {**UNSAID, **refusal.details}
    sent = _sent(request, details)
    if not sent:
        return _unread(request, refusal)
    form, current = sent[0], details["current"]
    watched = getattr(form, "watched", False)
    lines = _compared(sent, current)
    if details["form"] is None and not _worth(request, sent):
        return None
    again = isinstance(refusal, Stale) and (watched or details["version"] is not None)
    edited = {line.field.html_name for line in lines if line.field is not None}
    return {
        "reason": refusal.reason,
        "again": again,
        "who": _who(request.user, form, details["row"]),
        "compared": current is not None,
        "lines": [line for line in lines if line.differs],
        "same": [line for line in lines if not line.differs and line.theirs],
        "facts": details["facts"],
        "links": refusal.details.get("links"),
        "hidden": sent_again.hidden(request, {*OWN, *details["drop"], *edited}),
        "version": details["version"],
        "seen": form.token() if watched else "",
        "seen_name": SEEN,
        **sent_again.files_of(request, again and details["keep_files"]),
        "files_name": FILES,
        "again_url": request.get_full_path(),
        "back": details["back"] or sent_again.came_from(request, request.get_full_path()),
    }


def _sent(request, details: dict) -> list:
    if details["form"] is not None:
        return [details["form"], *details["more"]]
    return list(read_from(request.POST).values()) if request.method == "POST" else []


def _unread(request, refusal: NotNow) -> dict | None:
    """Refused before any form has read what was sent: the words of it, to be read and copied."""
    words = [
        value
        for name in request.POST
        if name not in (*OWN, "next")
        for value in request.POST.getlist(name)
        if not CODE.fullmatch(value)
    ]
    lines = [Line(_("Nội dung đã nhập"), "", value, None, True) for value in words]
    context = {
        "again": False,
        "reason": refusal.reason,
        "lines": lines,
        **sent_again.files_of(request, keep=False),
    }
    return {**refusal.details, **context} if lines or request.FILES else None


def _worth(request, sent: list) -> bool:
    """Whether somebody typed or chose something: a button alone loses nothing."""
    words = (
        _typed(field, form[name])
        for form in sent
        for name, field in form.fields.items()
        if not isinstance(field.widget, forms.HiddenInput) and not _chosen(field)
    )
    return bool(request.FILES) or any(words)


def _compared(forms_sent: list, current) -> list[Line]:
    """The lines of every form sent; the first stands beside `current`, the others have nothing to
    be compared with.
    """
    for form in forms_sent:
        # shown as typed; it is read again when it is sent
        form._errors, form.cleaned_data = ErrorDict(), {}
    return [
        line
        for form in forms_sent
        for line in _lines(form, current if form is forms_sent[0] else None)
    ]


def _who(user, form, row) -> str:
    """Who was faster, where that may be said."""
    row = form.row if getattr(form, "names_editor", False) else row
    if row is None:
        return ""
    last = Event.objects.about(row).exclude(verb__startswith="saw").first()
    if last is None or not last.actor_name:
        return ""
    name = _("chính ông/bà, ở cửa sổ khác") if last.actor_id == user.pk else last.actor_name
    return f"{name}, {timezone.localtime(last.at):%H:%M %d/%m/%Y}"


def _lines(form, current):
    for name, field in form.fields.items():
        if isinstance(field.widget, forms.HiddenInput):
            continue
        bound = form[name]
        mine = _typed(field, bound)
        theirs = shown(current, name) if current is not None else ""
        if isinstance(field, forms.FileField):
            if mine:
                yield Line(str(bound.label), theirs, mine, None, True)
            continue
        ticked = not isinstance(field, forms.BooleanField) or mine == YES
        differs = _even(mine) != _even(theirs) if current is not None else bool(mine) and ticked
        yield Line(str(bound.label), theirs, mine, bound if differs else None, differs)


def _even(text: str) -> str:
    return joined("\n", (line.rstrip() for line in text.strip().splitlines()))


def shown(form, name: str) -> str:
    """What the row holds, in the words of the form."""
    field = form.fields[name]
    if name in getattr(form, "apart", ()):
        value = (
            getattr(form.row, form.from_row[name])
            if name in form.from_row
            else form.initial.get(name)
        )
    else:
        value = form.get_initial_for_field(field, name)
    return words(field, value) if _chosen(field) else _written(field, value)


def _typed(field, bound: forms.BoundField) -> str:
    if isinstance(field, forms.FileField):
        return (
            joined("; ", (upload.name for upload in bound.form.files.getlist(bound.html_name)))
            if bound.form.files
            else ""
        )
    value = field.widget.value_from_datadict(bound.form.data, bound.form.files, bound.html_name)
    return words(field, value) if _chosen(field) else str(value or "")


def _chosen(field) -> bool:
    return isinstance(field, forms.ChoiceField | forms.BooleanField)


def _written(field, value) -> str:
    if value is None:
        return ""
    return str(field.widget.format_value(field.prepare_value(value)) or "")


def words(field, value) -> str:
    """A choice by its label, a tick by yes or no."""
    if isinstance(field, forms.BooleanField):
        return YES if value else NO
    value = field.prepare_value(value)
    asked = {
        str(getattr(part, "pk", part))
        for part in (value if isinstance(value, list | tuple | set) else [value])
        if part not in (None, "")
    }
    if not asked:
        return ""
    if isinstance(field, forms.ModelChoiceField):
        rows = present(field.queryset)
        rows = rows.filter(pk__in=_keys(rows.model, asked))
        return joined("; ", (str(field.label_from_instance(row)) for row in rows))
    return joined("; ", (str(label) for key, label in _flat(field.choices) if str(key) in asked))


def _keys(model: type[Model], asked: set[str]) -> list:
    """Of what was sent, what may be a key of this table."""
    key, keys = present(model._meta.pk), []
    for part in asked:
        with suppress(ValidationError):
            keys.append(key.to_python(part))
    return keys


def _flat(choices):
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
