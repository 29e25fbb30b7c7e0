from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "compliance.retention"
    label = "retention"
    verbose_name = "Lưu giữ, tiêu hủy"

    def ready(self):
        from compliance.retention import planner, todo  # noqa: F401  register themselves
