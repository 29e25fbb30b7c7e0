"""Components that hold markup: a page reads as an outline of them. Each draws its own template in
templates/_components/. What belongs to the heading and is more than a word stands in a slot inside
the component: `{% title %}`, `{% above %}`, `{% beside %}`, `{% buttons %}`.
"""

from django import template
from django.template.base import token_kwargs
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from compliance.core.language import marked

register = template.Library()

SLOTS = "slots of the components being drawn, the innermost last"
# name of the tag: (its template, what its first unnamed values are called)
COMPONENTS = {
    "crumbs": ("_components/crumbs.html", ()),
    "page_head": ("_components/page_head.html", ("title",)),
    "card": ("_components/card.html", ("title",)),
    "table": ("_components/table.html", ("title",)),
    "head": ("_components/head.html", ()),
    "nothing": ("_components/empty.html", ("title",)),
    "error_page": ("_components/error.html", ("code", "title")),
    "form_card": ("_components/form_card.html", ("form", "problem")),
    "step": ("_components/step.html", ("at",)),
    "filters": ("_components/filters.html", ("label",)),
}
INHERITED = ("csrf_token", "shell")  # what a component sees of its page besides what it is given


def drawn(nodelist, context) -> SafeString:
    """What the nodes draw, which has escaped what it was given."""
    return mark_safe(nodelist.render(context).strip())  # noqa: S308


class Slot(template.Node):
    """Markup that the component around it puts in a place of its own; draws nothing itself."""

    def __init__(self, name, nodelist):
        self.name, self.nodelist = name, nodelist

    def render(self, context):
        context.render_context[SLOTS][-1][self.name] = drawn(self.nodelist, context)
        return ""


class Component(template.Node):
    """A template drawn with the values of its tag, the slots inside it and the rest, `content`.
    What stands inside sees the values as `around`.
    """

    def __init__(self, path, values, nodelist):
        self.path, self.values, self.nodelist = path, values, nodelist

    def render(self, context):
        if SLOTS not in context.render_context:
            context.render_context[SLOTS] = []
        slots = context.render_context[SLOTS]
        slots.append({})
        values = {name: value.resolve(context) for name, value in self.values.items()}
        with context.push(around=values):
            content = drawn(self.nodelist, context)
        inherited = {name: context.get(name) for name in INHERITED}
        inside = context.new({**inherited, **values, **slots.pop(), "content": content})
        return context.template.engine.get_template(self.path).render(inside)


def component(parser, token):
    """{% card "Tiêu đề" id="h-1" %}…{% endcard %}: unnamed values first, then named ones."""
    name, *bits = token.split_contents()
    path, unnamed = COMPONENTS[name]
    values = {}
    for called in unnamed:
        if bits and not token_kwargs(bits[:1], parser):
            values[called] = parser.compile_filter(bits.pop(0))
    values.update(token_kwargs(bits, parser))
    if bits:
        raise template.TemplateSyntaxError(f"{name}: {bits[0]} is neither a value nor name=value")
    nodelist = parser.parse((f"end{name}",))
    parser.delete_first_token()
    return Component(path, values, nodelist)


def slot(parser, token):
    name = token.contents
    nodelist = parser.parse((f"end{name}",))
    parser.delete_first_token()
    return Slot(name, nodelist)


for _name in COMPONENTS:
    register.tag(_name, component)
for _name in ("title", "above", "beside", "buttons", "below"):
    register.tag(_name, slot)


@register.simple_tag
def crumb(text, route: str = "", *keys, at: str = ""):
    """One step of the path to a page; without a route it is the page itself. `at` is the place on
    the page behind it.
    """
    if not route:
        return format_html('<li aria-current="page">{}</li>', marked(text))
    address = reverse(route, args=keys) + (f"#{at}" if at else "")
    return format_html('<li><a href="{}">{}</a></li>', address, marked(text))


@register.simple_tag
def columns(*names):
    """The head of a table whose columns are all words: one heading a name. Others are written out,
    `{% head %}{% column "…" num=True %}…{% endhead %}`.
    """
    cells = format_html_join("", '<th scope="col">{}</th>', ((name,) for name in names))
    return format_html("<thead><tr>{}</tr></thead>", cells)


@register.simple_tag
def column(name, num: bool = False, unseen: bool = False):
    """The heading of one column. `num`: its cells are numbers; `unseen`: read out and not shown,
    over cells that say themselves what they are.
    """
    words = format_html('<span class="vh">{}</span>', name) if unseen else name
    css = mark_safe(' class="num"') if num else ""
    return format_html('<th scope="col"{}>{}</th>', css, words)


# how a filter bar stands on its page: the classes of its form
LOOKS = {
    "": "row no-print",  # one row of controls
    "labelled": "filters filters-short",  # labels above the controls
    "sheet": "card no-print",  # a card of many
    "fold": "card-in",  # inside what folds away
}


@register.filter
def filter_look(look) -> str:
    return LOOKS[look or ""]


@register.inclusion_tag("_components/filter.html", takes_context=True)
def filter_text(context, name: str, label: str, hint: str = "", **more):
    """Words to look for, in a filter bar. More: `id`, `small`, and `asked` where it is not what the
    address says under `name`.
    """
    return _filter(context, name, label, hint=hint, options=None, **more)


@register.inclusion_tag("_components/filter.html", takes_context=True)
def filter_day(context, name: str, label: str, **more):
    """A day to filter by, typed as ngày/tháng/năm."""
    return _filter(context, name, label, day=True, options=None, **more)


@register.inclusion_tag("_components/filter.html", takes_context=True)
def filter_choice(context, name: str, label: str, options, every: str = "", **more):
    """One of `options`: pairs (value, words), offices, periods or years. `every`: the words for no
    choice.
    """
    pairs = [_pair(option) for option in options]
    return _filter(context, name, label, options=pairs, every=every, **more)


def _pair(option) -> tuple[str, str]:
    if isinstance(option, tuple | list):
        return str(option[0]), option[1]
    if hasattr(option, "slug"):
        return option.slug, option.label
    if hasattr(option, "short_name"):
        return option.code, option.short_name
    return str(option), str(option)


def _filter(context, name: str, label: str, **values) -> dict:
    """`values` over what holds unless said otherwise: the id, and what the address asks for."""
    look = (context.get("around") or {}).get("look", "")
    common = {"id": f"f-{name}", "asked": context["request"].GET.get(name, ""), "look": look}
    return {**common, "name": name, "label": label, **values}
