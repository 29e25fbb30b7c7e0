"""Form fields with bounds: a day, several rows, a link. Every form field of a day or of rows is one
of these or made from one.
"""

import re
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from compliance.core.days import Span, read_day, read_span
from compliance.core.language import _
from compliance.core.links import LONGEST
from compliance.core.parameters import FIRST_DAY, LAST_DAY, keys, sane_day

BETWEEN = _("Ghi ngày trong khoảng từ năm {year} đến năm {last_day_year}.").format(
    year=FIRST_DAY.year, last_day_year=LAST_DAY.year
)
NOT_A_DAY = _("Ghi ngày, ví dụ 05/11/2026; cũng đọc được 5-11-2026, 05112026, hôm qua.")
NOT_A_MOMENT = _("Ghi ngày và giờ, ví dụ 9h15 09/11/2026.")
NOT_A_SPAN = _(
    "Ghi ngày, kèm giờ khi biết: 9h15 09/11/2026, 09/11/2026, hôm qua, khoảng 09/11/2026, từ 09/11 "
    "đến 13/11/2026."
)
NOT_A_LINK = _(
    "Ghi địa chỉ đầy đủ, bắt đầu bằng http:// hoặc https://, ví dụ https://baochinhphu.vn."
)
SCHEMES = ("http", "https")


class WhenInput(forms.TextInput):
    """A text field with every sign on its keypad; days.js puts “Hôm nay”, “Hôm qua” and a calendar
    beside it.
    """

    def __init__(self, attrs: dict | None = None, hours: bool = False):
        own = {"autocomplete": "off", "data-day": "hour" if hours else "day"}
        super().__init__({**own, **({} if hours else {"class": "input-s"}), **(attrs or {})})


class DayField(forms.DateField):
    """A day that can be counted with, from 1900 to 2199, as people write it."""

    widget = WhenInput

    def __init__(self, **kwargs):
        super().__init__(**{"help_text": _("ngày/tháng/năm"), **kwargs})
        self.error_messages["invalid"] = NOT_A_DAY

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        day = read_day(value, timezone.localdate())
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        _require_sane(day)
        return day

    def prepare_value(self, value):
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


class SpanField(forms.CharField):
    """When something happened as far as it is known: a moment, a day, several days, about."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", WhenInput(hours=True))
        super().__init__(**{"help_text": _("ngày/tháng/năm, kèm giờ khi biết"), **kwargs})

    def to_python(self, value) -> Any:
        if isinstance(value, Span):
            return value
        text = super().to_python(value)
        if not text:
            return None
        span = read_span(text, timezone.localdate())
        if span is None:
            raise ValidationError(NOT_A_SPAN, code="invalid")
        _require_sane(span.first)
        _require_sane(span.until or span.first)
        return span

    def prepare_value(self, value):
        return str(value) if isinstance(value, Span) else value


class MomentField(SpanField):
    """One moment in Viet Nam; a day alone means its midnight."""

    def to_python(self, value) -> Any:
        span = super().to_python(value)
        if span is None:
            return None
        if span.until or span.about:
            raise ValidationError(NOT_A_MOMENT, code="invalid")
        return at_of(span)

    def prepare_value(self, value):
        return str(span_of(value)) if isinstance(value, datetime) else value


def at_of(span: Span) -> datetime:
    """The moment it began; midnight where no hour is known."""
    zone = timezone.get_default_timezone()
    return datetime.combine(span.first, span.hour or time(), zone)


def span_of(at: datetime) -> Span:
    """A moment as it is written; midnight to the minute is a day without an hour."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    hour = local.time().replace(second=0, microsecond=0)
    return Span(local.date(), hour if hour != time() else None)


def _require_sane(day: date) -> None:
    if not sane_day(day):
        raise ValidationError(BETWEEN, code="bounds")


class ModelMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Several rows by primary key; a key no column holds is refused like any other that is not
    offered.
    """

    def clean(self, value):
        whole = self.to_field_name is None and self.queryset.model._meta.pk.get_internal_type() in (
            "BigAutoField",
            "AutoField",
        )
        if whole and isinstance(value, list | tuple) and len(keys(value)) != len(value):
            raise ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": ", ".join(map(str, value))[:60]},
            )
        return super().clean(value)


class LinkField(forms.CharField):
    """An address for a browser: http or https, with a host. 'baochinhphu.vn/...' is understood as
    https.
    """

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": LONGEST, **kwargs})
        self.widget.attrs.setdefault("inputmode", "url")

    def to_python(self, value):
        value_read = super().to_python(value)
        link = as_link(value_read) if value_read else value_read
        if link is None:
            raise ValidationError(NOT_A_LINK, code="link")
        return link


_BARE = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]|$)")


def as_link(text: str) -> str | None:
    """The address in full, or None when no browser should be sent there."""
    full = f"https://{text}" if _BARE.match(text) else text
    return full if is_link(full) else None


def is_link(text: str) -> bool:
    """Whether a browser may be sent there: http or https, with a host; no space, no name or
    password before the host.
    """
    try:
        parts = urlsplit(text)
        whole = (
            parts.scheme in SCHEMES
            and bool(parts.hostname)
            and parts.username is None
            and parts.port != 0
        )
    except ValueError:
        return False
    return whole and not any(sign.isspace() for sign in text)


class ManyFiles(forms.FileField):
    """Several files at once; each is checked when it is kept."""

    class Input(forms.ClearableFileInput):
        allow_multiple_selected = True

    widget = Input

    def clean(self, data, initial=None):
        return (
            [super(ManyFiles, self).clean(upload, initial) for upload in data or [] if upload]
            if isinstance(data, list | tuple)
            else ([super().clean(data, initial)] if data else [])
        )
