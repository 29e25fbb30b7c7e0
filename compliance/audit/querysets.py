"""Reading the trail."""

from collections.abc import Callable

from django.db import models
from django.db.models import Q

from compliance.core.access import may
from compliance.core.hooks import Hook
from compliance.core.roles import Do


def own_refusals(user) -> Q:
    """Nobody reads where they were refused themselves: a line for what does not exist and none for
    what is hidden would tell the two apart.
    """
    return Q(verb__in=("refused", "refused_often"), actor_id=user.pk)


# user -> the events, and the lines of the ledger, this reader must not meet, found by what they are
# about. Rooms above register theirs in AppConfig.ready().
HIDDEN: Hook[Callable] = Hook([own_refusals])
HIDDEN_EXPORTS: Hook[Callable] = Hook()
# user -> the marks under which they stand in the ledger by their part
MARKS: Hook[Callable] = Hook()


def hidden_from(user, registered: Hook[Callable] = HIDDEN) -> Q:
    """What stands behind the wall of `user`."""
    hidden_rows = Q(pk__in=[])
    for hidden in registered:
        hidden_rows |= hidden(user)
    return hidden_rows


def sees_counts(user) -> bool:
    """Whether numbers over the whole chain may be shown to this reader: a number beside what they
    can count themselves tells how much is hidden from them,
    and when. Somebody on the staff list may one day be a person concerned or a relative; the rule
    asks that list alone, so that it says nothing either.
    """
    return getattr(user, "staff", None) is None


class EventQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EventQuerySet":
        """The trail for those who read it by function (the inspectorate), without what stands
        behind their own wall; nobody else reads it here.

        The history on a case page is read through the case (`about`), after the case itself was
        found visible.
        """
        if not may(user, Do.READ_AUDIT):
            return self.none()
        return self.exclude(hidden_from(user))

    def about(self, obj) -> "EventQuerySet":
        """Events on one object the caller has already been allowed to see, newest first."""
        return self.filter(subject_type=obj._meta.model_name, subject_id=str(obj.pk)).order_by(
            "-seq"
        )


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ExportQuerySet":
        """The whole ledger for the inspectorate and the leads, without what stands behind their own
        wall; everybody else what they took themselves.
        """
        readable = ~hidden_from(user, HIDDEN_EXPORTS)
        if not (may(user, Do.READ_AUDIT) or may(user, Do.TRIAGE)):
            readable = Q(by_id=user.pk) & readable | Q(
                mark__in=[mark for marks in MARKS for mark in marks(user)]
            )
        return self.filter(readable)

    def latest_first(self) -> "ExportQuerySet":
        return self.order_by("-at", "-pk")
