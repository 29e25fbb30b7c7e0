"""Who is told what at each step. A line says what to do and names no person concerned; mail carries
the link alone.
"""

from datetime import datetime

from django.urls import reverse

from compliance.core.language import _
from compliance.core.roles import Kind
from compliance.incidents.actions.exclusions import notify_goes_above
from compliance.incidents.models import Incident
from compliance.incidents.queries import deciders, leads_of, unit_people, who_can, without_excluded
from compliance.outbox.actions import notify
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day


def case_url(incident: Incident) -> str:
    return reverse("review:case", args=[incident.code])


def own_url(incident: Incident) -> str:
    return reverse("review:my_case", args=[incident.code])


def _tell(
    incident: Incident,
    users,
    kind: str,
    text: str,
    at: datetime,
    url: str = "",
    sealed: bool = False,
) -> None:
    key = f"{kind}:{incident.pk}:{incident.version}"
    notify(
        users=users,
        kind=kind,
        text=text,
        url=url or case_url(incident),
        at=at,
        subject=incident,
        key=key,
        sealed=sealed,
    )


def tell_person(incident: Incident, kind: str, text: str, at: datetime) -> None:
    """The person concerned, at their own door; someone without an account is handed paper."""
    if incident.person.user_id and incident.person.user.is_active:
        _tell(incident, [incident.person.user], kind, text, at, own_url(incident))


def tell_reporter(incident: Incident, kind: str, text: str, at: datetime) -> None:
    """Sealed: the rows of the bell and of the mail name nobody."""
    url = (
        reverse("incidents:edit", args=[incident.code])
        if kind == "returned"
        else case_url(incident)
    )
    _tell(
        incident,
        without_excluded(incident, User.objects.filter(pk=incident.reporter.user_id)),
        kind,
        text,
        at,
        url,
        sealed=True,
    )


def tell_handler(incident: Incident, kind: str, text: str, at: datetime) -> None:
    if incident.handler_id:
        _tell(incident, [incident.handler], kind, text, at)


def tell_leads(incident: Incident, kind: str, text: str, at: datetime) -> None:
    _tell(incident, leads_of(incident, local_day(at)), kind, text, at)


def tell_opinion_givers(incident: Incident, at: datetime) -> None:
    day = local_day(at)
    text = _("Cho ý kiến về hồ sơ {code}").format(code=incident.code)
    _tell(incident, unit_people(incident, day), "opinion_unit", text, at)
    _tell(
        incident,
        without_excluded(incident, holders(Kind.INTERNAL_AFFAIRS, day=day)),
        "opinion_affairs",
        text,
        at,
    )


def tell_deciders(incident: Incident, at: datetime) -> None:
    """Who may conclude; where nobody here may, who enters the decision of the level above."""
    people = deciders(incident, local_day(at))
    if not people.exists():
        notify_goes_above(incident, at)
    text = _("Xem dự thảo kết luận hồ sơ {code}").format(code=incident.code)
    _tell(incident, people, "proposed", text, at)


def tell_paper_confirmers(incident: Incident, paper, at: datetime) -> None:
    """Everybody who may confirm `paper`, which somebody else entered."""
    people = who_can(incident, "confirm_paper", local_day(at)).exclude(pk=paper.entered_by_id)
    _tell(
        incident,
        people,
        f"paper_waits_{paper.pk}",
        _("Xác nhận bản giấy, hồ sơ {code}").format(code=incident.code),
        at,
    )


def tell_paper_refused(incident: Incident, entered_by: User, at: datetime) -> None:
    """Whoever entered the paper, as far as they still see the case."""
    people = without_excluded(incident, User.objects.filter(pk=entered_by.pk))
    text = _("Bản giấy bị trả lại, xem lý do, hồ sơ {code}").format(code=incident.code)
    _tell(incident, people, "paper_refused", text, at)


def tell_rectifiers(incident: Incident, verb: str, text: str, at: datetime) -> None:
    """The leads who may agree to `verb`, which another asked for; the chairs where none may."""
    day = local_day(at)
    able = who_can(incident, verb, day)
    leads = able.filter(pk__in=leads_of(incident, day).order_by().values("pk"))
    _tell(incident, leads if leads.exists() else able, "rectification_asked", text, at)


def tell_who_asked(incident: Incident, asked_by: User, text: str, at: datetime) -> None:
    """Whoever asked for a correction, a stop or a sealing, as far as they still see the case."""
    people = without_excluded(incident, User.objects.filter(pk=asked_by.pk))
    _tell(incident, people, "rectification_decided", text, at)


def tell_measure_returned(
    incident: Incident, measure, reported_by: User, text: str, at: datetime
) -> None:
    """Whoever reported the measure, as far as they still see the case."""
    people = without_excluded(incident, User.objects.filter(pk=reported_by.pk))
    _tell(incident, people, f"measure_returned_{measure.pk}", text, at)


def tell_unit(incident: Incident, kind: str, text: str, at: datetime) -> None:
    _tell(incident, unit_people(incident, local_day(at)), kind, text, at)


def tell_affairs(incident: Incident, kind: str, text: str, at: datetime) -> None:
    _tell(
        incident,
        without_excluded(incident, holders(Kind.INTERNAL_AFFAIRS, day=local_day(at))),
        kind,
        text,
        at,
    )


def tell_reveal_voters(asked, users, at: datetime) -> None:
    """Those who may agree or refuse; the auditor among them knows the case by its code alone."""
    text = _("Cho ý kiến về đề nghị biết danh tính người ghi nhận, {code}").format(
        code=asked.incident.code
    )
    notify(
        users=users,
        kind="reveal_asked",
        text=text,
        url=reverse("review:reveals"),
        at=at,
        subject=asked,
        key=f"reveal:{asked.pk}",
    )


def tell_contest_deciders(incident: Incident, at: datetime) -> None:
    _tell(
        incident,
        who_can(incident, "contest_keep", local_day(at)),
        "contested",
        _("Quyết định việc xem xét lại hồ sơ {code}").format(code=incident.code),
        at,
    )
