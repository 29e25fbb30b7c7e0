"""In which language somebody reads the portal: kept on their account."""

from datetime import datetime

from django.db import transaction

from compliance.audit.actions import record
from compliance.registry.models import User


@transaction.atomic
def keep_language(*, user: User, language: str, at: datetime) -> None:
    """Pages and letters come in it from now on; empty: pages follow the browser again."""
    changed = User.objects.filter(pk=user.pk).exclude(language=language).update(language=language)
    if changed:
        record(
            by=user,
            verb="keep_language",
            obj=user,
            at=at,
            label=user.username,
            before={"language": user.language},
            after={"language": language},
        )
    user.language = language
