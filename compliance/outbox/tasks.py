"""The doorbell."""

from celery import shared_task

from compliance.outbox.processing import process_due


@shared_task(name="compliance.outbox.tasks.tick")
def tick(**_spare) -> dict:
    return process_due()
