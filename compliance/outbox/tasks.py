"""The doorbell."""

from celery import shared_task

from compliance.outbox.actions import TASK
from compliance.outbox.handlers import DEFAULT
from compliance.outbox.processing import process_due


@shared_task(name=TASK)
def tick(lane: str = DEFAULT, **_spare) -> dict:
    return process_due(lanes=(lane,))
