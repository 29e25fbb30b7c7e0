from django.apps import AppConfig

from compliance.core.hooks import load
from compliance.core.language import _


class RulebookConfig(AppConfig):
    name = "compliance.rulebook"
    label = "rulebook"
    verbose_name = _("Văn bản, quy định")

    def ready(self):
        load(self.name, "first_steps", "questions")
