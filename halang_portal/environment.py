"""What each variable of the environment must look like: asked at every start, before settings read
one of them. A wrong value is said in words, all at once. Knows no settings.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from compliance.core.language import _, joined

ON_OFF = ("1", "true", "on", "yes", "y", "ok", "0", "false", "off", "no", "n")
PERIODS = ("week", "month", "quarter", "half_year", "year")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True)
class Form:
    """`fits` says whether a value that is set can be read; `wanted`: what to write instead."""

    wanted: str
    fits: Callable[[str], bool]


def is_url(text: str, *schemes: str) -> bool:
    """An address with one of these schemes and a host or a path."""
    try:
        url = urlsplit(text)
        __ = url.port
    except ValueError:
        return False
    return url.scheme in schemes and bool(url.netloc or url.path or text.endswith("://"))


def is_sender(text: str) -> bool:
    """`Name <name@host>` or an address alone."""
    return bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", parseaddr(text)[1]))


def items(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_json(text: str) -> bool:
    try:
        apps = json.loads(text).get("APPS", [])
        return all(is_url(app["settings"]["server_url"], "https", "http") for app in apps)
    except (ValueError, AttributeError, KeyError, TypeError):
        return False


def _number(least: int) -> Form:
    return Form(
        _("số nguyên từ {least}").format(least=least),
        lambda text: text.isdecimal() and int(text) >= least,
    )


def _one_of(*words: str) -> Form:
    return Form(
        _("một trong: {words}").format(words=joined(", ", words)), lambda text: text in words
    )


def _some_of(*words: str) -> Form:
    return Form(
        _("một hoặc nhiều, cách nhau dấu phẩy: {words}").format(words=joined(", ", words)),
        lambda text: bool(items(text)) and set(items(text)) <= set(words),
    )


_SWITCH = Form(_("1 hoặc 0"), lambda text: text.lower() in ON_OFF)
_ADDRESSES = Form(
    _("các địa chỉ thư, cách nhau dấu phẩy"),
    lambda text: all(is_sender(item) for item in items(text)),
)
_DAY = Form(_("ngày viết NĂM-THÁNG-NGÀY, ví dụ 2027-01-01"), _is_day)
_FOLDER = Form(_("đường dẫn đầy đủ, bắt đầu bằng /"), lambda text: Path(text).is_absolute())
FORMS: dict[str, Form] = {
    **dict.fromkeys(("TRY_OUT", "TESTING", "BENCH", "DEBUG"), _SWITCH),
    **dict.fromkeys(("MALWARE_SCAN_REQUIRED", "REQUIRE_SECOND_FACTOR", "RING_DOORBELL"), _SWITCH),
    **dict.fromkeys(("SECURE_SSL_REDIRECT", "BEHIND_TLS_PROXY", "SERVES_PAGES"), _SWITCH),
    "PGBOUNCER": _SWITCH,
    "DATABASE_URL": Form(
        "postgres://người-dùng:mật-khẩu@máy:5432/tên",
        lambda text: is_url(text, *environ.Env.DB_SCHEMES),
    ),
    "REPLICA_URL": Form(
        _("postgres://người-dùng:mật-khẩu@máy:5432/tên, của bản sao chỉ đọc"),
        lambda text: is_url(text, *environ.Env.DB_SCHEMES),
    ),
    "REDIS_URL": Form(
        _("redis://máy:6379/0 (hoặc rediss://, unix://)"),
        lambda text: is_url(text, "redis", "rediss", "redis+socket", "unix"),
    ),
    "PORTAL_URL": Form(
        _("địa chỉ của cổng, https://máy, không có / ở cuối"),
        lambda text: is_url(text, "https", "http") and not urlsplit(text).path,
    ),
    "EMAIL_URL": Form(
        "smtp+tls://người-dùng:mật-khẩu@máy:587",
        lambda text: is_url(text, *environ.Env.EMAIL_SCHEMES),
    ),
    "DEFAULT_FROM_EMAIL": Form(_("Tên <địa-chỉ@máy>"), is_sender),
    "ANCHOR_MAIL_TO": _ADDRESSES,
    "BACKUP_RECIPIENTS": Form(
        _("khóa công khai của age (age1…), cách nhau dấu phẩy; lập bằng manage.py backup_key"),
        lambda text: all(re.fullmatch(r"age1[02-9ac-hj-np-z]{58}", item) for item in items(text)),
    ),
    "SECURITY_CONTACT": Form(
        _("mailto:địa-chỉ hoặc https://…"), lambda text: is_url(text, "mailto", "https")
    ),
    "CODE_PREFIX": Form(
        _("1 đến 8 chữ cái hoa không dấu"), lambda text: bool(re.fullmatch(r"[A-Z]{1,8}", text))
    ),
    "EVIDENCE_URL": Form(
        _("s3://khóa:bí-mật@máy:9000/kho (s3+http:// khi kho ở cùng máy, không TLS)"),
        lambda text: is_url(text, "s3", "s3+http") and len(urlsplit(text).path) > 1,
    ),
    **dict.fromkeys(("MEDIA_ROOT", "DISPOSAL_REGISTER", "TLS_CERTIFICATE"), _FOLDER),
    **dict.fromkeys(("ANCHOR_FILE", "FILE_UPLOAD_TEMP_DIR", "SIGNATURE_TRUST_DIR"), _FOLDER),
    "CLAMD_ADDRESS": Form(
        _("/đường/dẫn/clamd.ctl hoặc máy:3310"),
        lambda text: text.startswith("/") or bool(re.fullmatch(r"[^\s:]+:\d+", text)),
    ),
    "OIDC_PROVIDER": Form(
        _('JSON {"APPS": […]}, mỗi nơi có settings.server_url là https://…'), _is_json
    ),
    **dict.fromkeys(("TRUSTED_PROXY_COUNT", "SENT_MAIL_DAYS"), _number(0)),
    **dict.fromkeys(("EVIDENCE_DAY_MAX_MB", "EVIDENCE_FILM_MAX_MB"), _number(1)),
    **dict.fromkeys(("OUTBOX_LEASE_SECONDS", "PORT", "EMAIL_TIMEOUT_SECONDS"), _number(1)),
    **dict.fromkeys(("STATEMENT_TIMEOUT_SECONDS", "LOCK_TIMEOUT_SECONDS"), _number(1)),
    **dict.fromkeys(("WEB_WORKERS", "CELERY_WORKERS", "REPLICA_PIN_SECONDS"), _number(1)),
    "BACKUP_ALARM_HOURS": _number(1),
    **dict.fromkeys(("SUMMARY_KINDS", "RETURN_KINDS"), _some_of(*PERIODS)),
    "COMMAND_LANGUAGE": _one_of("vi", "en"),
    "PERIOD_WINDOWS": _one_of("reporting", "calendar"),
    **dict.fromkeys(("SUMMARY_START", "FOUNDING_DAY"), _DAY),
    "LOG_LEVEL": _one_of(*LEVELS),
    "LOG_FORMAT": _one_of("text", "json"),
    "ERROR_HOOK": Form(
        _("tên đầy đủ của một hàm Python, ví dụ may_chu.bao_loi"),
        lambda text: bool(re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", text)),
    ),
    "METRICS_TOKEN": Form(_("chuỗi bí mật từ 20 ký tự"), lambda text: len(text) >= 20),
    "SAMPLE_SET": _one_of("2017", "2025"),
}


def malformed(variables: Mapping[str, str]) -> list[str]:
    """A line for each variable that is set and cannot be read. An empty one is not set; one that
    begins with `$` names another variable.
    """
    return [
        _("{name}: phải là {wanted}").format(name=name, wanted=form.wanted)
        for name, form in FORMS.items()
        if (value := variables.get(name, "").strip())
        and not value.startswith("$")
        and not form.fits(value)
    ]


def refuse_malformed(variables: Mapping[str, str]) -> None:
    """Raises ImproperlyConfigured that names every variable that cannot be read."""
    if wrong := malformed(variables):
        raise ImproperlyConfigured(
            _("Cấu hình của cổng có chỗ sai:\n  - ") + joined("\n  - ", wrong)
        )
