from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "compliance.outbox"
    label = "outbox"
    verbose_name = "Việc phải gửi và làm"

    def ready(self):
        from compliance.outbox import (
            canary,  # noqa: F401  register their handlers
            notices,  # noqa: F401  register their handlers
            reconcile,  # noqa: F401  register their handlers
        )
