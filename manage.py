#!/usr/bin/env python
"""Command-line entry of the portal."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halang_portal.settings")
    from django.core.exceptions import ImproperlyConfigured

    from compliance.core.commands import run
    from compliance.core.frames import in_one_piece

    try:
        in_one_piece(run)(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))  # what is missing, without the way through the code
