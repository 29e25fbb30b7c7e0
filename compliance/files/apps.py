from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "compliance.files"
    label = "files"
    verbose_name = "Tệp lưu trữ"
