"""How days and figures are written in the reader's language. Builtins of every template."""

from datetime import datetime

from django import template

from compliance.core import figures
from compliance.core.fields import span_of
from compliance.core.language import _
from compliance.rulebook.clocks import ZONE, local_day

register = template.Library()

WEEKDAYS = (
    _("Thứ Hai"),
    _("Thứ Ba"),
    _("Thứ Tư"),
    _("Thứ Năm"),
    _("Thứ Sáu"),
    _("Thứ Bảy"),
    _("Chủ nhật"),
)


@register.filter
def vn_datetime(moment: datetime | None) -> str:
    """16:42 · 16/11/2018"""
    return f"{moment.astimezone(ZONE):%H:%M · %d/%m/%Y}" if moment else ""


@register.filter
def vn_moment(at: datetime | None) -> str:
    """As somebody wrote it: 09:15 16/11/2018, or the day alone where no hour was known."""
    return str(span_of(at)) if at else ""


@register.filter
def vn_date(day) -> str:
    """16/11/2018, of a day or of a moment in Viet Nam."""
    if not day:
        return ""
    return f"{(local_day(day) if isinstance(day, datetime) else day):%d/%m/%Y}"


@register.filter
def vn_short(day) -> str:
    """16/11"""
    if not day:
        return ""
    return f"{(local_day(day) if isinstance(day, datetime) else day):%d/%m}"


@register.filter
def vn_weekday(day) -> str:
    """Thứ Hai, ngày 19/11/2018; Monday, 19/11/2018"""
    if not day:
        return ""
    day = local_day(day) if isinstance(day, datetime) else day
    return _("{weekday}, ngày {day}").format(weekday=WEEKDAYS[day.weekday()], day=f"{day:%d/%m/%Y}")


@register.filter
def filesize_vn(size: int) -> str:
    """412 KB; 3,1 MB; 61,4 GB (3.1 MB in English)"""
    if size < 1024 * 1024:
        return f"{max(round(size / 1024), 1)} KB"
    unit, letter = (1024**3, "GB") if size >= 1024**3 else (1024**2, "MB")
    return f"{figures.fixed(size / unit)} {letter}"


@register.filter
def decimal_vn(value, places: int = 1) -> str:
    """82,6 (82.6 in English); whole numbers lose the zero."""
    return "–" if value is None else figures.short(value, places)


@register.filter
def pct(value, places: int = 1) -> str:
    return "–" if value is None else f"{decimal_vn(value, places)}%"


@register.filter
def number_vn(value) -> str:
    """1.006 (1,006 in English)"""
    return "–" if value is None else figures.whole(value)
