"""The identity key is gone for good: who reported cannot be read any more, and the work goes on."""

from datetime import datetime

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from compliance.audit.actions import record
from compliance.audit.known_keys import absent, admit
from compliance.audit.models import KnownKey
from compliance.core import identity
from compliance.core.refusals import NotNow
from compliance.core.roles import CHAIRS, Kind
from compliance.core.text import fold
from compliance.incidents.models import Reporter
from compliance.outbox.actions import notify
from compliance.outbox.models import Notification
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day

NOBODY = "khong-con-biet"  # a locked account without a password: who stands where nobody is known
NAME = "Không còn biết (khóa niêm phong đã mất)"


@transaction.atomic
def declare_key_lost(
    *, variable: str, by_name: str, witness: str, reason: str, at: datetime
) -> dict[str, int]:
    """Two people say by name that the missing keys of IDENTITY_KEYS or SECRET_KEY will not come
    back. Reporters and sealed lines that no key opens belong to NOBODY from now on; whoever
    watches is told. Returns {'keys', 'reporters', 'lines'}. Raises NotNow when nothing is missing,
    a name or the reason is not there.
    """
    names = [name.strip()[:80] for name in (by_name, witness)]
    if not all(names) or fold(names[0]) == fold(names[1]):
        raise NotNow("Ghi họ tên hai người khác nhau: người thực hiện và người chứng kiến.")
    if len(reason.strip()) < 10:
        raise NotNow("Ghi rõ lý do, từ 10 ký tự.")
    lost = [row for row in absent() if row.variable == variable]
    if not lost:
        raise NotNow(f"Không thiếu khóa nào của {variable}: không có gì để khai báo.")
    admit(at)
    done = {"keys": len(lost), "reporters": 0, "lines": 0}
    if variable == "IDENTITY_KEYS":
        done["reporters"] = _belong_to_nobody(Reporter.objects.all())
        done["lines"] = _belong_to_nobody(Notification.objects.filter(user=None))
    KnownKey.objects.filter(pk__in=[row.pk for row in lost]).update(
        retired_at=at, reason=reason.strip()
    )
    signed, after = f"{names[0]}, {names[1]} chứng kiến", {"reason": reason.strip(), **done}
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


def _belong_to_nobody(rows: QuerySet) -> int:
    """Those that no key opens; what can be opened stays as it is. Returns how many they were."""
    lost = []
    for row in rows.only("pk", "sealed").order_by("pk").iterator(chunk_size=2000):
        try:
            identity.unseal(row.sealed)
        except InvalidToken:
            lost.append(row.pk)
    if not lost:
        return 0
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


def _tell(variable: str, seq: int, at: datetime) -> None:
    notify(
        users=holders(Kind.AUDITOR, *CHAIRS, Kind.ADMINISTRATOR, day=local_day(at)),
        kind="key_lost",
        text=f"Đã khai báo mất khóa {variable} tại máy chủ; xem nhật ký số {seq}",
        url=reverse("outbox:notifications"),
        at=at,
        key=f"key_lost:{seq}",
    )
