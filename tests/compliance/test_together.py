"""Rows that were asked for in one question with others are those of their own question."""

from django.db import connection
from django.db.models import Count
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext

from compliance.core.together import Together, fill
from compliance.incidents.models import CustodyEvent, Evidence, Incident, StepTaken
from compliance.registry.models import Office, StaffMember
from compliance.review.models import Answer, CaseDocument, Conclusion, Measure
from compliance.rulebook.models import RuleTerm

ASKED = {
    "in their order": lambda: Office.objects.order_by("-name"),
    "by a joined name": lambda: StaffMember.objects.select_related("office", "user").order_by(
        "office__name", "-full_name"
    ),
    "the first": lambda: StaffMember.objects.order_by("full_name")[:7],
    "with all they point at": lambda: Incident.objects.select_related(
        "person__user__staff", "reporter", "rule_set", "office__parent__parent"
    ).order_by("code"),
    "as columns by name": lambda: Incident.objects.order_by("status", "pk").values(
        "status", "due_on", "submitted_at"
    ),
    "counted": lambda: (
        Incident.objects.values_list("status").annotate(n=Count("pk")).order_by("status")
    ),
    "one column": lambda: Incident.objects.order_by("title").values_list("title", flat=True),
    "with a column of their own": lambda: RuleTerm.objects.standing(),
    "deferred": lambda: CustodyEvent.objects.only("verb", "at").order_by("pk"),
    "UUIDs, JSON": lambda: Evidence.objects.select_related("file").order_by("pk"),
    "JSON put together by the question": lambda: (
        Office.objects.annotate(said=JSONObject(name="name", order="order"))
        .order_by("pk")
        .values("pk", "said")
    ),
    "prefetched": lambda: Answer.objects.prefetch_related("files").order_by("pk"),
    "documents": lambda: CaseDocument.objects.order_by("pk"),
    "steps": lambda: StepTaken.objects.select_related("by").order_by("-at", "-pk"),
    "days": lambda: Measure.objects.order_by("due_on", "pk"),
    "conclusions": lambda: Conclusion.objects.order_by("pk"),
    "nothing": lambda: Office.objects.none(),
}


def _seen(row) -> object:
    """What a row says, with the types of its columns and what was read along with it."""
    if not hasattr(row, "_state"):
        return row
    others, prefetched = row._state.fields_cache, getattr(row, "_prefetched_objects_cache", {})
    return (
        _columns(row),
        {name: other and (_columns(other), [*others]) for name, other in others.items()},
        {name: [_columns(other) for other in rows] for name, rows in prefetched.items()},
    )


def _columns(row) -> dict:
    apart = ("_state", "_prefetched_objects_cache")
    return {name: (type(value), value) for name, value in vars(row).items() if name not in apart}


def test_rows_of_one_question_are_those_of_many(world, story, counted):
    for status in ("closed", "consulting", "submitted"):
        story(status)
    together, alone = ({name: ask() for name, ask in ASKED.items()} for __ in range(2))
    assert connection.features.supports_json_field  # which SQLite is asked once in a process
    with CaptureQueriesContext(connection) as asked:
        fill(*together.values())
        given = {name: list(rows) for name, rows in together.items()}
    prefetched = 1
    assert len(asked) == 1 + prefetched
    for name, rows in given.items():
        assert [_seen(row) for row in rows] == [_seen(row) for row in alone[name]], name
    empty = {name for name, rows in given.items() if not rows}
    assert empty <= {"nothing", "documents"}, empty
    counted(sum(map(len, given.values())), "rows asked for together and alone")


def test_what_is_written_once_is_asked_about_each_key(story, counted):
    """The SQL of a Together is put together for the first key; the rows are those of every key."""
    steps = Together(
        lambda key: {
            "steps": StepTaken.objects.filter(incident=key).order_by("version"),
            "evidence": Evidence.objects.filter(incident=key).order_by("pk"),
            "code": Incident.objects.filter(pk=key).values_list("code", flat=True),
        }
    )
    cases = [story(status).incident for status in ("submitted", "consulting", "closed")]
    for case in cases:
        with CaptureQueriesContext(connection) as asked:
            read = steps.read(case.pk)
        assert len(asked) == 1
        assert read["steps"] == list(case.steps.order_by("version"))
        assert read["evidence"] == list(case.evidence.order_by("pk"))
        assert read["code"] == [case.code]
    counted(len(cases), "keys asked about with one SQL")
