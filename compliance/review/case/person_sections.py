"""Measures still in effect, for the page about a person: whoever may open the case sees them;
everybody else meets no such section.
"""

from datetime import date

from django.db.models import Prefetch
from django.urls import reverse

from compliance.core.language import _, in_sense, joined
from compliance.core.spreadsheets import Table
from compliance.incidents.models import Incident
from compliance.registry.models import StaffMember
from compliance.registry.person_sections import Line, Section, tells_about, tells_owner
from compliance.review.models import Answer, Measure
from compliance.rulebook.clocks import local_day


@tells_about
def measures_in_effect(user, person: StaffMember, day: date) -> Section | None:
    if person.user_id == user.pk:
        return None  # their own page shows them, from the day they were told
    seen = (
        Incident.objects.visible_to(user)
        .filter(person=person, sealed=False)
        .order_by()
        .values("pk")
    )
    rows = (
        Measure.objects.in_effect(day)
        .filter(incident__in=seen)
        .select_related("incident")
        .order_by("lapses_on", "pk")
    )
    lines = [
        Line(
            row.get_kind_display(),
            _("đến {lapses_on:%d/%m/%Y}").format(lapses_on=row.lapses_on),
            reverse("review:case", args=[row.incident.code]),
        )
        for row in rows
    ]
    return Section(_("Biện pháp còn hiệu lực"), lines) if lines else None


@tells_owner
def own_cases(user, person: StaffMember, day: date) -> list[Table]:
    """The cases this person has been told of, as far as their own page goes: the allegations, their
    own answers, measures. Nobody else stands in it.
    """
    answers = Prefetch("answers", Answer.objects.filter(companion="").order_by("at"))
    measures = Prefetch("measures", Measure.objects.live().filter(verified_at__isnull=False))
    cases = (
        Incident.objects.concerning(user)
        .prefetch_related("allegations__provision__instrument", answers, measures)
        .order_by("told_at", "pk")
    )
    open_to = set(Incident.objects.told_to(user).order_by().values_list("pk", flat=True))
    rows = []
    for case in cases:
        rows.append(
            (case.code, _("Được thông báo"), local_day(case.told_at), case.get_status_display())
        )
        if case.pk not in open_to:
            continue
        rows += [
            (case.code, _("Nội dung phản ánh"), None, row.provision.demand)
            for row in case.allegations.all()
        ]
        rows += [
            (case.code, _("Giải trình của tôi"), local_day(row.at), _said(row))
            for row in case.answers.all()
        ]
        rows += [
            (case.code, _("Biện pháp"), local_day(row.verified_at), row.get_kind_display())
            for row in case.measures.all()
        ]
    return [
        Table(
            _("HỒ SƠ VỀ TÔI MÀ TÔI ĐÃ ĐƯỢC BÁO"),
            ((in_sense("one", "Hồ sơ"), 18), (_("Việc"), 24), (_("Ngày"), 12), (_("Nội dung"), 90)),
            rows,
            name=_("Hồ sơ về tôi"),
        )
    ]


def _said(answer: Answer) -> str:
    """What the person wrote: on the whole, and on each allegation."""
    return joined(
        "\n",
        (
            part
            for part in (
                answer.text,
                *(part_answer.get("text", "") for part_answer in answer.per_allegation),
            )
            if part
        ),
    )
