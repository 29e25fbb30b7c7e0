"""Refuses to serve a database with a key that is not its own: a mistyped one would seal what nobody
can open, and take every page of a case away. Asked when a process that serves starts.
"""

import logging

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.utils import timezone

from compliance.audit.known_keys import absent, admit
from compliance.audit.models import KnownKey
from compliance.core import identity, keys
from compliance.core.language import _, joined
from compliance.incidents.models import Reporter
from compliance.registry.factors import USE

log = logging.getLogger(__name__)
HOW = _(
    "Đặt lại đúng khóa ấy (khóa cũ đứng sau khóa mới). Mất hẳn thì khai báo: manage.py "
    "declare_key_lost --help."
)


def strange() -> list[str]:
    """A sentence for each key the database needs and the environment lacks, and for each that does
    not open what lies there; empty on a database without tables.
    """
    if KnownKey._meta.db_table not in connection.introspection.table_names():
        return []
    lines = [
        _("{variable}: thiếu khóa có dấu {fingerprint}, dùng từ {localtime:%d/%m/%Y}").format(
            variable=row.variable, fingerprint=row.fingerprint, localtime=timezone.localtime(row.at)
        )
        for row in absent()
    ]
    seen = set(KnownKey.objects.values_list("variable", flat=True))
    if "IDENTITY_KEYS" not in seen and not _opens_reporters():
        lines.append(
            _("IDENTITY_KEYS: không mở được danh tính đã niêm phong trong cơ sở dữ liệu này")
        )
    if "SECRET_KEY" not in seen and not _opens_factors():
        lines.append(_("SECRET_KEY: không mở được bước xác thực thứ hai trong cơ sở dữ liệu này"))
    return lines


def _opens_reporters() -> bool:
    """Asked of a database from before its keys were written down."""
    row = Reporter.objects.order_by("-pk").first()
    try:
        return row is None or bool(identity.unseal(row.sealed))
    except InvalidToken:
        return False


def _opens_factors() -> bool:
    row = Authenticator.objects.filter(type=Authenticator.Type.TOTP).order_by("-pk").first()
    try:
        return row is None or bool(keys.unseal(row.data["secret"], USE))
    except InvalidToken:
        return False


def require_own_keys() -> None:
    """Raises ImproperlyConfigured that names every strange key; then writes down the new ones. The
    keys of the try-out are no secrets and are not asked for. While the database is away nothing is
    refused: pages cannot be served then either.
    """
    if settings.TRY_OUT:
        return
    try:
        if lines := strange():
            raise ImproperlyConfigured(
                _("Khóa không phải của cơ sở dữ liệu này:\n  - ")
                + joined("\n  - ", lines)
                + f"\n{HOW}"
            )
        if KnownKey._meta.db_table in connection.introspection.table_names():
            for row in admit(timezone.now()):
                log.info("key %s is known from now on", row)
    except DatabaseError as error:
        log.warning("the keys could not be compared: %s", type(error).__name__)
    finally:
        connection.close()
