"""What `manage.py check --deploy` says of this house, in one place."""

from django.conf import settings
from django.core.checks import Tags, Warning, register

from halang_portal.strength import plain_links


@register(Tags.security, deploy=True)
def links(app_configs, **kwargs) -> list[Warning]:
    """Plain links to a database, Redis or mail server on another machine."""
    told = plain_links(settings.DATABASE_URL, settings.REDIS_URL, settings.EMAIL_URL)
    return [Warning(line, id=f"portal.W{number:03d}") for number, line in enumerate(told, 1)]
