"""What `manage.py check` says of this house beside Django's own, in one place."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

from compliance.core import triggers
from compliance.core.language import _
from halang_portal.strength import plain_links

MISSING, DIFFERING, FOREIGN = "portal.E101", "portal.E102", "portal.E103"
PUT_BACK = _("Tìm hiểu vì sao trước, rồi khôi phục: manage.py install_triggers")


@register(Tags.security, deploy=True)
def links(app_configs, **kwargs) -> list[Warning]:
    """Plain links to a database, Redis or mail server on another machine."""
    urls = (settings.DATABASE_URL, settings.REDIS_URL, settings.EMAIL_URL, settings.EVIDENCE_URL)
    plain = plain_links(*urls)
    return [Warning(line, id=f"portal.W{number:03d}") for number, line in enumerate(plain, 1)]


@register(Tags.database)
def triggers_stand(app_configs, databases=None, **kwargs) -> list[Error]:
    """Triggers that are missing, differ from those declared, or were put there by somebody else.

    `migrate` asks this before it begins: while migrations wait there is nothing to compare.
    """
    errors = []
    for alias in databases or ():
        connection = connections[alias]
        if not triggers.is_migrated(connection):
            continue
        faults = triggers.faults(connection)
        for keys, what, hint, code in (
            (faults.missing, _("thiếu"), PUT_BACK, MISSING),
            (faults.differing, _("khác với bản khai báo, hoặc đang tắt"), PUT_BACK, DIFFERING),
            (
                faults.foreign,
                _("không phải của cổng"),
                _("Tìm hiểu ai đã đặt vào, rồi bỏ."),
                FOREIGN,
            ),
        ):
            errors += [Error(f"{_name(*key)}: {what}", hint=hint, id=code) for key in keys]
    return errors


def _name(table: str, name: str) -> str:
    return (
        _("Trigger {name} trên bảng {table}").format(name=name, table=table)
        if table
        else _("Hàm {name} của trigger").format(name=name)
    )
