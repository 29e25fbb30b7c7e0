from django.apps import AppConfig

from compliance.core.language import _


class AuditConfig(AppConfig):
    name = "compliance.audit"
    label = "audit"
    verbose_name = _("Nhật ký")
