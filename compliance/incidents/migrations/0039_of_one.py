"""The open cases of one office, handler or person are found without going through all there ever
were: two indexes of each, by status and newest first, take the place of one of the column alone.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from compliance.core.operations import KeepingTriggers


def key(name, to, verbose_name, **more):
    field = models.ForeignKey(
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        to=to,
        verbose_name=verbose_name,
        **more,
    )
    return migrations.AlterField(model_name="incident", name=name, field=field)


def index(name, *fields):
    return migrations.AddIndex("incident", models.Index(fields=fields, name=name))


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0038_shown_to"),
    ]

    operations = [
        index("incident_at_office", "handling_office", "status"),
        index("incident_handled", "handler", "-submitted_at", "-id"),
        index("incident_of_person", "person", "status"),
        KeepingTriggers(
            "incidents_incident",
            [
                key(
                    "handling_office",
                    "registry.office",
                    "đơn vị phối hợp",
                    related_name="incidents_handled",
                ),
                key(
                    "handler",
                    settings.AUTH_USER_MODEL,
                    "người phụ trách",
                    blank=True,
                    related_name="handled",
                ),
                key(
                    "person",
                    "registry.staffmember",
                    "người được phản ánh",
                    blank=True,
                    related_name="incidents",
                ),
            ],
        ),
    ]
