"""ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halang_portal.settings")
application = get_asgi_application()

from halang_portal.known_keys import require_own_keys  # noqa: E402  apps are loaded by now

require_own_keys()
