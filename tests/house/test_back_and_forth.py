"""Migrations on a database with rows: undone and done again on PostgreSQL, refused in words where
the older tables cannot hold what stands, and written so that the release before goes on writing.
"""

import json
import os
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.migrations import operations as django_operations
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import F
from django.utils import timezone

from compliance.core.operations import OnlyBackWithout, Several, ask_before_going_back
from compliance.files.models import StoredFile
from compliance.incidents.models import Evidence, Incident, Invitation
from compliance.registry.models import Kinship, User
from compliance.review.models import Conclusion, Delivery, Opinion
from tests.back_and_forth import LOST, OURS, floor_of
from tests.tables import TEMPLATES, state_of_migrations, turn_of
from tests.upgrade import ROOT

POSTGRES = connection.vendor == "postgresql"


# --- back and forth, with rows


@pytest.fixture
def database_of_its_own(db):
    """The environment of a process with migrated tables of its own, dropped in the end."""
    if not POSTGRES:
        pytest.skip("the walk of the suite is on PostgreSQL; make upgrade takes it on both")
    settings, name = connection.settings_dict, f"cong308_walk_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [turn_of(state_of_migrations())])
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATES}{state_of_migrations()}")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [turn_of(state_of_migrations())])
        place = "{USER}:{PASSWORD}@{HOST}:{PORT}".format(**settings)
        yield {"DATABASE_URL": f"postgres://{place}/{name}"}
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.both
def test_every_migration_goes_back_and_forth_with_rows(database_of_its_own, counted, tmp_path):
    env = {**os.environ, **database_of_its_own}
    env |= {"TRY_OUT": "1", "TESTING": "1", "DATA_DIR": str(tmp_path)}
    done = None
    for what in ("fill", "walk"):
        done = subprocess.run(
            [sys.executable, "-m", "tests.back_and_forth", what],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert not found["told"]
    assert set(found["lost"]) <= LOST.keys(), "lost on the way, and no reason is given"
    counted(found["steps"], "migrations undone and done again on a database with rows")


# --- what keeps a way back from being gone


def no_longer_kin(story, world):
    Kinship.objects.update(ended_at=timezone.now())


def kin_again(story, world):
    no_longer_kin(story, world)
    first = Kinship.objects.first()
    Kinship.objects.create(
        person=first.person, relative=first.relative, relation="sibling", declared_at=timezone.now()
    )


def given_twice(story, world):
    story("concluded")
    one = Opinion.objects.filter(side="unit").first()
    one.pk, one.by = None, world.lead
    one.save()


def written_by_the_reviewer(story, world):
    story("concluded")
    Conclusion.objects.update(decided_by=F("proposed_by"), amends=F("pk"))


def handed_over(what):
    def make(story, world):
        incident = story("concluded").incident
        Delivery.objects.create(
            incident=incident,
            what=what,
            how="missed",
            day=timezone.localdate(),
            handed_by="Văn thư",
            remark="Đi vắng.",
            by=world.member,
            at=timezone.now(),
        )

    return make


def asked_at_length(story, world):
    Invitation.objects.create(
        incident=story().incident,
        user=world.member,
        until=timezone.localdate() + timedelta(days=3),
        reason="x" * 201,
        by=world.lead,
        at=timezone.now(),
    )


def long_address(story, world):
    Incident.objects.filter(pk=story().incident.pk).update(link="https://a.example/" + "x" * 500)


def long_path(story, world):
    Evidence.objects.filter(incident=story().incident).update(url="https://a.e/" + "x" * 500)


def sealed(story, world):
    story()
    StoredFile.objects.update(sealed_at=timezone.now(), sealed_because="Gửi nhầm.")


def behind_the_door(story, world):
    User.objects.filter(pk=world.person.pk).update(own_door_since=timezone.now())


# the first words of a reason: who makes such a row
HELD_BACK = {
    "quan hệ đã kết thúc rồi khai lại": kin_again,
    "quan hệ chưa xác nhận": no_longer_kin,
    "người đã nghỉ chỉ được mở trang của mình": behind_the_door,
    "hồ sơ đã dừng xem xét": lambda story, world: story("stopped"),
    "địa chỉ bài viết dài hơn": long_address,
    "đường dẫn chứng cứ dài hơn": long_path,
    "lý do mời dài hơn": asked_at_length,
    "kết luận do người xem xét lại tự viết": written_by_the_reviewer,
    "giao văn bản không phải thông báo": handed_over("conclusion"),
    "một bên cho ý kiến hai lần": given_twice,
    "đã giao trả lời đề nghị": handed_over("reply"),
    "tệp đã niêm phong": sealed,
}


def way_back():
    executor = MigrationExecutor(connection)
    return executor.migration_plan(floor_of(executor.loader.graph))


@pytest.mark.django_db
@pytest.mark.parametrize("why", HELD_BACK)
def test_a_way_back_that_cannot_hold_a_row_is_not_begun(why, story, world, counted):
    plan = way_back()
    ask_before_going_back(plan, "default")
    HELD_BACK[why](story, world)
    with pytest.raises(IrreversibleError, match=why):
        ask_before_going_back(plan, "default")
    counted(1, "kinds of rows that keep a way back from being begun")


@pytest.mark.django_db
@pytest.mark.once
def test_every_reason_to_stay_is_tried():
    reasons = [
        operation.why
        for migration, _ in way_back()
        for operation in migration.operations
        if isinstance(operation, OnlyBackWithout)
    ]
    assert len(reasons) == len(HELD_BACK)
    assert all(any(reason.startswith(why) for reason in reasons) for why in HELD_BACK)


# --- what a migration narrows, adds, takes away


def changes():
    """(name of the migration, operation, is the table new in it, state before it) of everything
    after the squashed migrations.
    """
    loader = MigrationLoader(None)
    graph, applied = loader.graph, set()
    for node in floor_of(graph):
        applied |= set(graph.forwards_plan(node))
    state = loader.project_state(floor_of(graph), at_end=True)
    for leaf in sorted(graph.leaf_nodes()):
        for node in graph.forwards_plan(leaf):
            if node in applied:
                continue
            applied.add(node)
            migration = graph.nodes[node]
            if not type(migration).__module__.startswith(OURS):
                migration.mutate_state(state, preserve=False)
                continue
            made: set[str] = set()
            for operation in _plain(migration.operations):
                made |= _made(operation)
                of = getattr(operation, "model_name_lower", "") or ""
                if isinstance(operation, django_operations.SeparateDatabaseAndState):
                    assert not operation.database_operations
                    operation.state_forwards(node[0], state)
                    continue
                yield f"{node[0]}.{node[1]}", operation, of in made, state.clone()
                operation.state_forwards(node[0], state)


def _plain(operations):
    for operation in operations:
        if isinstance(operation, Several):
            yield from _plain(operation.operations)
        else:
            yield operation


def _made(operation) -> set[str]:
    if isinstance(operation, django_operations.CreateModel):
        return {operation.name_lower}
    return set()


# a constraint that was put in the place of a looser one, or is new: the older tables hold more
LOOSER_BEFORE = {
    "registry.0013_relations kinship_ended_by_a_second_person",
    "incidents.0033_second_posts incident_disposed_is_empty",
    "incidents.0034_links incident_disposed_is_empty",
    "review.0015_delivery_of_a_case delivers_one_thing",
}
EVENTUALLY = {"incidents.0027_stopped_and_asked incident_disposed_is_empty"} | LOOSER_BEFORE
# taken away, or asked of every row, in the release that made it needless, before 0091: an upgrade
# across these stops the old processes first (docs/operation.md does so always)
AT_ONCE = {
    "files.0002_own_table AlterModelTable storedfile",
    "guidance.0007_no_guidance_files DeleteModel GuidanceFile",
    "reports.0009_first_times RemoveField tally.spent_on",
    "review.0015_delivery_of_a_case AlterField delivery.incident",
}
TAKES_AWAY = (
    django_operations.RemoveField,
    django_operations.RenameField,
    django_operations.DeleteModel,
    django_operations.RenameModel,
    django_operations.AlterModelTable,
)


@pytest.fixture(scope="module")
def all_changes():
    return list(changes())


def asks(name: str) -> bool:
    label, _, migration = name.partition(".")
    operations = MigrationLoader(None).disk_migrations[label, migration].operations
    return any(isinstance(operation, OnlyBackWithout) for operation in operations)


@pytest.mark.once
def test_what_is_narrower_before_a_migration_is_asked_for_on_the_way_back(all_changes, counted):
    wrong, narrower = [], 0
    for name, operation, new, state in all_changes:
        if new:
            continue
        if isinstance(operation, django_operations.AddConstraint):
            narrows = f"{name} {operation.constraint.name}" not in EVENTUALLY
        elif isinstance(operation, django_operations.AlterField):
            model = state.models[name.partition(".")[0], operation.model_name_lower]
            old, field = model.fields[operation.name], operation.field
            shorter = (old.max_length or 0) < (field.max_length or 0)
            narrows = shorter or (field.null and not old.null)
        else:
            continue
        narrower += narrows
        if narrows and not asks(name):
            wrong.append((name, operation.describe()))
    assert not wrong
    counted(narrower, "columns and constraints wider than before, asked for on the way back")


@pytest.mark.once
def test_the_release_before_finds_every_column_it_reads(all_changes):
    found = set()
    for name, operation, new, state in all_changes:
        kind = type(operation).__name__
        if isinstance(operation, TAKES_AWAY):
            of = getattr(operation, "model_name", "")
            what = f"{of}.{operation.name}" if of else operation.name
            found.add(f"{name} {kind} {what}")
        elif isinstance(operation, django_operations.AlterField) and not new:
            model = state.models[name.partition(".")[0], operation.model_name_lower]
            if model.fields[operation.name].null and not operation.field.null:
                found.add(f"{name} {kind} {operation.model_name}.{operation.name}")
    assert found == AT_ONCE, "expand first; contract one release later (0091)"


@pytest.mark.django_db
@pytest.mark.both
def test_the_database_fills_every_column_the_release_before_does_not_know(all_changes, counted):
    wrong, seen = [], 0
    added = {
        (name.partition(".")[0], operation.model_name_lower, operation.name)
        for name, operation, new, _ in all_changes
        if isinstance(operation, django_operations.AddField)
        and not new
        and not operation.field.many_to_many
    }
    gone = {line.split()[2] for line in AT_ONCE}
    state = MigrationLoader(None).project_state()
    with connection.cursor() as cursor:
        for label, model, name in sorted(added):
            field = state.models[label, model].fields.get(name)
            if field is None or f"{model}.{name}" in gone:
                continue
            table = state.models[label, model].options.get("db_table") or f"{label}_{model}"
            column = field.db_column or (f"{name}_id" if field.is_relation else name)
            columns = connection.introspection.get_table_description(cursor, table)
            (stands,) = (one for one in columns if one.name == column)
            if not stands.null_ok and stands.default is None:
                wrong.append(f"{table}.{column}")
            seen += 1
    assert not wrong
    counted(seen, "columns added after the squashed migrations, filled without being named")


@pytest.mark.django_db
@pytest.mark.both
def test_a_report_is_written_by_code_that_knows_the_first_columns_alone(story, world):
    """As the squashed migrations left the table: a process of that release, on tables of today."""
    loader = MigrationLoader(None)
    old = loader.project_state(floor_of(loader.graph), at_end=True).apps
    now = timezone.now()
    before = story("submitted").incident
    then = old.get_model("incidents", "Incident")
    row = then.objects.get(pk=before.pk)
    row.pk, row.code, row.status = None, "HL-2017-99999", "draft"
    row.submitted_at = None
    row.save(force_insert=True)
    then.objects.filter(pk=row.pk).update(status="submitted", submitted_at=now)
    read = Incident.objects.get(pk=row.pk)
    assert (read.status, read.title) == ("submitted", before.title)
    assert (read.hour_known, read.happened_about, read.link_key, read.post_kind) == (
        *(True, False, "", ""),
    )


@pytest.mark.once
def test_the_question_is_put_before_the_first_step_and_not_on_the_way_forth():
    asked = []

    class Asking(OnlyBackWithout):
        def ask(self, connection):
            asked.append(self.why)

    steps = [SimpleNamespace(operations=[Asking("t", why)]) for why in ("one", "two")]
    ask_before_going_back([(steps[0], False), (steps[1], True)], "default")
    assert asked == ["two"]
