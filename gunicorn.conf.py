"""Read by gunicorn by itself: its own lines look like the portal's. No access log of its own:
halang_portal/access_log.py writes one without paths.
"""

logconfig_dict = {
    "formatters": {"generic": {"()": "halang_portal.logs.Line"}},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["error_console"], "propagate": False},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}
