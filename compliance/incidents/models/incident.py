"""One incident concerns one person."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from guardian.models import UserObjectPermissionBase

from compliance.core import columns, links
from compliance.core.days import Span
from compliance.core.language import _
from compliance.core.text import search_text
from compliance.incidents.models.kinds import (
    DISCIPLINED,
    OF_ONE,
    AccountKind,
    ActKind,
    Outcome,
    Platform,
    SeenHow,
    UnitMeasure,
    Urgency,
)
from compliance.incidents.querysets import IncidentQuerySet
from compliance.incidents.workflow import OPEN, Status
from compliance.registry.models import Office, Posting, StaffMember
from compliance.rulebook.models import Category, RuleSet, StaffKind

SEARCHED = ("folded", "link_key")  # what Incident.fill_search() computes


class Incident(models.Model):
    """One incident concerns one person. Who reported it stands in a table of its own (Reporter)."""

    code = columns.CharField(_("mã"), max_length=20, unique=True)
    status = columns.CharField(_("trạng thái"), max_length=20, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(_("phiên bản"), default=1)
    sibling_group = models.UUIDField(
        _("nhóm vụ việc cùng báo cáo"), default=uuid.uuid4, db_index=True
    )

    # the person, and where they worked on the day it was submitted
    person = models.ForeignKey(
        StaffMember,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("người được phản ánh"),
    )
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("đơn vị"),
    )
    second_post = models.ForeignKey(
        Posting,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("vị trí kiêm nhiệm được phản ánh"),
        help_text="chosen by the reporter; empty: where the person works",
    )
    post_kind = columns.CharField(
        _("hình thức giữ vị trí"), max_length=10, choices=Posting.Kind, blank=True, **columns.EMPTY
    )
    handling_office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="incidents_handled",
        verbose_name=_("đơn vị phối hợp"),
    )
    position = columns.CharField(_("chức vụ"), max_length=160, blank=True)
    staff_kind = columns.CharField(_("loại cán bộ"), max_length=20, choices=StaffKind, blank=True)
    concerns_head = models.BooleanField(_("liên quan thủ trưởng đơn vị"), default=False)

    # the act
    title = columns.CharField(_("tóm tắt"), max_length=140, blank=True)
    act_kind = columns.CharField(_("loại hành vi"), max_length=20, choices=ActKind, blank=True)
    category = columns.CharField(
        _("nhóm nội dung"),
        max_length=30,
        choices=Category,
        blank=True,
        help_text="of the first allegation",
    )
    platform = columns.CharField(_("nền tảng"), max_length=20, choices=Platform, blank=True)
    link = columns.CharField(_("địa chỉ bài viết"), max_length=links.LONGEST, blank=True)
    link_key = columns.CharField(
        _("địa chỉ để so"),
        max_length=links.KEY,
        blank=True,
        **columns.EMPTY,
        editable=False,
        help_text="the canonical form of the address",
    )
    account_kind = columns.CharField(
        _("loại tài khoản"), max_length=20, choices=AccountKind, blank=True
    )
    happened_at = models.DateTimeField(
        _("xảy ra lúc"), null=True, blank=True, help_text="midnight where no hour is known"
    )
    hour_known = models.BooleanField(_("biết giờ xảy ra"), default=True, db_default=True)
    happened_about = models.BooleanField(_("thời điểm áng chừng"), default=False, db_default=False)
    happened_until = models.DateField(_("đến ngày"), null=True, blank=True)
    known_on = models.DateField(_("ngày biết sự việc"), null=True, blank=True)
    seen_how = columns.CharField(
        _("cách tiếp cận nội dung"), max_length=20, choices=SeenHow, blank=True
    )
    narrative = columns.TextField(_("diễn biến khách quan"), blank=True)
    unit_measure = columns.CharField(
        _("đơn vị đã xử lý bằng"), max_length=20, choices=UnitMeasure, null=True, blank=True
    )
    unit_acted_on = models.DateField(_("ngày đơn vị đã xử lý"), null=True, blank=True)
    unit_action = columns.TextField(_("đơn vị đã làm gì"), blank=True)
    out_of_scope_declared = models.BooleanField(
        _("cam đoan không thuộc nội dung được bảo vệ"), default=False
    )

    typed = columns.JSONField(
        _("đang gõ"),
        default=dict,
        blank=True,
        help_text="what a draft's form holds that cannot be read yet, kept as typed",
    )

    # the review, in short (review/ holds the rows; these are what lists and gates need)
    urgency = columns.CharField(
        _("mức độ khẩn"), max_length=10, choices=Urgency, default=Urgency.NORMAL
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="handled",
        verbose_name=_("người phụ trách"),
    )
    triaged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người thụ lý"),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người trình kết luận"),
    )
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người kết luận"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người đề nghị đính chính, dừng xem xét"),
        help_text="set while a second person has not decided yet",
    )
    outcome = columns.CharField(_("kết quả"), max_length=20, choices=Outcome, blank=True)
    sealed = models.BooleanField(
        _("đã niêm phong"),
        default=False,
        help_text="a denunciation: referred, only its reference number stays",
    )

    # moments
    created_at = models.DateTimeField(_("lập lúc"))
    edited_at = models.DateTimeField(_("sửa lúc"))
    submitted_at = models.DateTimeField(_("gửi lúc"), null=True)
    accepted_at = models.DateTimeField(_("thụ lý lúc"), null=True)
    told_at = models.DateTimeField(_("người được phản ánh được báo lúc"), null=True)
    concluded_at = models.DateTimeField(_("kết luận lúc"), null=True)
    closed_at = models.DateTimeField(
        _("kết thúc lúc"),
        null=True,
        help_text="also when screened out, noted, stopped or withdrawn",
    )
    # what figures count: written once by the gate, changed by no contest and no reopening
    first_concluded_at = models.DateTimeField(_("kết luận lần đầu lúc"), null=True)
    first_outcome = columns.CharField(
        _("kết quả lần đầu"), max_length=20, choices=Outcome, null=True
    )
    first_term_ends = models.DateField(
        _("thời hạn xử lý lúc kết luận lần đầu"), null=True, help_text="as it stood on that day"
    )
    first_ended_at = models.DateTimeField(_("kết thúc lần đầu lúc"), null=True)
    first_ended_as = columns.CharField(
        _("kết thúc lần đầu ở trạng thái"), max_length=20, choices=Status, null=True
    )
    suspended_at = models.DateTimeField(_("tạm dừng từ"), null=True)
    contested_at = models.DateTimeField(_("đề nghị xem xét lại lúc"), null=True)

    # clocks
    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, related_name="+", verbose_name=_("bộ quy tắc")
    )
    due_on = models.DateField(_("hạn của bước này"), null=True)
    processing_ends = models.DateField(_("hết thời hạn xử lý"), null=True)
    limitation_ends = models.DateField(_("hết thời hiệu"), null=True)
    spent_on = models.DateField(
        _("hết hiệu lực, không còn hiện"),
        null=True,
        help_text=(
            "the day its last reminder or decision lapses; a closed case is then off every list"
        ),
    )

    folded = columns.TextField(editable=False, default="")
    disposed_at = models.DateTimeField(
        _("tiêu hủy lúc"),
        null=True,
        help_text=(
            "emptied down to what issued figures count; kept as a number, seen as a case by nobody"
        ),
    )

    _reopened: tuple[int, datetime | None]  # (version, when): see review.case.queries
    objects = IncidentQuerySet.as_manager()

    class Meta:
        permissions = [
            ("handle_incident", _("Phụ trách hồ sơ")),
            ("read_incident", _("Được mời xem hồ sơ")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="incident_known_status"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None)
                | Q(
                    disposed_at__isnull=False,
                    office__isnull=False,
                    handling_office__isnull=False,
                    known_on__isnull=False,
                )
                | Q(
                    person__isnull=False,
                    office__isnull=False,
                    handling_office__isnull=False,
                    happened_at__isnull=False,
                    known_on__isnull=False,
                ),
                name="incident_submitted_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.DRAFT) | Q(submitted_at=None),
                name="incident_draft_is_not_submitted",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None)
                | Q(concluded_by=None)
                | ~Q(proposed_by=F("concluded_by")),
                name="incident_proposer_is_not_approver",
            ),
            models.CheckConstraint(
                condition=Q(triaged_by=None)
                | Q(concluded_by=None)
                | ~Q(triaged_by=F("concluded_by")),
                name="incident_triager_is_not_concluder",
            ),
            models.CheckConstraint(
                condition=Q(concluded_by=None, concluded_at=None)
                | Q(concluded_by__isnull=False, concluded_at__isnull=False)
                | Q(concluded_by=None, disposed_at__isnull=False),
                name="incident_conclusion_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(concluded_at=None) | Q(told_at__isnull=False),
                name="incident_nobody_concluded_unheard",
            ),
            models.CheckConstraint(
                condition=Q(disposed_at=None)
                | Q(
                    person=None,
                    second_post=None,
                    handler=None,
                    triaged_by=None,
                    proposed_by=None,
                    asked_by=None,
                    title="",
                    link="",
                    link_key="",
                    narrative="",
                    unit_action="",
                    position="",
                    folded="",
                ),
                name="incident_disposed_is_empty",
            ),
        ]
        indexes = [
            models.Index(fields=["-submitted_at", "-id"], name="incident_newest"),
            models.Index(
                fields=["link_key"], condition=~Q(link_key=""), name="incident_by_address"
            ),
            models.Index(fields=["status", "-submitted_at", "-id"], name="incident_by_status"),
            models.Index(
                fields=["due_on", "id"], name="incident_due", condition=Q(due_on__isnull=False)
            ),
            models.Index(
                fields=["first_concluded_at"],
                name="incident_first_concluded",
                condition=Q(first_concluded_at__isnull=False),
            ),
            models.Index(
                fields=["first_ended_at"],
                name="incident_first_ended",
                condition=Q(first_ended_at__isnull=False),
            ),
            models.Index(
                fields=["spent_on"], name="incident_spent", condition=Q(spent_on__isnull=False)
            ),
            models.Index(
                fields=["closed_at"], name="incident_by_end", condition=Q(closed_at__isnull=False)
            ),
            DISCIPLINED,
            *OF_ONE,
            models.Index(
                fields=["submitted_at"],
                name="incident_disposed",
                condition=Q(disposed_at__isnull=False),
            ),
            # what is open is counted, sorted, narrowed without touching the table: few of many
            models.Index(
                fields=["status", "due_on", "id"],
                include=[
                    "submitted_at",
                    "suspended_at",
                    "handler",
                    "handling_office",
                    "office",
                    "person",
                    "sealed",
                    "accepted_at",
                    "spent_on",
                ],
                condition=Q(status__in=OPEN),
                name="incident_open",
            ),
            models.Index(
                fields=["due_on", "id"],
                name="incident_contested",
                condition=Q(contested_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def happened(self) -> Span | None:
        """When it happened, as far as it is known; printed as str()."""
        if self.happened_at is None:
            return None
        local = timezone.localtime(self.happened_at)
        hour = local.time().replace(second=0, microsecond=0) if self.hour_known else None
        return Span(local.date(), hour, self.happened_until, self.happened_about)

    @property
    def position_words(self) -> str:
        """'Phó Trưởng ban (kiêm nhiệm)': the post they are reported in, as papers and pages say."""
        second = self.post_kind == Posting.Kind.SECOND
        return (
            _("{position} (kiêm nhiệm)").format(position=self.position) if second else self.position
        )

    def fill_search(self) -> None:
        """Recompute what search looks in; every writer calls this before saving."""
        who = f"{self.person.full_name} {self.person.code}" if self.person_id else ""
        where = self.office.name if self.office_id else ""
        joined = self.code.replace("-", "")  # as it is said over the telephone
        self.folded = search_text(self.code, joined, self.title, who, where)
        self.link_key = links.canonical(self.link)


class IncidentGrant(UserObjectPermissionBase):
    """Computed grants on an incident (direct foreign key)."""

    content_object = models.ForeignKey(Incident, models.CASCADE)
