"""What production must be given before anything runs. Settings ask this; nothing of Django may be
read here.
"""

import environ
from django.core.exceptions import ImproperlyConfigured

from halang_portal.strength import weak_keys


def refuse_half_configured(given: dict, env: environ.Env) -> None:
    """Name everything production lacks, at once. `given`: the settings so far. Raises
    ImproperlyConfigured.
    """
    wrong = [*_wrong_keys(given)]
    if given["DEBUG"]:
        wrong.append("DEBUG: must be off")
    if not given["DATABASE_URL"]:
        wrong.append("DATABASE_URL: for example postgres://user:password@host:5432/name")
    if not given["REDIS_URL"]:
        wrong.append("REDIS_URL: for example redis://host:6379/0")
    if not env.list("ALLOWED_HOSTS", default=[]):
        wrong.append("ALLOWED_HOSTS: the host names people use, separated by commas")
    if not given["PORTAL_URL"].startswith("https://"):
        wrong.append("PORTAL_URL: the https:// address written into mails")
    if not env("EMAIL_URL", default=""):
        wrong.append("EMAIL_URL: for example smtp+tls://user:password@host:587")
    if wrong:
        raise ImproperlyConfigured(
            "The portal is not configured for production:\n  - "
            + "\n  - ".join(wrong)
            + "\n(TRY_OUT=1 starts the try-out instead.)"
        )


def _wrong_keys(given: dict) -> list[str]:
    """Missing, too short, of the try-out, weak, or used twice."""
    key, identity, signing, wrong = (
        given["SECRET_KEY"],
        given["IDENTITY_KEYS"],
        given["AUDIT_SIGNING_KEY"],
        [],
    )
    if not key or "try-out" in key or len(key) < 50:
        wrong.append("SECRET_KEY: a secret of at least 50 characters, not the try-out one")
    if not identity or any("try-out" in one or len(one) < 40 or one == key for one in identity):
        wrong.append(
            "IDENTITY_KEYS: one secret of at least 40 characters or more, separated by commas, kept"
            " apart from SECRET_KEY: it seals who reported"
        )
    if "try-out" in signing or len(signing) < 40:
        wrong.append(
            "AUDIT_SIGNING_KEY: a secret of at least 40 characters; it signs the anchors of the"
            " audit trail"
        )
    named = {
        "SECRET_KEY": [key, *given["SECRET_KEY_FALLBACKS"]],
        "IDENTITY_KEYS": identity,
        "AUDIT_SIGNING_KEY": [signing, *given["AUDIT_SIGNING_KEY_FALLBACKS"]],
    }
    return wrong + weak_keys(
        {name: [one for one in keys if len(one) >= 40] for name, keys in named.items()}
    )
