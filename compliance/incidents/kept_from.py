"""What the trail, the ledger and a person's own data keep from a reader, by the cases that are shut
to them.
"""

from typing import Any

from django.db.models import Q

from compliance.core.identity import fingerprint
from compliance.files.models import StoredFile
from compliance.incidents.facts import excluded_from, excluded_people
from compliance.incidents.models import Evidence, Incident
from compliance.registry.models import StaffMember, User

# what belongs to a case, by model: how it leads to it. What an event or a line of the ledger is
# about is one of these, or no business of a case.
BELONGS = {"incident": "pk", "evidence": "incident", "storedfile": "evidence__incident"}
MODELS: dict[str, Any] = {"incident": Incident, "evidence": Evidence, "storedfile": StoredFile}


def case_of(obj: Any) -> Incident | None:
    """The case `obj` belongs to; of a file that several siblings share, the first."""
    if isinstance(obj, Incident):
        return obj
    if isinstance(obj, StoredFile):
        return Incident.objects.filter(evidence__file=obj).order_by("pk").first()
    return obj.incident if isinstance(obj, Evidence) else None


LOOKS_AT_PEOPLE = ("saw_person",)


def events_excluded_from(user: User) -> Q:
    """What the trail hides from `user`: every event on a case behind their wall or on what belongs
    to it, by object; and who opened the page of a person
    whose cases are shut to them, their own first: an hour beside a name announces a case.
    """
    walled = dict(Incident.objects.filter(excluded_from(user)).order_by().values_list("pk", "code"))
    excluded = Q(
        verb__in=LOOKS_AT_PEOPLE,
        subject_type="staffmember",
        subject_id__in=[str(pk) for pk in excluded_people(user)],
    )
    for name, path in BELONGS.items() if walled else ():
        rows = (
            MODELS[name]
            .objects.filter(**{f"{path}__in": walled})
            .order_by()
            .values_list("pk", flat=True)
        )
        excluded |= Q(subject_type=name, subject_id__in={str(pk) for pk in rows})
    for code in (
        walled.values()
    ):  # a list, or a thing that is gone by now: its label still begins with the code
        excluded |= Q(subject_label__startswith=code)
    return excluded


def exports_excluded_from(user: User) -> Q:
    """The same for lines of the ledger; those written before lines had an object know their case by
    its code alone.
    """
    walled = dict(Incident.objects.filter(excluded_from(user)).order_by().values_list("pk", "code"))
    return Q(subject_type="incident", subject_id__in=[str(pk) for pk in walled]) | Q(
        subject_type="", title__in=walled.values()
    )


def marks_of(user: User) -> list[str]:
    """Under what `user` stands in the ledger by their part: one fingerprint for each case they
    reported or are told of.
    """
    cases = Incident.objects.reported_by(user) | Incident.objects.filter(
        pk__in=Incident.objects.concerning(user).order_by().values("pk")
    )
    return [
        fingerprint(code, user.pk)
        for code in cases.order_by().values_list("code", flat=True).distinct()
    ]


def untold_times(staff: StaffMember) -> list[tuple]:
    """From the first draft of each case `staff` has not been told of until it ended; None: it has
    not.
    """
    return list(
        Incident.objects.filter(person=staff, told_at=None)
        .order_by()
        .values_list("created_at", "closed_at")
    )
