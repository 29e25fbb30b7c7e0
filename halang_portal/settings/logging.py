"""What is logged, and to whom errors are told beside the log."""

import environ

from halang_portal.logs import FORMATS


def logging_of(env: environ.Env, level: str) -> dict:
    """LOGGING, by LOG_FORMAT and ERROR_HOOK. A hook that is not there stops the start."""
    line = FORMATS[env("LOG_FORMAT", default="") or "text"]
    handlers = {"console": {"class": "logging.StreamHandler", "formatter": "line"}}
    if hook := env("ERROR_HOOK", default=""):
        handlers["hook"] = {"()": "halang_portal.logs.ErrorHook", "hook": hook, "level": "ERROR"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"halang_portal.logs.{line.__name__}"}},
        "handlers": handlers,
        "loggers": {
            "celery": {"level": "WARNING"},  # else a line for every ring of the doorbell
            "kombu": {"level": "WARNING"},
            "portal.access": {"level": "INFO"},  # one line for each request, whatever LOG_LEVEL is
            # a 404 or 403 has its line in portal.access; here it would be the path
            "django.request": {"level": "ERROR"},
        },
        "root": {"handlers": list(handlers), "level": level},
    }
