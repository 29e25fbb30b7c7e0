"""`{% t %}Đã lưu {{ draft.edited_at|vn_datetime }}{% endt %}`: a sentence of a page in the language
of its reader. Written as it reads in Vietnamese; its key in the catalogue is `Đã lưu {edited_at}`.
"""

import re

from django import template
from django.template.base import NodeList, TextNode, TokenType, VariableNode
from django.utils import timezone
from django.utils.safestring import mark_safe

from compliance.core.language import (
    OTHERS,
    filled,
    in_sense,
    joined,
    language_mark,
    lower_first,
    marked,
    marked_here,
    spoken,
    translated,
)
from compliance.core.recalling import recalled, recalled_value
from halang_portal import rendering  # noqa: F401 - before any template is read

register = template.Library()
register.filter("recalled", recalled)
register.filter("recalled_value", lambda text: recalled_value(text, timezone.localdate()))
register.filter("marked", marked)
register.filter("marked_here", marked_here)
register.filter("sense", lambda vietnamese, which: in_sense(which, vietnamese))
register.filter("listed", lambda texts, separator: joined(separator, texts))
register.filter("language_mark", language_mark)
register.filter("small", lower_first)


def name_of(node, taken: dict[str, str]) -> str:
    """What a value is called in the key: the last name of its expression, with those before it
    where two would be called the same; a tag by its own name.
    """
    if isinstance(node, VariableNode):
        source = node.filter_expression.token
        words = re.sub(r"\|.*", "", source).replace('"', "").split(".")
        words = [w.removeprefix("get_").removesuffix("_display") for w in words]
        names = ["_".join(words[-n:]) for n in range(1, len(words) + 1)]
    else:
        source = node.token.contents
        names = [source.split()[0]]
    names += [f"{names[-1]}_{n}" for n in range(2, 20)]
    return next(name for name in names if taken.setdefault(name, source) == source)


class Sentence(template.Node):
    """What stands between the tags. A value, a tag or a whole block inside it is one value of the
    sentence; the words of a block are sentences of their own.
    """

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList):
        self.nodelist = nodelist
        taken: dict[str, str] = {}
        self.values = {}
        parts = []
        for node in nodelist:
            if isinstance(node, TextNode):
                parts.append(node.s.replace("{", "{{").replace("}", "}}"))
                continue
            name = name_of(node, taken)
            self.values[name] = node
            parts.append(f"{{{name}}}")
        whole = "".join(parts)
        message = whole.strip()
        before, __, after = whole.partition(message) if message else (whole, "", "")
        self.before, self.after = before, after
        self.message = " ".join(message.split()).replace(" >", ">")
        words = self.message.replace("{{", "{").replace("}}", "}")
        self.plain = None if self.values else f"{before}{words}{after}"

    def render(self, context):
        if spoken() not in OTHERS:
            return self.nodelist.render(context) if self.plain is None else self.plain
        values = {name: node.render_annotated(context) for name, node in self.values.items()}
        shown = filled(translated(self.message), values)
        return mark_safe(f"{self.before}{shown}{self.after}")  # noqa: S308 - values are escaped


@register.tag("t")
def sentence(parser, token):
    nodelist = parser.parse(("endt",))
    parser.delete_first_token()
    following = parser.tokens[-1] if parser.tokens else None
    if (
        following is not None
        and following.token_type == TokenType.TEXT
        and following.contents.startswith((".", ",", ";", ":"))
        and nodelist
        and isinstance(nodelist[-1], TextNode)
    ):
        nodelist[-1].s = nodelist[-1].s.rstrip()  # no line break of the source before a sign
    return Sentence(nodelist)
