"""Load the reviewed rule data."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from compliance.rulebook.actions import load_data


class Command(BaseCommand):
    help = (
        "Load instruments, rule sets and the calendar from compliance/rulebook/data. Safe to"
        " repeat."
    )

    def handle(self, **options):
        self.stdout.write(str(load_data(at=timezone.now())))
