"""Wiring only: settings, URLs, Celery, middleware. No rules of the domain live here."""

from halang_portal.celery import app as celery_app

__all__ = ["celery_app"]
