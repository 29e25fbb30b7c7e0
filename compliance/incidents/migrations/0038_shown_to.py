"""Beside who reported stands to which office the case shows, kept by triggers: so that a head's own
reports which no office of theirs shows are found without looking at all of their own (0099).
"""

import django.db.models.deletion
from django.db import migrations, models

from compliance.core.operations import KeepingTriggers
from compliance.incidents.triggers import SHOWN

FILL = (
    "UPDATE incidents_reporter SET shown_to_id = (SELECT handling_office_id FROM incidents_incident"
    " WHERE incidents_incident.id = incident_id AND submitted_at IS NOT NULL AND NOT sealed)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0037_disciplined"),
        ("registry", "0016_second_posts"),
    ]

    operations = [
        KeepingTriggers(
            "incidents_reporter",
            [
                migrations.AddField(
                    model_name="reporter",
                    name="shown_to",
                    field=models.ForeignKey(
                        db_index=False,
                        editable=False,
                        help_text="kept by the database: the handling office once sent, unless"
                        " sealed; empty: none",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.office",
                        verbose_name="hiện với đơn vị",
                    ),
                ),
            ],
        ),
        # before the rows are filled: what the release before changes meanwhile waits for them
        migrations.RunPython(SHOWN.install, SHOWN.remove),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="reporter",
            index=models.Index(fields=["tag", "shown_to", "incident"], name="reporter_shown_to"),
        ),
    ]
