from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "compliance.rulebook"
    label = "rulebook"
    verbose_name = "Văn bản, quy định"
