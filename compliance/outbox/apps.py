from django.apps import AppConfig

from compliance.core.hooks import load
from compliance.core.language import _


class OutboxConfig(AppConfig):
    name = "compliance.outbox"
    label = "outbox"
    verbose_name = _("Việc phải gửi và làm")

    def ready(self):
        load(self.name, "heartbeat", "notices", "consistency_checks", "questions")
