"""What Django's templates do for every value of a page, made short. The HTML is the same:
tests/unit/test_rendering.py asks Django's own code.

Django offers no place for either, so two names of its module are replaced, before any template is
read: the tags of sentences are built into every template and import this.
"""

import html
from typing import Any

from django.template import base
from django.utils.safestring import SafeString

from compliance.core.language import SOURCE, SafeText, Text, sentences_of, translated

# what is a text already: neither a day nor a figure that is written in some form, and not lazy
TEXTS = (str, SafeString, Text, SafeText)
ENGINE: Any = base
OF_DJANGO = ENGINE.gettext_lazy


class Value(base.VariableNode):
    """`{{ … }}`. Django asks of each value whether it is a time, a figure, lazy or safe: twenty
    calls, and most are texts.
    """

    def render(self, context):
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        kind = type(value)
        if kind is SafeString:
            return value
        if kind not in TEXTS:
            return base.render_value_in_context(value, context)
        if not context.autoescape:
            return str(value)
        return SafeString(html.escape(value)) if kind is str else value.__html__()


def sentence(message: str) -> str:
    """`{{ _("…") }}`, when its template is read. What the portal wrote is Vietnamese already; what
    Django and its apps wrote is looked up in either language. Django's lazy text is made out anew
    each time it is shown, at fifty calls.
    """
    if message in sentences_of(SOURCE):
        return OF_DJANGO(message)
    return SafeText(message, lambda: translated(message))


ENGINE.VariableNode = Value
ENGINE.gettext_lazy = sentence
