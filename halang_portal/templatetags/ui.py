"""How things look: icons, badges, deadlines, fields. Builtins of every template."""

import re
import uuid
from datetime import date, datetime
from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.template.defaulttags import CsrfTokenNode, URLNode, url
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from compliance.core.language import SOURCE, Said, _, joined, lower_first, marked
from compliance.core.together import OF_CODE
from compliance.desk.actions import KEY
from compliance.incidents.forms import ProvisionChecks, groups_of
from compliance.review.conclusion.checks.outcomes import severity_label
from compliance.review.models import Aggravating, Answer, Mitigating
from compliance.rulebook.clocks import local_day, workdays_between
from compliance.rulebook.queries import calendar

register = template.Library()

BADGES = {  # status -> (class, icon): the shape is trusted first, then the word, then the tint
    "draft": ("", "dash"),
    "submitted": ("badge-open", "send"),
    "returned": ("badge-back", "back"),
    "screened_out": ("", "minus"),
    "stopped": ("", "minus"),
    "noted": ("", "okcircle"),
    "in_review": ("badge-open", "half"),
    "awaiting_answer": ("badge-wait", "clock"),
    "consulting": ("badge-open", "half"),
    "concluded": ("badge-done", "okcircle"),
    "enforcing": ("badge-open", "half"),
    "closed": ("badge-done", "okcircle"),
    "withdrawn": ("", "minus"),
    "suspended": ("", "pause"),
    "contested": ("badge-wait", "back"),
    "due": ("badge-wait", "clock"),
    "accepted": ("badge-done", "okcircle"),
    "planned": ("", "dash"),
    "drawn": ("badge-wait", "clock"),
    "approved": ("badge-open", "send"),
    "read": ("badge-done", "okcircle"),
}


class FormNode(CsrfTokenNode):
    """What every form that is sent carries: Django's token, and a key of its own, so that sending
    it twice does it once.
    """

    def render(self, context):
        return super().render(context) + format_html(
            '<input type="hidden" name="{}" value="{}">', KEY, uuid.uuid4()
        )


@register.tag("csrf_token")
def csrf_token(parser, token):
    return FormNode()


class AddressNode(URLNode):
    """`{% url "help" %}`: an address without a key in it is made once; one with the code of a case
    is made once for all cases. Others are not kept: what lets somebody in may stand in them.
    """

    def render(self, context):
        codes = [value.resolve(context) for value in self.args]
        plain = all(isinstance(code, str) and _CASE.fullmatch(code) for code in codes)
        if self.kwargs or not plain or (self.asvar and not codes):
            return super().render(context)
        match = getattr(getattr(context, "request", None), "resolver_match", None)
        app = match.namespace if match else None
        name, within = self.view_name.resolve(context), (get_script_prefix(), get_urlconf())
        address = _address(name, app, within, len(codes))
        for code in codes:
            address = SafeString(address.replace(OF_CODE, code, 1))
        if self.asvar is None:
            return address
        context[self.asvar] = address
        return ""


_CASE = re.compile(r"[A-Z]{1,8}-\d{4}-[A-Z0-9]{4,16}")  # nothing in it is escaped


@lru_cache(maxsize=4096)
def _address(name: str, app: str | None, within: tuple[str, str | None], codes: int) -> SafeString:
    urls = within[1] or settings.ROOT_URLCONF
    return conditional_escape(reverse(name, urls, args=[OF_CODE] * codes, current_app=app))


@register.tag("url")
def address(parser, token):
    node = url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)


@cache
def _sprite() -> str:
    """The address of the sprite: a page draws dozens of icons."""
    return static("icons.svg")


@register.simple_tag
def icon(name: str, label: str = "", size: str = "", css: str = ""):
    """One symbol of the sprite. With a label it speaks, without it is decoration."""
    return _icon(name, str(label), size, css)


@lru_cache(maxsize=1024, typed=True)  # a text that is safe is not the same as one that is not
def _icon(name: str, label: str, size: str, css: str):
    classes = " ".join(part for part in ("icon", f"icon-{size}" if size else "", css) if part)
    spoken = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="{}" {}><use href="{}#i-{}"></use></svg>', classes, spoken, _sprite(), name
    )


@register.simple_tag
def badge(word: str, kind: str = "", shape: str = "half"):
    """A badge with any word: kind is open, wait, done, back, plain or empty."""
    return _badge(f"badge badge-{kind}" if kind else "badge", shape, word)


def _badge(css: str, shape: str, word: str):
    """Of words of the portal it is made once; what somebody wrote stays in no memory."""
    if type(word) is Said:
        return _drawn(css, shape, str(word))
    return format_html('<span class="{}">{}{}</span>', css, icon(shape), marked(word))


@lru_cache(maxsize=2048)
def _drawn(css: str, shape: str, words: str):
    return format_html('<span class="{}">{}{}</span>', css, icon(shape), words)


def _status_badge(status: str, word: str):
    css, shape = BADGES.get(status, ("", "half"))
    return _badge(f"badge {css}" if css else "badge", shape, word)


@register.simple_tag
def status_badge(record, word: str = ""):
    """The badge of an incident (with what lies over the line), or of a status string
    with its word.
    """
    if isinstance(record, str):
        return _status_badge(record, word)
    parts = [
        _status_badge(
            getattr(record, "status", None) or record.state,
            record.get_status_display()
            if hasattr(record, "status")
            else record.get_state_display(),
        )
    ]
    if getattr(record, "suspended_at", None):
        parts.append(_status_badge("suspended", _("Tạm dừng")))
    if getattr(record, "contested_at", None):
        parts.append(_status_badge("contested", _("Đang xem xét lại")))
    return parts[0] if len(parts) == 1 else format_html_join(" ", "{}", ((p,) for p in parts))


@register.simple_tag
def due(day: date | None, paused=None, done=None, note: str = ""):
    """A deadline in words and as a date, counted in working days; never a colour alone."""
    if paused:
        since = local_day(paused) if isinstance(paused, datetime) else paused
        return _due("paused", "pause", _("Tạm dừng từ {day}").format(day=f"{since:%d/%m/%Y}"))
    if day is None:
        return ""
    if done:
        finished = local_day(done) if isinstance(done, datetime) else done
        shown = f"{day:%d/%m}"
        return (
            _due("", "okcircle", _("Đúng hạn ({day})").format(day=shown))
            if finished <= day
            else _due("late", "late", _("Sau hạn ({day})").format(day=shown))
        )
    today = local_day(timezone.now())
    left = workdays_between(today, day, calendar())
    shown = f"{day:%d/%m}" if day.year == today.year else f"{day:%d/%m/%Y}"
    if day < today:
        words = _("Quá hạn {count} ngày làm việc · {day}").format(count=max(-left, 1), day=shown)
        return _due("late", "late", words)
    if day == today:
        return _due("soon", "clock", _("Hạn hôm nay, {day}").format(day=shown))
    kind, shape = ("soon", "clock") if left <= 2 else ("", "okcircle")
    words = (
        _("{note} {count} ngày làm việc · {day}").format(note=note, count=left, day=shown)
        if note
        else _("Còn {count} ngày làm việc · {day}").format(count=left, day=shown)
    )
    return _due(kind, shape, words)


def _due(kind: str, shape: str, words: str):
    """Words of the portal with days and counts in them: made once for each."""
    return _drawn(f"due due-{kind}" if kind else "due", shape, str(words))


@register.simple_tag
def meter(percent, kind: str = "good"):
    """A bar: length as an SVG attribute, so that no style is needed."""
    width = max(0, min(100, round(float(percent or 0), 1)))
    return format_html(
        '<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect'
        ' class="meter-track" width="100" height="8" rx="1"></rect><rect class="meter-{}"'
        ' width="{}" height="8" rx="1"></rect></svg>',
        kind,
        f"{width:g}",
    )


@register.filter
def initial(name: str) -> str:
    """The first letter of the given name, which comes last."""
    words = (name or "").split()
    return words[-1][0].upper() if words else "?"


@register.simple_tag
def avatar(name: str):
    return format_html('<span class="avatar" aria-hidden="true">{}</span>', initial(name))


@register.simple_tag
def person_line(name: str, post: str = "", more: int = 0):
    """A name is never without unit and position: homonyms are common. `more`: how many others are
    not named.
    """
    if more:
        name = _("{name} và {count} người khác").format(name=name, count=more)
    return format_html(
        '<span class="person">{}<span><span class="person-name">{}</span><span'
        ' class="person-post">{}</span></span></span>',
        avatar(name),
        marked(name),
        marked(post),
    )


@register.filter
def get_item(mapping, key):
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def capfirst_vn(text: str) -> str:
    return text[:1].upper() + text[1:] if text else ""


@register.simple_tag(takes_context=True)
def querystring_with(context, **changes) -> str:
    """The present query string with some values changed (None drops one); paging starts over unless
    asked for.
    """
    query = context["request"].GET.copy()
    for gone in ("after", "before", "page"):
        query.pop(gone, None)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = value
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def query_without(context, name: str) -> str:
    """The present query string without one value, from the first page on."""
    query = context["request"].GET.copy()
    for gone in (name, "after", "page"):
        query.pop(gone, None)
    return f"?{query.urlencode()}"


@register.inclusion_tag("_components/language_switch.html", takes_context=True)
def language_switch(context, short: bool = False):
    """The button that shows this page in the other language; `short`: its code alone."""
    spoken = get_language() or SOURCE
    others = [(code, name) for code, name in settings.LANGUAGES if code != spoken]
    return {"others": others, "short": short}


@register.inclusion_tag("_components/field.html")
def field(bound, **extra):
    """One form field: label, help above, control, error below. A form may have `branches` {field:
    "other=value|value"}, shown while the other has such a value, and then not optional; and `icons`
    {field: {value: icon}}. `picks`: radio buttons as large buttons, so many in a row.
    """
    when = getattr(bound.form, "branches", {}).get(bound.name, "")
    return {
        "field": bound,
        "optional": not (bound.field.required or extra.get("no_opt") or when),
        "when": when,
        "icons": getattr(bound.form, "icons", {}).get(bound.name, {}),
        "extra": extra,
    }


@register.inclusion_tag("_components/error_summary.html")
def form_errors(form, title: str = ""):
    """Every error on top, each a link to its field."""
    bound = [(f, f.errors) for f in form if f.errors]
    return {
        "form": form,
        "bound": bound,
        "count": sum(len(errors) for _, errors in bound) + len(form.non_field_errors()),
        "title": title,
    }


@register.filter
def styled(bound, css: str = ""):
    """The control of a bound field with the classes of the design and its descriptions wired up."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "textarea" if "Textarea" in type(widget).__name__ else "")
    classes = {"select": "select", "textarea": "textarea"}.get(
        kind, "" if kind in ("checkbox", "radio", "file") else "input"
    )
    described = [f"h-{bound.html_name}"] if bound.help_text else []
    attrs = {"class": f"{widget.attrs.get('class', '')} {classes} {css}".strip()}
    if bound.errors:
        described.append(f"e-{bound.html_name}")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return bound.as_widget(attrs=attrs)


register.filter("provision_groups", groups_of)


@register.filter
def control_kind(bound) -> str:
    """checkbox, radios, checks, provisions, person, file or plain: which markup the field uses."""
    name = type(bound.field.widget).__name__
    if isinstance(bound.field, ProvisionChecks):
        return "provisions"
    if "CheckboxSelectMultiple" in name or "RadioSelect" in name:
        return "radios" if "Radio" in name else "checks"
    if name == "CheckboxInput":
        return "checkbox"
    if "data-person" in bound.field.widget.attrs:
        return "person"
    return "file" if "File" in name else "plain"


@register.filter
def severity(finding) -> str:
    """The level of a finding in words."""
    return severity_label(finding.severity)


@register.filter
def stance(value: str) -> str:
    """What the person says of one allegation, in words; empty when they left it open."""
    return dict(Answer.Stance.choices).get(value, "")


@register.filter
def circumstances(finding, kind: str) -> str:
    """The aggravating or mitigating circumstances of a finding in words."""
    words = dict((Aggravating if kind == "aggravating" else Mitigating).choices)
    return joined("; ", (lower_first(words.get(value, value)) for value in getattr(finding, kind)))
