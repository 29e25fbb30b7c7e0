from django.apps import AppConfig

from compliance.core.hooks import load
from compliance.core.language import _


class FilesConfig(AppConfig):
    name = "compliance.files"
    label = "files"
    verbose_name = _("Tệp lưu trữ")

    def ready(self):
        load(self.name, "periodic", "consistency_checks")
