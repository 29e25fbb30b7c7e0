"""What a person has read, for the page about them."""

from datetime import date

from django.urls import reverse

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.core.spreadsheets import Table
from compliance.guidance.models import Acknowledgement
from compliance.registry.models import StaffMember
from compliance.registry.person_sections import Line, Section, tells_about, tells_owner
from compliance.rulebook.clocks import local_day


@tells_about
def read_instruments(user, person: StaffMember, day: date) -> Section | None:
    """For those who see to it that the rules are known, and for the person."""
    if person.user_id != user.pk and not any(
        may(user, do) for do in (Do.HOLD_BRIEFING, Do.KEEP_RULEBOOK, Do.KEEP_REGISTRY)
    ):
        return None
    done = (
        Acknowledgement.objects.filter(staff=person)
        .select_related("instrument")
        .order_by("-at", "pk")
    )
    lines = [
        Line(
            f"{row.instrument}",
            _("đã đọc {at:%d/%m/%Y}").format(at=local_day(row.at)),
            reverse("rulebook:instrument", args=[row.instrument_id]),
        )
        for row in done
    ]
    return Section(_("Văn bản đã xác nhận"), lines, _("Chưa xác nhận văn bản nào."))


@tells_owner
def own_guidance(user, person: StaffMember, day: date) -> list[Table]:
    rows = [
        (
            f"{row.instrument}",
            local_day(row.at),
            _("ký trên giấy") if row.signing_id else _("trên cổng"),
        )
        for row in person.acknowledgements.select_related("instrument").order_by("at")
    ]
    rows += [
        (_("Dự buổi quán triệt, {name}").format(name=row.office.name), row.held_on, "")
        for row in person.briefings.select_related("office").order_by("held_on")
    ]
    return [
        Table(
            _("VĂN BẢN ĐÃ XÁC NHẬN, BUỔI QUÁN TRIỆT ĐÃ DỰ"),
            ((_("Văn bản, buổi"), 70), (_("Ngày"), 12), (_("Cách"), 18)),
            rows,
            name=_("Quán triệt"),
        )
    ]
