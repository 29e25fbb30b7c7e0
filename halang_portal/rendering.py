"""`{{ _("…") }}` of the templates, made short. Django offers no place for it, so one name of its
module is replaced before any template is read: the tags of sentences are built into every template
and import this.
"""

from typing import Any

from django.template import base

from compliance.core.language import SOURCE, SafeText, sentences_of, translated

ENGINE: Any = base
OF_DJANGO = ENGINE.gettext_lazy


def sentence(message: str) -> Any:
    """`{{ _("…") }}`, when its template is read. What the portal wrote is Vietnamese already; what
    Django and its apps wrote is looked up in either language. Django's lazy text is made out anew
    each time it is shown, at fifty calls.
    """
    if message in sentences_of(SOURCE):
        return OF_DJANGO(message)
    return SafeText(message, lambda: translated(message))


ENGINE.gettext_lazy = sentence
