from django.apps import AppConfig

from compliance.core.hooks import load


class FilesConfig(AppConfig):
    name = "compliance.files"
    label = "files"
    verbose_name = "Tệp lưu trữ"

    def ready(self):
        load(self.name, "periodic", "consistency_checks")
