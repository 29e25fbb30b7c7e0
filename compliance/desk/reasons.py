"""A text that a page asks for beside a button, read whole: too long a one is refused in words, and
the page of the refusal shows what was typed (compliance.desk.conflict). It is never cut.
"""

from django import forms
from django.http import HttpRequest

from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.desk.forms import Form


def read_text(request: HttpRequest, name: str, most: int, label: str = _("Lý do")) -> str:
    """What was sent as `name`, without spaces around it, at most `most` characters. Raises NotNow
    with what was typed.
    """
    form = _OneText(request.POST)
    form.fields[name] = forms.CharField(label=label, required=False, max_length=most)
    if form.is_valid():
        return form.cleaned_data[name]
    length = len(request.POST.get(name, "").strip())
    raise NotNow(
        _("{label} dài {length} ký tự, tối đa {most}; rút ngắn rồi gửi lại.").format(
            label=label, length=length, most=most
        ),
        form=form,
    )


class _OneText(Form):
    """Gets its one field from the caller."""
