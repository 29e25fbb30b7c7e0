"""What a case consists of, read from the models themselves, and how it is emptied.

Every row that hangs on an incident by a foreign key goes, at any depth, in any app; what must stay
is named here and emptied instead.
So a table somebody adds later is disposed of without anybody remembering to say so.
"""

import hashlib
import json
import uuid
from collections import Counter
from datetime import datetime, time
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Q, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from compliance.core.hooks import Registry
from compliance.files import forget
from compliance.files.models import StoredFile
from compliance.files.storage import is_there, remove
from compliance.incidents.models import FACTS, Incident, IncidentState, Urgency
from compliance.outbox.models import Message, Notification
from compliance.retention.models import FileToRemove
from compliance.rulebook.clocks import ZONE, local_day

# rows that stay, and what is emptied in them; "now" is the moment of disposal. Apps above register
# theirs, and the models whose rows stay as they are.
EMPTIED: Registry[str, dict[str, Any]] = Registry(
    {
        "incidents.StepTaken": {"note": "", "by": None, "erased_at": "now"},
        "review.RevealRequest": {"reason": ""},
        "review.RevealVote": {"reason": ""},
        "retention.LegalHold": {"reason": "", "release_reason": ""},
    }
)
STAYING: Registry[str, None] = Registry(
    {"retention.DisposalItem": None, "retention.Tombstone": None}
)
# point at another case, do not belong to it
ASIDE = {"review.Triage.duplicate_of", "review.Rectification.duplicate_of"}

AT_ONCE = 100  # cases asked about in one query: every table names each of them
NO_FILE = Value(uuid.UUID(int=0), models.UUIDField())


def _own_keys(model) -> list[models.ForeignKey]:
    return [
        field
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and f"{model._meta.label}.{field.name}" not in ASIDE
    ]


@cache
def parts() -> tuple[tuple[type[models.Model], tuple[str, ...]], ...]:
    """((model, lookups to the incident, the shortest first)), the deepest first: children go before
    what they hang on.
    """
    paths: dict[type, set[str]] = {Incident: {"pk"}}
    depth: dict[type, int] = {Incident: 0}
    every = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    for _ in every:
        grown = False
        for model in every:
            if model is Incident or model._meta.label in STAYING:
                continue
            for key in _own_keys(model):
                parent = key.remote_field.model
                if parent not in paths or parent is model:
                    continue
                lookups_of = {
                    key.name if path == "pk" else f"{key.name}__{path}" for path in paths[parent]
                }
                if (
                    not lookups_of <= paths.get(model, set())
                    or depth.get(model, 0) <= depth[parent]
                ):
                    paths.setdefault(model, set()).update(lookups_of)
                    depth[model] = max(depth.get(model, 0), depth[parent] + 1)
                    grown = True
        if not grown:
            break
    ordered = sorted(
        (model for model in paths if model is not Incident),
        key=lambda model: (-depth[model], model._meta.label),
    )
    return tuple(
        (model, tuple(sorted(paths[model], key=lambda path: (path.count("__"), path))))
        for model in ordered
    )


def rows_of(model, lookups: tuple[str, ...], incidents: list[int]):
    asked = Q()
    for lookup in lookups:
        asked |= Q(**{f"{lookup}__in": incidents})
    return model._base_manager.filter(
        pk__in=model._base_manager.filter(asked).order_by().values("pk")
    )


def files_of(incidents: list[int]) -> dict[int, set]:
    """{incident: keys of stored files it relies on}, whatever table names them."""
    files: dict[int, set] = {pk: set() for pk in incidents}
    for pk, file, *_ in _together(_named_files(incidents)):
        files[pk].add(file)
    return files


def survey(incidents: list[int]) -> dict[int, dict]:
    """What disposal would remove: {incident: {'rows', 'texts', 'files', 'bytes'}}; one query for a
    page of cases, whatever number of tables they stand in.
    """
    counts: dict[int, Counter] = {pk: Counter() for pk in incidents}
    sizes: dict[int, dict[uuid.UUID, int]] = {pk: {} for pk in incidents}
    for first in range(0, len(incidents), AT_ONCE):
        keys = incidents[first : first + AT_ONCE]
        for pk, file, number, texts in _together(_counted(keys) + _named_files(keys)):
            if file != NO_FILE.value:
                sizes[pk][file] = number
            else:
                counts[pk].update(rows=number, texts=texts)
    return {
        pk: {
            "rows": number["rows"],
            "texts": number["texts"],
            "files": len(sizes[pk]),
            "bytes": sum(sizes[pk].values()),
        }
        for pk, number in counts.items()
    }


def _together(asked: list[models.QuerySet]) -> models.QuerySet:
    """Rows (incident, file or NO_FILE, rows or bytes, texts) of all these tables, in one query."""
    return asked[0].union(*asked[1:], all=True)


def _counted(incidents: list[int]) -> list[models.QuerySet]:
    """Of the case itself and of every table: rows that go, and columns in which something was
    typed. The `s_` keeps the sums apart from columns of these names.
    """
    own = Incident.objects.order_by().filter(pk__in=incidents).values_list("pk")
    asked = [own.annotate(s_file=NO_FILE, s_number=Value(0), s_texts=_typed(Incident))]
    for model, (lookup, *_) in parts():
        rows = model._base_manager.order_by().filter(**{f"{lookup}__in": incidents})
        asked.append(
            rows.values_list(lookup).annotate(
                s_file=NO_FILE, s_number=Count("pk"), s_texts=Sum(_typed(model))
            )
        )
    return asked


def _named_files(incidents: list[int]) -> list[models.QuerySet]:
    """The stored files that each table names, by every way from it to the case."""
    return [
        model._base_manager.order_by()
        .filter(**{f"{lookup}__in": incidents, f"{key.name}__isnull": False})
        .values_list(lookup, key.attname, f"{key.name}__size")
        .annotate(s_texts=Value(0))
        for model, lookups in parts()
        for key in model._meta.local_fields
        if isinstance(key, models.ForeignKey) and key.remote_field.model is StoredFile
        for lookup in lookups
    ]


class _Filled(models.Func):
    """How many of its columns hold something. One expression for all of them: a Case for each took
    most of the time of the page.
    """

    output_field = models.IntegerField()
    test = "> ''"

    def as_sql(self, compiler, connection, **extra):
        then = f" {self.test} THEN 1 ELSE 0 END"
        return super().as_sql(
            compiler,
            connection,
            template=f"(CASE WHEN %(expressions)s{then})",
            arg_joiner=f"{then} + CASE WHEN ",
        )


class _FilledJSON(_Filled):
    test = """NOT IN ('{}', '[]', '""', 'null', 'false', '0')"""


@cache
def _typed(model) -> Combinable:
    """How many columns of a row hold something that was typed."""
    names = set(_texts(model))
    objects = {name for name in names if isinstance(_column(model, name), models.JSONField)}
    number: Combinable = Value(0)
    if plain := sorted(names - objects):
        number += _Filled(*plain)
    if objects:
        number += _FilledJSON(*(Cast(name, models.TextField()) for name in sorted(objects)))
    return number


def _column(model, name: str) -> models.Field:
    return model._meta.get_field(name)


def _texts(model) -> list[str]:
    """Columns in which somebody typed."""
    kinds = (models.TextField, models.CharField, models.JSONField)
    return [
        field.name
        for field in model._meta.local_fields
        if isinstance(field, kinds) and not field.choices and not field.primary_key
    ]


def _noon(moment: datetime | None) -> datetime | None:
    """The day is what figures count; the hour of the day could find somebody in a log."""
    return datetime.combine(local_day(moment), time(12), ZONE) if moment else None


def emptied(incident: Incident, at: datetime) -> dict:
    """The columns of a disposed case: office, kinds, outcome, status and the days stay, as issued
    figures count them.
    """
    days = (
        "created_at",
        "submitted_at",
        "accepted_at",
        "told_at",
        "concluded_at",
        "closed_at",
        "first_concluded_at",
        "first_ended_at",
    )
    return {
        "person": None,
        "position": "",
        "second_post": None,
        "post_kind": "",
        "concerns_head": False,
        "title": "",
        "link": "",
        "link_key": "",
        "account_kind": "",
        "happened_at": None,
        "hour_known": True,
        "happened_about": False,
        "happened_until": None,
        "seen_how": "",
        "narrative": "",
        "unit_measure": None,
        "unit_acted_on": None,
        "unit_action": "",
        "out_of_scope_declared": False,
        "typed": {},
        "urgency": Urgency.NORMAL,
        "handler": None,
        "triaged_by": None,
        "proposed_by": None,
        "concluded_by": None,
        "asked_by": None,
        "rule_set": None,
        "limitation_ends": None,
        "folded": "",
        "sibling_group": uuid.uuid4(),
        "disposed_at": at,
        "edited_at": at,
        **{name: _noon(getattr(incident, name)) for name in days},
    }


def empty(incident: Incident, at: datetime) -> dict:
    """Remove what hangs on an emptied case, inside the caller's transaction. Returns the manifest:
    counts, and the hashes of the files that go.
    """
    removed, held = Counter(), files_of([incident.pk])[incident.pk]
    forgotten = _forget_lines(incident, at)
    for model, lookups in parts():
        rows, emptied = rows_of(model, lookups, [incident.pk]), EMPTIED.get(model._meta.label)
        if emptied is not None:
            removed[model._meta.label] += rows.filter(
                **({"erased_at": None} if "erased_at" in emptied else {})
            ).update(**{name: at if value == "now" else value for name, value in emptied.items()})
        else:
            removed[model._meta.label] += rows._raw_delete(rows.db)
    if incident.submitted_at:  # what it was before went with it; what figures count of it stays
        IncidentState.objects.create(
            incident=incident, at=at, **Incident.objects.filter(pk=incident.pk).values(*FACTS).get()
        )
    files = _drop_files(held, at)
    return {
        "rows": {label: number for label, number in sorted(removed.items()) if number},
        "lines": forgotten,
        "files": files,
    }


def _forget_lines(incident: Incident, at: datetime) -> int:
    """Bell lines that name the case, and what is owed for them."""
    lines = Notification.objects.filter(
        Q(text__contains=incident.code)
        | Q(url__contains=incident.code)
        | Q(subject_type="incident", subject_id=str(incident.pk))
    )
    keys = list(lines.values_list("pk", "dedup_key"))
    Message.objects.filter(dedup_key__in=[f"mail:{key}" for _, key in keys]).delete()
    lines.delete()
    return len(keys)


def _drop_files(held: set, at: datetime) -> list[str]:
    """Rows of files that nothing names any more go now; their bytes are owed (FileToRemove). A file
    a sibling still relies on stays.
    """
    free = StoredFile.objects.filter(pk__in=held)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if relation.one_to_many or relation.one_to_one:
            free = free.exclude(
                pk__in=relation.related_model._base_manager.filter(
                    **{f"{relation.field.name}__in": held}
                ).values(relation.field.name)
            )
    gone = list(free.order_by("sha256", "pk"))
    FileToRemove.objects.bulk_create(
        [
            FileToRemove(path=path, sha256=stored.sha256, size=stored.size, at=at)
            for stored in gone
            for path in paths_of(stored)
        ],
        ignore_conflicts=True,
    )
    StoredFile.objects.filter(pk__in=[stored.pk for stored in gone]).delete()
    return [stored.sha256 for stored in gone]


def paths_of(stored: StoredFile) -> list[str]:
    """Where the bytes of a stored file lie."""
    return [stored.path]


def unlink(row: FileToRemove) -> bool:
    """The bytes go, and every picture drawn from them unless another file has the same ones. Says
    whether they were there.
    """
    there = is_there(row.path)
    remove(row.path)
    if not StoredFile.objects.filter(sha256=row.sha256).exists():
        forget(row.sha256)
    return there


def digest(manifest: dict) -> str:
    """SHA-256 of the manifest in canonical JSON: anybody can compute it again from the register."""
    return hashlib.sha256(
        json.dumps(manifest, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()
