from django.apps import AppConfig

from compliance.core.hooks import load


class RetentionConfig(AppConfig):
    name = "compliance.retention"
    label = "retention"
    verbose_name = "Lưu giữ, tiêu hủy"

    def ready(self):
        load(self.name, "periodic", "work_list")
