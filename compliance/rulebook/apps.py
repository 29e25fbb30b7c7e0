from django.apps import AppConfig

from compliance.core.hooks import load


class RulebookConfig(AppConfig):
    name = "compliance.rulebook"
    label = "rulebook"
    verbose_name = "Văn bản, quy định"

    def ready(self):
        load(self.name, "first_steps", "questions")
