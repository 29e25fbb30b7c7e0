"""Celery is a doorbell: what must happen is decided by rows in the database, see compliance/outbox."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halang_portal.settings")

app = Celery("halang_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
