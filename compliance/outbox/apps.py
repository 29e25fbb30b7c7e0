from django.apps import AppConfig

from compliance.core.hooks import load


class OutboxConfig(AppConfig):
    name = "compliance.outbox"
    label = "outbox"
    verbose_name = "Việc phải gửi và làm"

    def ready(self):
        load(self.name, "heartbeat", "notices", "consistency_checks", "questions")
