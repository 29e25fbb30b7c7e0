"""Relations that put two people on either side of the wall: said by one, confirmed by the other.

A side binds itself: what somebody says of themselves only takes away what they could do themselves.
It
binds the other side when that one says so too, or when a free lead does (queries.judges). Nobody
who is
a party takes a relation away; what was under way meanwhile stays shut (closing_blockers.FALLING).
Decision 0039; Law on Anti-Corruption 2018, Điều 23 and 56 (conflict of interest), kept by analogy.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from compliance.audit.actions import keyed_hash, record
from compliance.core.access import may, require
from compliance.core.language import _
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.outbox.actions import notify
from compliance.registry.closing_blockers import FALLING, RISEN, STRANDED
from compliance.registry.models import Kinship, StaffMember, User
from compliance.registry.queries import judges
from compliance.rulebook.clocks import local_day

SIDES = ("person", "relative")
OTHER = {"person": "relative", "relative": "person"}


@transaction.atomic
def declare_kinship(
    *, person: StaffMember, relative: StaffMember, relation: str, by: User, at: datetime
) -> Kinship:
    """Say that two people are related. A person declares their own; internal affairs anybody's.

    Whoever says it of themselves is bound at once, unless that would leave something under way
    without a
    hand: then it waits to be confirmed, as the other side does. What the other side declared before
    is
    confirmed by declaring it too. Raises NotAllowed for somebody else's, NotNow when it was
    declared.
    """
    if person.user_id != by.pk:
        require(by, Do.KEEP_REGISTRY)
    if person.pk == relative.pk:
        raise NotNow(_("Chọn một người khác."))
    standing = Kinship.objects.standing().select_related("person__user", "relative__user")
    if standing.filter(person=person, relative=relative).exists():
        raise NotNow(_("Quan hệ này đã được khai."))
    if said := standing.filter(person=relative, relative=person).first():
        if not said.waits or not said.is_party(by) or by.pk == said.declared_by_id:
            raise NotNow(_("Quan hệ này đã được khai."))
        return confirm_kinship(kinship=said, by=by, at=at)
    made = Kinship.objects.create(
        person=person, relative=relative, relation=relation, declared_at=at, declared_by=by
    )
    after = {"relative": relative.pk, "relation": relation}
    record(by=by, verb="declare_kinship", obj=person, at=at, label=person.code, after=after)
    if by.pk in (person.user_id, relative.user_id):
        _bind_oneself(made, "person" if by.pk == person.user_id else "relative", at)
    _ask_the_others(made, by, at)
    return made


def _bind_oneself(made: Kinship, side: str, at: datetime) -> None:
    subject = getattr(made, OTHER[side])
    before = {key for asks in STRANDED for key in asks(subject, at)}
    _bind(made, (side,), at)
    if {key for asks in STRANDED for key in asks(subject, at)} - before:
        Kinship.objects.filter(pk=made.pk).update(**{f"{side}_from": None})
        setattr(made, f"{side}_from", None)
    else:
        _rise(made, (side,), at)


def _bind(kinship: Kinship, sides: tuple[str, ...], at: datetime) -> tuple[str, ...]:
    """Bind those of `sides` that are not bound yet; returns them."""
    new = tuple(side for side in sides if getattr(kinship, f"{side}_from") is None)
    for side in new:
        setattr(kinship, f"{side}_from", at)
    (
        Kinship.objects.filter(pk=kinship.pk).update(**{f"{side}_from": at for side in new})
        if new
        else None
    )
    return new


def _rise(kinship: Kinship, sides: tuple[str, ...], at: datetime) -> None:
    for side in sides:
        viewer, subject = getattr(kinship, side), getattr(kinship, OTHER[side])
        for hears in RISEN if viewer.user_id else ():
            hears(viewer.user, subject, at)


def url_of(kinship: Kinship) -> str:
    return reverse("registry:relation", args=[kinship.pk])


def _tell(kinship: Kinship, users: Iterable, what: str, text: str, at: datetime) -> None:
    key = f"relation:{kinship.pk}:{what}"
    notify(users=users, kind="relation", text=text, url=url_of(kinship), at=at, key=key)


def _accounts(kinship: Kinship, but: User | None = None) -> list[User]:
    sides = [getattr(kinship, side).user for side in SIDES]
    return [
        user for user in sides if user and user.is_active and (but is None or user.pk != but.pk)
    ]


def _ask_the_others(made: Kinship, by: User, at: datetime) -> None:
    """Each other side with an account; where one has none, a free lead says it for them."""
    others = _accounts(made, by)
    _tell(
        made,
        others,
        "declared",
        _("Có khai báo quan hệ với ông/bà: xác nhận hoặc nêu không đúng"),
        at,
    )
    if len(others) < (1 if made.is_party(by) else 2):
        _ask_judges(made, "declared", _("Xem xét một khai báo quan hệ chờ xác nhận"), at)


def _ask_judges(kinship: Kinship, what: str, text: str, at: datetime) -> None:
    _tell(kinship, judges(kinship, local_day(at)), f"{what}:judge", text, at)


def _locked(kinship: Kinship) -> Kinship:
    """The row as it is now, held until the end. Raises NotNow when it has ended."""
    rows = Kinship.objects.select_for_update(of=("self",))
    fresh = rows.select_related("person__user", "relative__user").get(pk=kinship.pk)
    if fresh.ended_at:
        raise NotNow(_("Khai báo này đã kết thúc."))
    return fresh


def _side_of(kinship: Kinship, by: User) -> str | None:
    return next((side for side in SIDES if getattr(kinship, side).user_id == by.pk), None)


def _require_judge(kinship: Kinship, by: User, at: datetime) -> None:
    if not judges(kinship, local_day(at)).filter(pk=by.pk).exists():
        raise NotAllowed(
            _(
                "Việc này của Tổ trưởng hoặc Tổ phó không có liên quan; người trong quan hệ và "
                "người đã khai, đã đề nghị thì không tự quyết định."
            )
        )


@transaction.atomic
def confirm_kinship(*, kinship: Kinship, by: User, at: datetime) -> Kinship:
    """It is so. A side binds itself; a free lead binds both.

    Raises NotAllowed for anybody else, NotNow when there is nothing left to confirm.
    """
    kinship = _locked(kinship)
    side = _side_of(kinship, by)
    if side is None:
        _require_judge(kinship, by, at)
    elif by.pk == kinship.declared_by_id:
        raise NotAllowed(_("Ông/bà đã khai quan hệ này; bên kia hoặc Tổ trưởng xác nhận."))
    new = _bind(kinship, _confirmed_sides(kinship, side), at)
    if not new:
        raise NotNow(_("Quan hệ này đã được xác nhận."))
    said = {"confirmed_at": at, "confirmed_by": by, "denied_at": None, "denied_by": None}
    Kinship.objects.filter(pk=kinship.pk).update(**said)
    label, after = kinship.person.code, {"relation": kinship.pk, "sides": list(new)}
    record(by=by, verb="confirm_kinship", obj=kinship.person, at=at, label=label, after=after)
    _rise(kinship, new, at)
    _tell(
        kinship,
        _accounts(kinship, by),
        f"confirmed:{by.pk}",
        _("Quan hệ đã khai được xác nhận"),
        at,
    )
    kinship.refresh_from_db()
    return kinship


def _confirmed_sides(kinship: Kinship, side: str | None) -> tuple[str, ...]:
    """Both by a free lead, or by the second side where the first one declared it; else the side
    that speaks.
    """
    if side is None:
        return SIDES
    other = getattr(kinship, OTHER[side])
    return SIDES if other.user_id and other.user_id == kinship.declared_by_id else (side,)


@transaction.atomic
def deny_kinship(*, kinship: Kinship, because: str, by: User, at: datetime) -> Kinship:
    """A side that is not bound says that it is not so; a free lead looks into it. Raises
    NotAllowed, NotNow.
    """
    kinship = _locked(kinship)
    side = _side_of(kinship, by)
    if side is None or by.pk == kinship.declared_by_id:
        raise NotAllowed(_("Chỉ bên kia nêu được là không đúng."))
    if getattr(kinship, f"{side}_from"):
        raise NotNow(_("Quan hệ này đã được xác nhận; muốn bỏ thì gửi đề nghị bỏ."))
    if not because.strip():
        raise NotNow(_("Ghi lý do không đúng."))
    said = {"denied_at": at, "denied_by": by, "denied_because": because.strip()}
    Kinship.objects.filter(pk=kinship.pk).update(**said)
    after = {"relation": kinship.pk, "because": keyed_hash(because)}
    label = kinship.person.code
    record(by=by, verb="deny_kinship", obj=kinship.person, at=at, label=label, after=after)
    kinship.refresh_from_db()
    _ask_judges(kinship, "denied", _("Một khai báo quan hệ bị nêu là không đúng: xem xét"), at)
    return kinship


@transaction.atomic
def reject_kinship(*, kinship: Kinship, because: str, by: User, at: datetime) -> Kinship:
    """A free lead finds that what was declared is not so. Raises NotAllowed; NotNow once it is
    confirmed.
    """
    kinship = _locked(kinship)
    _require_judge(kinship, by, at)
    if not kinship.waits:
        raise NotNow(_("Quan hệ này đã được xác nhận."))
    if not because.strip():
        raise NotNow(_("Ghi lý do."))
    return _end(
        kinship, "reject_kinship", _("Khai báo quan hệ không được xác nhận"), because, by, at
    )


@transaction.atomic
def ask_removal(*, kinship: Kinship, because: str, by: User, at: datetime) -> Kinship:
    """Ask that a relation be taken away. A party or internal affairs asks, somebody else decides;
    until then it stands.

    Raises NotAllowed, NotNow.
    """
    kinship = _locked(kinship)
    if not (kinship.is_party(by) or may(by, Do.KEEP_REGISTRY)):
        raise NotAllowed(_("Chỉ người trong quan hệ hoặc đầu mối nội vụ đề nghị bỏ."))
    if kinship.removal_at:
        raise NotNow(_("Đã có đề nghị bỏ đang chờ."))
    if not because.strip():
        raise NotNow(_("Ghi lý do bỏ."))
    asked = {"removal_at": at, "removal_by": by, "removal_because": because.strip()}
    Kinship.objects.filter(pk=kinship.pk).update(**asked)
    kinship.refresh_from_db()
    after = {"relation": kinship.pk, "because": keyed_hash(because)}
    label = kinship.person.code
    record(by=by, verb="ask_kinship_removal", obj=kinship.person, at=at, label=label, after=after)
    key = f"removal:{at:%Y%m%d%H%M%S}"
    _tell(
        kinship, _accounts(kinship, by), key, _("Có đề nghị bỏ một quan hệ đã khai với ông/bà"), at
    )
    _ask_judges(kinship, key, _("Xem xét đề nghị bỏ một quan hệ đã khai"), at)
    return kinship


def _require_removal(kinship: Kinship, by: User, at: datetime) -> None:
    if kinship.removal_at is None:
        raise NotNow(_("Chưa có đề nghị bỏ quan hệ này."))
    if by.pk == kinship.removal_by_id:
        raise NotAllowed(_("Người đề nghị bỏ không tự quyết định."))
    _require_judge(kinship, by, at)


@transaction.atomic
def revoke_kinship(*, kinship: Kinship, by: User, at: datetime, because: str = "") -> Kinship:
    """Take a relation away, as somebody else asked. Cases that were open in its time stay shut.

    Raises NotAllowed for a party and for who asked, NotNow when nobody asked.
    """
    kinship = _locked(kinship)
    _require_removal(kinship, by, at)
    why = because or kinship.removal_because
    return _end(kinship, "revoke_kinship", _("Quan hệ đã khai được bỏ"), why, by, at)


@transaction.atomic
def keep_kinship(*, kinship: Kinship, by: User, at: datetime) -> Kinship:
    """The relation stays; the request to take it away is refused. Raises NotAllowed, NotNow."""
    kinship = _locked(kinship)
    _require_removal(kinship, by, at)
    asked = kinship.removal_at
    Kinship.objects.filter(pk=kinship.pk).update(
        removal_at=None, removal_by=None, removal_because=""
    )
    label = kinship.person.code
    after = {"relation": kinship.pk}
    record(by=by, verb="keep_kinship", obj=kinship.person, at=at, label=label, after=after)
    text = _("Quan hệ đã khai được giữ nguyên")
    _tell(kinship, _accounts(kinship), f"kept:{asked:%Y%m%d%H%M%S}", text, at)
    kinship.refresh_from_db()
    return kinship


def _end(kinship: Kinship, verb: str, text: str, because: str, by: User, at: datetime) -> Kinship:
    """The row stays, with its days; what was open meanwhile keeps its wall."""
    for side in SIDES:
        viewer, since = getattr(kinship, side), getattr(kinship, f"{side}_from")
        for keeps in FALLING if since and viewer.user_id else ():
            keeps(viewer.user, getattr(kinship, OTHER[side]), since, at)
    ended = {"ended_at": at, "ended_by": by, "ended_because": because.strip()}
    Kinship.objects.filter(pk=kinship.pk).update(**ended)
    label = kinship.person.code
    before = {"relative": kinship.relative_id, "relation": kinship.relation}
    record(by=by, verb=verb, obj=kinship.person, at=at, label=label, before=before)
    _tell(kinship, _accounts(kinship, by), "ended", text, at)
    kinship.refresh_from_db()
    return kinship
