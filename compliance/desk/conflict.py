"""The page of a conflict: every field of the form as the form shows it, theirs beside mine; what
was typed and chosen goes on from there.
"""

from typing import Any, NamedTuple

from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from compliance.audit.models import Event
from compliance.core.refusals import Stale
from compliance.desk import waiting_files
from compliance.desk.actions import CSRF, FILES, KEY, SEEN

OWN = (CSRF, KEY, SEEN, FILES, "version")
EMPTY = "(để trống)"
# what a refusal that names a form may leave out of its details
UNSAID: dict[str, Any] = {
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


def context_of(request, refusal: Stale) -> dict:
    """What the page needs. `refusal.details`: form (as it came back), current (a form that holds
    what is there now; None where the act changes no field), version (of now), facts (pairs to say
    beside), more (forms sent along), drop (names of buttons not to press again), back, keep_files.
    """
    details = {**UNSAID, **refusal.details}
    form, current = details["form"], details["current"]
    lines = _compared([form, *details["more"]], current)
    edited = {line.field.html_name for line in lines if line.field is not None}
    files = _files(request, details["keep_files"])
    return {
        "reason": refusal.reason,
        "who": _who(form),
        "compared": current is not None,
        "lines": [line for line in lines if line.differs],
        "same": [line for line in lines if not line.differs and line.theirs],
        "facts": details["facts"],
        "hidden": _hidden(request, {*OWN, *details["drop"], *edited}),
        "version": details["version"],
        "seen": form.token() if getattr(form, "watched", False) else "",
        "seen_name": SEEN,
        **files,
        "files_name": FILES,
        "again_url": request.get_full_path(),
        "back": details["back"] or _from(request),
    }


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


def _hidden(request, left_out: set[str]) -> list[tuple[str, str]]:
    """What else was sent, to be sent again unseen."""
    return [
        (name, value)
        for name in request.POST
        if name not in left_out
        for value in request.POST.getlist(name)
    ]


def _files(request, keep: bool) -> dict:
    """`files`: those that wait for the form to be sent again; `lost`: names of what there was no
    room for.
    """
    if not keep:
        return {"files": [], "lost": []}
    files = waiting_files.keep(user_pk=request.user.pk, path=request.path, files=request.FILES)
    names = [upload.name for field in request.FILES for upload in request.FILES.getlist(field)]
    return {"files": files, "lost": names[len(files) :]}


def _from(request) -> str:
    """The page the form stood on."""
    came = request.headers.get("Referer", "")
    return (
        came
        if url_has_allowed_host_and_scheme(came, {request.get_host()}, request.is_secure())
        else request.get_full_path()
    )


def _who(form) -> str:
    """Who was faster, where that may be said."""
    if not getattr(form, "names_editor", False) or form.row is None:
        return ""
    last = Event.objects.about(form.row).exclude(verb__startswith="saw").first()
    return (
        f"{last.actor_name}, {timezone.localtime(last.at):%H:%M %d/%m/%Y}"
        if last and last.actor_name
        else ""
    )


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
        differs = _even(mine) != _even(theirs) if current is not None else bool(mine)
        yield Line(str(bound.label), theirs, mine, bound if differs else None, differs)


def _even(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


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
            "; ".join(upload.name for upload in bound.form.files.getlist(bound.html_name))
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
        return "Có" if value else "Không"
    value = field.prepare_value(value)
    asked = {
        str(getattr(one, "pk", one))
        for one in (value if isinstance(value, list | tuple | set) else [value])
        if one not in (None, "")
    }
    if not asked:
        return ""
    if isinstance(field, forms.ModelChoiceField):
        rows = field.queryset.filter(pk__in=[one for one in asked if one.isdecimal()])
        return "; ".join(str(field.label_from_instance(row)) for row in rows)
    return "; ".join(str(label) for key, label in _flat(field.choices) if str(key) in asked)


def _flat(choices):
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
