"""Form fields with bounds: a day, several rows, a link. Every form field of a day or of rows is one
of these or made from one.
"""

import re
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

from compliance.core.parameters import FIRST_DAY, LAST_DAY, keys, sane_day

BETWEEN = f"Ghi ngày trong khoảng từ năm {FIRST_DAY.year} đến năm {LAST_DAY.year}."
NOT_A_LINK = "Ghi địa chỉ đầy đủ, bắt đầu bằng http:// hoặc https://, ví dụ https://baochinhphu.vn."
SCHEMES = ("http", "https")


class DateField(forms.DateField):
    """A day that can be counted with: from 1900 to 2199."""

    def to_python(self, value):
        told = super().to_python(value)
        if told and not sane_day(told):
            raise ValidationError(BETWEEN, code="bounds")
        return told


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
        super().__init__(**{"max_length": 500, **kwargs})
        self.widget.attrs.setdefault("inputmode", "url")

    def to_python(self, value):
        told = super().to_python(value)
        link = as_link(told) if told else told
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
