"""What a person sees in their own name: reported, assigned, invited to. What is few is named by its
key, so that the database begins with it; of more each case is asked for itself, so that no page
reads all that somebody ever reported or handled.
"""

from django.apps import apps
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import In

from compliance.core.access import held_keys, holds, may
from compliance.core.among import Among, apart_from
from compliance.core.identity import tags
from compliance.core.kept import ask
from compliance.core.roles import Do

HANDLE = "handle_incident"
FEW = 300  # cases of one kind that a question names


def reports(user):
    """The rows of the vault that seal `user`."""
    return apps.get_model("incidents", "Reporter").objects.by(user)


def reports_shown_to_none(user):
    """Those of reports() that no office sees: drafts, sealed ones."""
    return reports(user).filter(shown_to=None)


def in_own_name(user, offices: list[int], invited: list[int]) -> Q:
    """Cases that `user` reported and that `offices` do not show anyhow, handles, or of which they
    were `invited` to one. A sealed one shows to its reporter alone.
    """
    reported, handled = _few(user, offices)
    own = Q(pk__in=[])
    if handled is None:
        own |= _handled(user) & Q(sealed=False)
    elif handled:
        own |= Q(Among("pk", handled), sealed=False)
    if invited:
        own |= Q(pk__in=invited, sealed=False, submitted_at__isnull=False)
    # last, as it is asked from left to right: the other two are in the row
    if reported is None:
        own |= is_reported_by(user)
    elif reported:
        own |= Q(Among("pk", reported))
    return own


def handles_many(user, offices: list[int]) -> bool:
    """Whether `user` handles more cases than a question names."""
    return _few(user, offices)[1] is None


def is_reported_by(user) -> Q:
    """Each case for itself: whether the seal of its reporter is `user`'s."""
    of_case = apps.get_model("incidents", "Reporter").objects.filter(incident=OuterRef("pk"))
    return Q(In(Subquery(of_case.values("tag")), tags(user.pk)))


def _handled(user) -> Q:
    """The computed grant of each case decides, as it does where the keys are named. The column it
    is computed from (grants.py) stands first, as that has an index and is in the row that is read:
    grants are asked for of cases alone that name `user`.
    """
    return Q(handler=user) & holds(user, HANDLE, apps.get_model("incidents", "Incident"))


def _few(user, offices: list[int]) -> tuple[list[int] | None, list[int] | None]:
    """(keys of reports no office of `offices` shows, keys of cases held): None for more than FEW.
    Asked once for each loaded user, in one question.
    """
    if not hasattr(user, "_own_keys"):
        asked = ask(user, ("own keys", FEW), lambda: _first_keys(user, offices))
        keys = [rows if len(rows) <= FEW else None for rows in asked]
        user._own_keys = (keys[0], keys[1] if len(keys) > 1 else [])
    known: tuple[list[int] | None, list[int] | None] = user._own_keys
    return known


def _first_keys(user, offices: list[int]) -> list[QuerySet]:
    """Of what they reported elsewhere, and of what they hold: one more than a question names."""
    asked = [_elsewhere(user, offices).values_list("incident_id", flat=True)[: FEW + 1]]
    if may(user, Do.HANDLE):
        held = held_keys(user, HANDLE, apps.get_model("incidents", "Incident"))
        asked.append(held.values_list("content_object_id", flat=True)[: FEW + 1])
    return asked


def _elsewhere(user, offices: list[int]):
    """Own reports that the offices do not already show: drafts, cases handled a level up, sealed
    ones. The database keeps beside each to which office it shows (triggers.py).
    """
    rows = reports(user)
    if offices:
        return rows.filter(apart_from("shown_to", offices)).order_by()
    # in the order of the index, which is read as far as the first few and no further
    return rows.order_by("shown_to_id", "incident_id")
