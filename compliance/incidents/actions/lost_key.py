"""The identity key is gone: who reported cannot be read any more, and the work goes on. The seals
are kept, so that a key found again opens them (docs/decisions/0090).
"""

from datetime import datetime

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from compliance.audit.actions import record
from compliance.audit.known_keys import absent, admit, configured
from compliance.audit.models import KnownKey
from compliance.core import identity
from compliance.core.addresses import case_url
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.core.roles import CHAIRS, Kind
from compliance.core.text import fold
from compliance.incidents.models import Incident, KeptSeal, NotReporter, Reporter
from compliance.incidents.queries import leads_of, must_declare
from compliance.incidents.transitions import record_act
from compliance.outbox.actions import notify
from compliance.outbox.models import Notification
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day

NOBODY = "khong-con-biet"  # a locked account without a password: who stands where nobody is known
IDENTITY = "IDENTITY_KEYS"
NAME = _("Không còn biết (khóa niêm phong đã mất)")


@transaction.atomic
def declare_key_lost(
    *, variable: str, by_name: str, witness: str, reason: str, at: datetime
) -> dict[str, int]:
    """Two people say by name that the missing keys of IDENTITY_KEYS or SECRET_KEY will not come
    back. Reporters and sealed lines that no key opens belong to NOBODY from now on, their seals
    are kept beside; whoever watches is told. Returns {'keys', 'reporters', 'lines'}. Raises NotNow
    when nothing is missing, a name or the reason is not there.
    """
    signed = _signed(by_name, witness, reason)
    lost = [row for row in absent() if row.variable == variable]
    if not lost:
        raise NotNow(
            _("Không thiếu khóa nào của {variable}: không có gì để khai báo.").format(
                variable=variable
            )
        )
    admit(at)
    done = {"keys": len(lost), "reporters": 0, "lines": 0}
    if variable == IDENTITY:
        done["reporters"] = _belong_to_nobody(Reporter.objects.all(), "reporter", at)
        Reporter.objects.filter(kept_seal__isnull=False).update(lost_at=at)
        done["lines"] = _belong_to_nobody(Notification.objects.filter(user=None), "line", at)
    KnownKey.objects.filter(pk__in=[row.pk for row in lost]).update(
        retired_at=at, reason=reason.strip()
    )
    after = {"reason": reason.strip(), **done}
    for row in lost:
        event = record(
            by=None,
            alias=signed,
            verb="declare_key_lost",
            obj=row,
            at=at,
            label=str(row),
            after=after,
        )
    _tell(variable, event.seq, at)
    return done


def _signed(by_name: str, witness: str, reason: str) -> str:
    """Who stands for it, in the trail. Raises NotNow without two names and a reason."""
    names = [name.strip()[:80] for name in (by_name, witness)]
    if not all(names) or fold(names[0]) == fold(names[1]):
        raise NotNow(_("Ghi họ tên hai người khác nhau: người thực hiện và người chứng kiến."))
    if len(reason.strip()) < 10:
        raise NotNow(_("Ghi rõ lý do, từ 10 ký tự."))
    return _("{names}, {names_2} chứng kiến").format(names=names[0], names_2=names[1])


def _opened(sealed: str) -> int | None:
    """The account in a seal; None when no key at hand opens it."""
    try:
        return identity.unseal(sealed)
    except InvalidToken:
        return None


def _belong_to_nobody(rows: QuerySet, owner: str, at: datetime) -> int:
    """Those that no key opens; what can be opened stays as it is. `owner`: the column of KeptSeal.
    A seal kept before is the true one and is not written over. Returns how many they were.
    """
    unread = {
        row.pk: row.sealed
        for row in rows.only("pk", "sealed").order_by("pk").iterator(chunk_size=2000)
        if _opened(row.sealed) is None
    }
    lost = list(unread)
    if not lost:
        return 0
    known = set(KeptSeal.objects.values_list(f"{owner}_id", flat=True))
    KeptSeal.objects.bulk_create(
        [
            KeptSeal(**{f"{owner}_id": pk}, sealed=sealed, at=at)
            for pk, sealed in unread.items()
            if pk not in known
        ],
        batch_size=500,
    )
    nobody, made = User.objects.get_or_create(
        username=NOBODY, defaults={"display_name": NAME, "is_active": False}
    )
    if made:
        nobody.set_unusable_password()
        nobody.save(update_fields=["password"])
    sealed = identity.seal(nobody.pk)
    for start in range(0, len(lost), 500):
        rows.model.objects.filter(pk__in=lost[start : start + 500]).update(
            tag=identity.tags(nobody.pk)[0], sealed=sealed
        )
    return len(lost)


@transaction.atomic
def declare_key_found(*, by_name: str, witness: str, reason: str, at: datetime) -> dict[str, int]:
    """A key of IDENTITY_KEYS that was declared lost stands in the environment again, behind the one
    in use: every kept seal it opens is sealed anew with the key in use and put back. Returns
    {'reporters', 'lines', 'left', 'handlers'}: put back, still closed, cases whose handler turns
    out to have reported. Raises NotNow when no kept seal opens.
    """
    signed = _signed(by_name, witness, reason)
    back = KnownKey.objects.filter(
        variable=IDENTITY, fingerprint__in=configured()[IDENTITY], retired_at__isnull=False
    )
    done, handled = {"reporters": 0, "lines": 0}, []
    for row in KeptSeal.objects.select_related("reporter__incident").order_by("pk"):
        who = _opened(row.sealed)
        if who is None:
            continue
        anew = {"tag": identity.tags(who)[0], "sealed": identity.seal(who)}
        if row.reporter:
            Reporter.objects.filter(pk=row.reporter.pk).update(lost_at=None, **anew)
            done["reporters"] += 1
            if row.reporter.incident.handler_id == who:
                handled.append(row.reporter.incident)
        else:
            Notification.objects.filter(pk=present(row.line_id)).update(**anew)
            done["lines"] += 1
        row.delete()
    if not any(done.values()):
        raise NotNow(
            _(
                "Khóa đang có không mở được danh tính nào đã mất: đặt khóa tìm lại sau khóa đang "
                "dùng trong IDENTITY_KEYS, rồi chạy lại."
            )
        )
    done |= {"left": KeptSeal.objects.count(), "handlers": len(handled)}
    key = back.first() or KnownKey.objects.filter(variable=IDENTITY).latest("at")
    event = record(
        by=None,
        alias=signed,
        verb="declare_key_found",
        obj=key,
        at=at,
        label=str(key),
        after={"reason": reason.strip(), **done},
    )
    _give_on(handled, at)
    _tell(IDENTITY, event.seq, at, _("tìm lại được"))
    return done


def _give_on(cases: list[Incident], at: datetime) -> None:
    """The gate shuts the reporter out again; the leads give the case on. Why is not said."""
    for incident in cases:
        notify(
            users=leads_of(incident, local_day(at)),
            kind="handler_lost",
            text=_("Người phụ trách hồ sơ {code} không xử lý tiếp được: giao người khác").format(
                code=incident.code
            ),
            url=case_url(incident.code),
            at=at,
            subject=incident,
            key=f"handler_lost:{incident.pk}:{incident.handler_id}:{local_day(at):%Y%m%d}",
        )


@transaction.atomic
def declare_not_reporter(*, incident: Incident, by: User, at: datetime) -> NotReporter:
    """`by`, who has a part that a reporter must not take, says on record that it was not them.
    Raises NotNow where nothing is asked of them.
    """
    if not must_declare(incident, by):
        raise NotNow(_("Hồ sơ này không cần xác nhận."), back=case_url(incident.code))
    said, __ = NotReporter.objects.get_or_create(incident=incident, user=by, defaults={"at": at})
    record_act(incident=incident, verb="declare_not_reporter", by=by, at=at)
    return said


def _tell(variable: str, seq: int, at: datetime, what: str = _("mất")) -> None:
    notify(
        users=holders(Kind.AUDITOR, *CHAIRS, Kind.ADMINISTRATOR, day=local_day(at)),
        kind="key_lost",
        text=_("Đã khai báo {what} khóa {variable} tại máy chủ; xem nhật ký số {seq}").format(
            what=what, variable=variable, seq=seq
        ),
        url=reverse("outbox:notifications"),
        at=at,
        key=f"key_lost:{seq}",
    )
