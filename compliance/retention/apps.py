from django.apps import AppConfig

from compliance.core.hooks import load


class RetentionConfig(AppConfig):
    name = "compliance.retention"
    label = "retention"
    verbose_name = "Lưu giữ, tiêu hủy"

    def ready(self):
        load(self.name, "periodic", "work_list")
        from compliance.files.attachments import LEAVING
        from compliance.retention.models import FileToRemove

        LEAVING.register(
            lambda paths: set(
                FileToRemove.objects.filter(path__in=paths).values_list("path", flat=True)
            )
        )
