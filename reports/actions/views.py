"""Views of the figures that somebody keeps."""

from datetime import datetime

from django.db import transaction

from compliance.core.access import require
from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.core.roles import Do
from compliance.registry.closing_blockers import follows_code
from compliance.registry.models import User
from reports.models import SavedView

MOST = 20


@transaction.atomic
def save_view(
    *, name: str, kind: str, back: int, office: str, cadence: str, by: User, at: datetime
) -> SavedView:
    """Keep a view under a name; the same name again changes it."""
    require(by, Do.SEE_DASHBOARD)
    if not SavedView.objects.filter(user=by, name=name).exists() and by.saved_views.count() >= MOST:
        raise NotNow(
            _("Mỗi người lưu tối đa {most} cách xem. Bỏ bớt một cách xem cũ trước.").format(
                most=MOST
            )
        )
    columns = {"kind": kind, "back": back, "office": office, "cadence": cadence, "created_at": at}
    return SavedView.objects.update_or_create(user=by, name=name, defaults=columns)[0]


def drop_view(*, view: SavedView, by: User) -> None:
    """One's own alone; the caller has fetched it among them."""
    SavedView.objects.filter(pk=view.pk, user=by).delete()


@follows_code
def keep_code(former: str, code: str) -> None:
    """A saved view of an office goes on under its new code."""
    SavedView.objects.filter(office=former).update(office=code)
