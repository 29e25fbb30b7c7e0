from django.apps import AppConfig

from compliance.core.hooks import load
from compliance.core.language import _


class RegistryConfig(AppConfig):
    name = "compliance.registry"
    label = "registry"
    verbose_name = _("Cán bộ, đơn vị")

    def ready(self):
        load(
            self.name,
            "anchor_mail",
            "committee",
            "first_steps",
            "letters",
            "periodic",
            "questions",
            "work_list",
        )
        from compliance.core.roles import Kind
        from compliance.files.attachments import OPERATORS
        from compliance.registry.queries import holders

        OPERATORS.register(lambda day: holders(Kind.ADMINISTRATOR, day=day))
