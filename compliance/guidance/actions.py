"""Making the rules known: instruments sent to offices, briefings, acknowledgements on screen and on
paper, official sources.
"""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.urls import reverse

from compliance.audit.actions import record
from compliance.core.access import has_grant, may
from compliance.core.fields import NOT_A_LINK, as_link
from compliance.core.language import _
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.files.actions import store
from compliance.guidance.models import (
    Acknowledgement,
    Briefing,
    Dispatch,
    OfficialSource,
    Signing,
)
from compliance.guidance.queries import OPEN, current_versions, part_of, people_to_cover
from compliance.outbox.actions import notify
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office, StaffMember, User
from compliance.registry.queries import heads_of, staff_of
from compliance.rulebook.clocks import ZONE, local_day
from compliance.rulebook.models import Instrument
from compliance.rulebook.queries import opened_by

MOST_FILES = 8


def _url(dispatch: Dispatch) -> str:
    return reverse("guidance:dispatch", args=[dispatch.pk])


@transaction.atomic
def send_instrument(
    *,
    instrument: Instrument,
    offices: list[Office],
    due_on: date,
    note: str,
    by: User | None,
    at: datetime,
    quiet: bool = False,
) -> Dispatch:
    """Send an instrument to offices: their heads are told to make it known by the day, each member
    of staff finds it on the own page.

    Raises NotNow for one that is not published, asks for no confirmation, or has been replaced by a
    newer version; or for a day gone by.
    """
    if by and not may(by, Do.KEEP_RULEBOOK):
        raise NotAllowed(_("Đầu mối nội vụ, Tổ trưởng gửi văn bản đến các đơn vị."))
    day = local_day(at)
    if due_on < day:
        raise NotNow(_("Hạn phải từ hôm nay trở đi."))
    if not current_versions(day).filter(pk=instrument.pk).exists():
        raise NotNow(_("Văn bản này chưa công bố, không còn hiệu lực hoặc đã có phiên bản mới."))
    if not offices:
        raise NotNow(_("Chọn ít nhất một đơn vị."))
    Dispatch.objects.running().filter(
        instrument__number=instrument.number, instrument__version__lt=instrument.version
    ).update(ended_at=at)
    made = Dispatch.objects.create(instrument=instrument, due_on=due_on, note=note, by=by, at=at)
    made.offices.set(offices)
    record(
        by=by,
        verb="send_instrument",
        obj=made,
        at=at,
        label=instrument.number,
        after={"offices": sorted(office.code for office in offices), "due_on": due_on.isoformat()},
    )
    for office in () if quiet else offices:
        _tell_heads(made, office, at)
    return made


def _tell_heads(dispatch: Dispatch, office: Office, at: datetime) -> None:
    text = _("Quán triệt {short} tại {short_name} trước {due_on:%d/%m/%Y}").format(
        short=dispatch.instrument.short, short_name=office.short_name, due_on=dispatch.due_on
    )
    notify(
        users=heads_of(office, local_day(at)),
        kind="instrument_sent",
        text=text[:200],
        url=_url(dispatch),
        at=at,
        key=f"instrument_sent:{dispatch.pk}:{office.pk}",
    )


@transaction.atomic
def end_dispatch(*, dispatch: Dispatch, by: User, at: datetime) -> None:
    """No more reminders: what was confirmed stays."""
    if not may(by, Do.KEEP_RULEBOOK):
        raise NotAllowed(_("Đầu mối nội vụ, Tổ trưởng kết thúc việc gửi văn bản."))
    if Dispatch.objects.filter(pk=dispatch.pk, ended_at=None).update(ended_at=at) != 1:
        raise NotNow(_("Việc này đã kết thúc."), back=_url(dispatch))
    record(by=by, verb="end_dispatch", obj=dispatch, at=at, label=dispatch.instrument.number)


@transaction.atomic
def resume_dispatch(*, dispatch: Dispatch, by: User, at: datetime) -> None:
    """Who has not confirmed is reminded again. Not while a newer version is the one to read."""
    if not may(by, Do.KEEP_RULEBOOK):
        raise NotAllowed(_("Đầu mối nội vụ, Tổ trưởng theo dõi lại việc gửi văn bản."))
    if not current_versions(local_day(at)).filter(pk=dispatch.instrument_id).exists():
        raise NotNow(_("Văn bản này không còn hiệu lực hoặc đã có bản mới."), back=_url(dispatch))
    if Dispatch.objects.filter(pk=dispatch.pk, ended_at__isnull=False).update(ended_at=None) != 1:
        raise NotNow(_("Việc này đang được theo dõi."), back=_url(dispatch))
    record(by=by, verb="resume_dispatch", obj=dispatch, at=at, label=dispatch.instrument.number)


@transaction.atomic
def hold_briefing(
    *,
    office: Office,
    held_on: date,
    instruments: list[Instrument],
    attendees: list[StaffMember],
    minutes: str,
    by: User,
    at: datetime,
    others: int = 0,
    place: str = "",
    uploads: Iterable = (),
) -> Briefing:
    """Record a meeting at which an office made instruments known; who attended is counted. Raises
    files.Refused for a file that is not taken.
    """
    if not may(by, Do.HOLD_BRIEFING) or not has_grant(by, OVERSEE, office):
        raise NotAllowed(_("Ông/bà không phụ trách đơn vị này."))
    if held_on > local_day(at):
        raise NotNow(_("Ngày tổ chức không được ở tương lai."))
    attended = len(attendees) + others
    if not attended:
        raise NotNow(_("Chọn ít nhất một người dự."))
    briefing = Briefing.objects.create(
        office=office,
        held_on=held_on,
        place=place,
        others=others,
        attended=attended,
        minutes=minutes,
        by=by,
        at=at,
    )
    briefing.instruments.set(instruments)
    briefing.attendees.set(attendees)
    _store(uploads, "minutes", briefing, by, at)
    record(
        by=by,
        verb="hold_briefing",
        obj=briefing,
        at=at,
        label=f"{office.short_name} {held_on:%d/%m/%Y}",
        after={"attended": attended},
    )
    return briefing


def _store(uploads: Iterable, kind: str, owner: Briefing | Signing, by: User, at: datetime) -> None:
    uploads = list(uploads)
    if len(uploads) > MOST_FILES:
        raise NotNow(_("Mỗi lần tối đa {most_files} tệp.").format(most_files=MOST_FILES))
    for upload in uploads:
        owner.files.add(store(upload=upload, kind=kind, owner=owner, by=by, at=at))


@transaction.atomic
def acknowledge(*, instrument: Instrument, by: User, at: datetime) -> Acknowledgement:
    """A member of staff confirms having read this version. Raises NotNow when they have not opened
    it, or when it is not asked for (any more).
    """
    staff = staff_of(by)
    if staff is None:
        raise NotAllowed(_("Tài khoản này không gắn với cán bộ nào."))
    if done := Acknowledgement.objects.filter(instrument=instrument, staff=staff).first():
        return done
    if not current_versions(local_day(at)).filter(pk=instrument.pk).exists():
        raise NotNow(
            _("Văn bản này không yêu cầu xác nhận, hoặc đã có phiên bản mới."),
            back=reverse("rulebook:instrument", args=[instrument.pk]),
        )
    if not opened_by(instrument, by):
        raise NotNow(
            _("Mở văn bản để đọc trước khi xác nhận."),
            back=reverse("rulebook:instrument", args=[instrument.pk]),
        )
    row, created = Acknowledgement.objects.get_or_create(
        instrument=instrument, staff=staff, defaults={"at": at}
    )
    if created:
        record(by=by, verb="acknowledge_instrument", obj=instrument, at=at, label=instrument.number)
    return row


@transaction.atomic
def record_signatures(
    *,
    dispatch: Dispatch,
    office: Office,
    people: list[StaffMember],
    signed_on: date,
    by: User,
    at: datetime,
    uploads: Iterable = (),
) -> Signing:
    """People who signed the printed list, with its scan. Only who has not confirmed yet
    is counted.
    """
    if not (
        may(by, Do.KEEP_RULEBOOK) or (may(by, Do.HOLD_BRIEFING) and has_grant(by, OVERSEE, office))
    ):
        raise NotAllowed(_("Ông/bà không phụ trách đơn vị này."))
    if signed_on > local_day(at) or signed_on < dispatch.instrument.issued_on:
        raise NotNow(_("Ngày ký phải từ ngày ban hành văn bản đến hôm nay."))
    signing = Signing.objects.create(
        instrument=dispatch.instrument, office=office, signed_on=signed_on, by=by, at=at
    )
    moment = datetime.combine(signed_on, time(12), ZONE)
    made = [
        Acknowledgement(
            instrument=dispatch.instrument, staff=person, at=min(moment, at), signing=signing
        )
        for person in people
    ]
    Acknowledgement.objects.bulk_create(made, ignore_conflicts=True)
    _store(uploads, "signed_lists", signing, by, at)
    record(
        by=by,
        verb="record_signatures",
        obj=dispatch,
        at=at,
        label=f"{dispatch.instrument.number}, {office.short_name}",
        after={"people": len(people), "signed_on": signed_on.isoformat()},
    )
    return signing


@transaction.atomic
def remind(
    *, dispatch: Dispatch, offices: list[Office], by: User | None, at: datetime, stage: str = ""
) -> int:
    """Tell who has not confirmed yet, once a day (or once a `stage`); returns how many people that
    is. People without an account sign on paper.
    """
    if by and not (
        may(by, Do.KEEP_RULEBOOK) or all(has_grant(by, OVERSEE, office) for office in offices)
    ):
        raise NotAllowed(_("Ông/bà không phụ trách đơn vị này."))
    if dispatch.ended_at:
        raise NotNow(_("Việc gửi văn bản này đã kết thúc."), back=_url(dispatch))
    day = local_day(at)
    people = (
        part_of(people_to_cover(dispatch.instrument, day, offices), OPEN)
        .filter(user__isnull=False, user__is_active=True)
        .select_related("user")
    )
    users = [person.user for person in people]
    key = f"read_instrument:{dispatch.pk}:{stage or f'{day:%Y%m%d}'}"
    text = _("Đọc và xác nhận {short} trước {due_on:%d/%m/%Y}").format(
        short=dispatch.instrument.short, due_on=dispatch.due_on
    )
    notify(
        users=users,
        kind="read_instrument",
        text=text[:200],
        url=reverse("rulebook:instrument", args=[dispatch.instrument_id]),
        at=at,
        key=key,
    )
    record(
        by=by,
        verb="remind_readers",
        obj=dispatch,
        at=at,
        label=dispatch.instrument.number,
        after={"people": len(users)},
    )
    return len(users)


@transaction.atomic
def keep_source(*, name: str, url: str, note: str, by: User | None, at: datetime) -> OfficialSource:
    """Add an official source to the committee's page. Raises NotNow for an address no browser
    should be sent to.
    """
    if by and not may(by, Do.KEEP_RULEBOOK):
        raise NotAllowed()
    if (link := as_link(url)) is None:
        raise NotNow(NOT_A_LINK)
    source = OfficialSource.objects.create(
        name=name, url=link, note=note, order=OfficialSource.objects.count() + 1
    )
    record(by=by, verb="keep_source", obj=source, at=at, label=name)
    return source
