"""Calendar and own instruments of a new portal (docs/decisions/0087-first-steps.md)."""

from datetime import date

from django.urls import reverse

from compliance.audit.models import Event
from compliance.core.first_steps import FIRST_STEPS, FirstStep
from compliance.core.language import _, joined
from compliance.core.roles import Do
from compliance.rulebook.models import Instrument
from compliance.rulebook.queries import calendar

AFFAIRS = _("Đầu mối nội vụ")
NEXT_YEAR_FROM = 12  # month: terms begun then end in the year to come


@FIRST_STEPS.register
def rulebook_steps(today: date) -> list[FirstStep]:
    return [_calendar(today), _instruments(today)]


def _calendar(today: date) -> FirstStep:
    years = [today.year, *([today.year + 1] if today.month >= NEXT_YEAR_FROM else [])]
    lacking = [year for year in years if year not in calendar().announced]
    return FirstStep(
        order=60,
        title=_("Lịch làm việc"),
        why=_("Mọi thời hạn tính theo ngày làm việc; thiếu lịch thì hạn sai."),
        there=_("Đã có thông báo nghỉ lễ: {str}").format(
            str=joined(", ", map(str, sorted(calendar().announced)[-3:]))
        ),
        who=AFFAIRS,
        url=reverse("rulebook:calendar"),
        do=Do.KEEP_RULEBOOK,
        button=_("Xem lịch, thêm ngày nghỉ"),
        lacking=tuple(
            _(
                "Năm {year} mới tính từ Bộ luật Lao động: thêm ngày nghỉ, ngày hoán đổi đã công bố."
            ).format(year=year)
            for year in lacking
        ),
    )


def _instruments(today: date) -> FirstStep:
    known = Instrument.objects.in_force(today).exclude(published_at=None)
    by_hand = Event.objects.filter(verb="add_instrument").values("subject_id")
    own = known.filter(pk__in=[int(row["subject_id"]) for row in by_hand])
    count, ready = own.count(), known.count()
    return FirstStep(
        order=70,
        title=_("Quy định nội bộ"),
        why=(
            _(
                "Cổng có sẵn văn bản của trung ương, không có quy chế của cơ quan nào. Chưa nhập "
                "thì chỉ viện dẫn được văn bản trung ương."
            )
        ),
        there=_("{count} văn bản của cơ quan, {ready} văn bản có sẵn").format(
            count=count, ready=ready - count
        ),
        who=AFFAIRS,
        url=reverse("rulebook:new_instrument"),
        do=Do.KEEP_RULEBOOK,
        button=_("Nhập văn bản"),
        lacking=()
        if count
        else (_("Nhập quy chế làm việc, quy chế văn hóa công sở của cơ quan."),),
        needed=False,
    )
