"""Functions: what somebody may do, from when to when."""

from django.db import models
from django.db.models import F, Q

from compliance.core import columns
from compliance.core.language import _
from compliance.core.roles import Kind
from compliance.registry.models.accounts import User
from compliance.registry.models.ends import EndedByHand
from compliance.registry.models.offices import Office
from compliance.registry.querysets import FunctionQuerySet


class Function(EndedByHand):
    """A function held by a user, with its days. It takes effect on the next request."""

    user = models.ForeignKey(
        User, models.PROTECT, related_name="functions", verbose_name=_("người giữ")
    )
    kind = columns.CharField(_("chức năng"), max_length=20, choices=Kind)
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="functions",
        verbose_name=_("đơn vị"),
    )
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    basis = columns.CharField(_("căn cứ"), max_length=200, blank=True)
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("người giao")
    )

    objects = FunctionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="function_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["unit_head", "deputy_head"]) | Q(office__isnull=False),
                name="head_has_office",
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "office"],
                condition=Q(valid_to=None),
                name="one_open_function",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "valid_from"]),
            models.Index(fields=["kind", "valid_from"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.user_id}"
