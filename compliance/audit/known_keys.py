"""The keys this database has been served with, by fingerprint: a wrong one is known before it
writes anything.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from compliance.audit.actions import record
from compliance.audit.anchors import public_of
from compliance.audit.models import KnownKey
from compliance.core.keys import fingerprint

VARIABLES = ("SECRET_KEY", "IDENTITY_KEYS", "AUDIT_SIGNING_KEY")


def configured() -> dict[str, list[str]]:
    """{variable: fingerprints of the keys in the environment, the one in use first}. A signing key
    is known by its public half, which may stand alone for an older one.
    """
    signing = (settings.AUDIT_SIGNING_KEY, *settings.AUDIT_SIGNING_KEY_FALLBACKS)
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return {
        "SECRET_KEY": [fingerprint(key) for key in secrets],
        "IDENTITY_KEYS": [fingerprint(key) for key in settings.IDENTITY_KEYS],
        "AUDIT_SIGNING_KEY": [public_of(key)[:16] for key in signing],
    }


def absent() -> list[KnownKey]:
    """Keys that this database still needs and the environment does not have."""
    here = configured()
    return [
        row
        for row in KnownKey.objects.filter(retired_at=None).order_by("variable", "at")
        if row.fingerprint not in here.get(row.variable, [])
    ]


@transaction.atomic
def admit(at: datetime) -> list[KnownKey]:
    """Write down the key in use of every variable where it is new here, with a line in the trail:
    the first time all that stand in the environment, since any may have sealed something.
    """
    new = []
    for variable, marks in configured().items():
        rows = {row.fingerprint: row for row in KnownKey.objects.filter(variable=variable)}
        for mark in marks[:1] if rows else marks:
            if mark not in rows:
                row, made = KnownKey.objects.get_or_create(
                    variable=variable, fingerprint=mark, defaults={"at": at}
                )
            else:  # put back in use: what is sealed from now on needs it
                row, put_back = rows[mark], KnownKey.objects.filter(pk=rows[mark].pk)
                made = bool(put_back.exclude(retired_at=None).update(retired_at=None, reason=""))
            if made:
                record(by=None, verb="admit_key", obj=row, at=at, label=str(row))
                new.append(row)
    return new


@transaction.atomic
def retire(variable: str, *, at: datetime, reason: str) -> int:
    """Nothing needs the older keys of this variable any more; only the one in use stays."""
    first = configured()[variable][0]
    rows = KnownKey.objects.filter(variable=variable, retired_at=None).exclude(fingerprint=first)
    for row in rows:
        record(by=None, verb="retire_key", obj=row, at=at, label=str(row), after={"reason": reason})
    return rows.update(retired_at=at, reason=reason)
