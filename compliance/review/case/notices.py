"""Who is told what at each step. A line says what to do and names no person concerned; mail carries
the link alone.
"""

from datetime import datetime

from django.urls import reverse

from compliance.core.roles import Kind
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
    text = f"Cho ý kiến về hồ sơ {incident.code}"
    _tell(incident, unit_people(incident, day), "opinion_unit", text, at)
    _tell(
        incident,
        without_excluded(incident, holders(Kind.INTERNAL_AFFAIRS, day=day)),
        "opinion_affairs",
        text,
        at,
    )


def tell_deciders(incident: Incident, at: datetime) -> None:
    _tell(
        incident,
        deciders(incident, local_day(at)),
        "proposed",
        f"Xem dự thảo kết luận hồ sơ {incident.code}",
        at,
    )


def tell_paper_confirmers(incident: Incident, entered_by: User, at: datetime) -> None:
    """Everybody who may confirm a paper that `entered_by` entered."""
    people = who_can(incident, "confirm_paper", local_day(at)).exclude(pk=entered_by.pk)
    _tell(incident, people, "paper_waits", f"Xác nhận bản giấy, hồ sơ {incident.code}", at)


def tell_paper_refused(incident: Incident, entered_by: User, at: datetime) -> None:
    """Whoever entered the paper, as far as they still see the case."""
    people = without_excluded(incident, User.objects.filter(pk=entered_by.pk))
    text = f"Bản giấy bị trả lại, xem lý do, hồ sơ {incident.code}"
    _tell(incident, people, "paper_refused", text, at)


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
    text = f"Cho ý kiến về đề nghị biết danh tính người ghi nhận, {asked.incident.code}"
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
        f"Quyết định việc xem xét lại hồ sơ {incident.code}",
        at,
    )
