"""A disposed case keeps its numbers and loses everything else.

A step may be emptied once, marked as such; the chain of custody of an item goes with the item once its case is disposed of. Every other change stays refused.
"""

from django.conf import settings
from django.db import migrations, models

TABLE = "incidents_steptaken"
REFUSAL = "incidents_steptaken is append-only"
CUSTODY = "incidents_custodyevent"
CUSTODY_REFUSAL = "incidents_custodyevent is append-only"
DISPOSED = (
    "EXISTS (SELECT 1 FROM incidents_evidence JOIN incidents_incident ON incidents_incident.id = incidents_evidence.incident_id"
    " WHERE incidents_evidence.id = OLD.evidence_id AND incidents_incident.disposed_at IS NOT NULL)"
)
SAME = ("id", "incident_id", "verb", "from_status", "to_status", "version", "at")


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        same = " AND ".join(f"NEW.{name} = OLD.{name}" for name in SAME)
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'UPDATE' THEN IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.note = '' AND NEW.by_id IS NULL AND {same} THEN RETURN NEW; END IF; END IF;"
            f" RAISE EXCEPTION '{REFUSAL}'; END $$;"
            f"CREATE OR REPLACE FUNCTION {CUSTODY}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'DELETE' THEN IF {DISPOSED} THEN RETURN OLD; END IF; END IF;"
            f" RAISE EXCEPTION '{CUSTODY_REFUSAL}'; END $$;"
        )
    else:
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in SAME)
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_update;")
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE}"
            f" WHEN NOT (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.note = '' AND NEW.by_id IS NULL AND {same})"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;"
        )
        schema_editor.execute(f"DROP TRIGGER {CUSTODY}_no_delete;")
        schema_editor.execute(
            f"CREATE TRIGGER {CUSTODY}_no_delete BEFORE DELETE ON {CUSTODY} WHEN NOT {DISPOSED} BEGIN SELECT RAISE(ABORT, '{CUSTODY_REFUSAL}'); END;"
        )


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$;"
            f"CREATE OR REPLACE FUNCTION {CUSTODY}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{CUSTODY_REFUSAL}'; END $$;"
        )
    else:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_update;")
        schema_editor.execute(f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;")
        schema_editor.execute(f"DROP TRIGGER {CUSTODY}_no_delete;")
        schema_editor.execute(f"CREATE TRIGGER {CUSTODY}_no_delete BEFORE DELETE ON {CUSTODY} BEGIN SELECT RAISE(ABORT, '{CUSTODY_REFUSAL}'); END;")


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0014_outside'),
        ('registry', '0004_signin'),
        ('rulebook', '0003_terms_and_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='incident',
            name='incident_submitted_is_whole',
        ),
        migrations.RemoveConstraint(
            model_name='incident',
            name='incident_conclusion_is_signed',
        ),
        migrations.AddField(
            model_name='incident',
            name='disposed_at',
            field=models.DateTimeField(help_text='emptied down to what issued figures count; kept as a number, seen as a case by nobody', null=True, verbose_name='tiêu hủy lúc'),
        ),
        migrations.AddField(
            model_name='steptaken',
            name='erased_at',
            field=models.DateTimeField(null=True, verbose_name='xóa ghi chú lúc'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(condition=models.Q(('disposed_at__isnull', False)), fields=['submitted_at'], name='incident_disposed'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('submitted_at', None), models.Q(('disposed_at__isnull', False), ('handling_office__isnull', False), ('known_on__isnull', False), ('office__isnull', False)), models.Q(('handling_office__isnull', False), ('happened_at__isnull', False), ('known_on__isnull', False), ('office__isnull', False), ('person__isnull', False)), _connector='OR'), name='incident_submitted_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('concluded_at', None), ('concluded_by', None)), models.Q(('concluded_at__isnull', False), ('concluded_by__isnull', False)), models.Q(('concluded_by', None), ('disposed_at__isnull', False)), _connector='OR'), name='incident_conclusion_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('disposed_at', None), models.Q(('folded', ''), ('handler', None), ('link', ''), ('narrative', ''), ('person', None), ('position', ''), ('proposed_by', None), ('title', ''), ('triaged_by', None), ('unit_action', '')), _connector='OR'), name='incident_disposed_is_empty'),
        ),
        migrations.RunPython(forward, backward),
    ]
