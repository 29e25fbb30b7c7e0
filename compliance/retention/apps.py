from django.apps import AppConfig

from compliance.core.hooks import load
from compliance.core.language import _


class RetentionConfig(AppConfig):
    name = "compliance.retention"
    label = "retention"
    verbose_name = _("Lưu giữ, tiêu hủy")

    def ready(self):
        load(self.name, "periodic", "questions", "queries", "work_list")
        from compliance.files.attachments import LEAVING, SEALINGS
        from compliance.retention.models import FileToRemove
        from compliance.retention.register import write_sealing

        SEALINGS.register(write_sealing)

        LEAVING.register(
            lambda paths: set(
                FileToRemove.objects.filter(path__in=paths).values_list("path", flat=True)
            )
        )
