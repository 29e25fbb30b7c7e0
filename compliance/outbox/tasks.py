"""The doorbell."""

from celery import shared_task

from compliance.outbox.tick import run_tick


@shared_task(name="compliance.outbox.tasks.tick")
def tick(**_spare) -> dict:
    return run_tick()
