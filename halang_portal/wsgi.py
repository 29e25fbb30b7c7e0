"""WSGI entry point of the pages."""

import os

from django.core.wsgi import get_wsgi_application

from compliance.core.frames import in_one_piece

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halang_portal.settings")
os.environ.setdefault("SERVES_PAGES", "1")  # its waits for the database have an end
application = in_one_piece(get_wsgi_application())

from halang_portal.known_keys import require_own_keys  # noqa: E402  apps are loaded by now

require_own_keys()
