"""Celery is a doorbell: what must happen is decided by rows in the database, see
compliance/outbox.
"""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halang_portal.settings")

app = Celery("halang_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_house_lines(**signal) -> None:
    """Logging is what settings.LOGGING says (halang_portal/logs.py): with a receiver here Celery
    adds no handler and no format of its own.
    """


@signals.worker_init.connect
@signals.beat_init.connect
def ask_for_own_keys(**signal) -> None:
    """A worker with a strange key ends before it seals anything."""
    from halang_portal.known_keys import require_own_keys

    require_own_keys()
