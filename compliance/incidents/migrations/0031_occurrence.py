"""When something happened is kept as exactly as it is known. A day typed without an hour was kept
as its midnight: nobody said midnight.
"""

from datetime import time

from django.db import migrations, models

from compliance.core.operations import KeepingTriggers


def no_hour_at_midnight(apps, schema_editor):
    rows = apps.get_model("incidents", "Incident").objects
    rows.filter(happened_at__time=time()).update(hour_known=False)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0030_walls_of_a_correction")]

    operations = [
        KeepingTriggers(
            "incidents_incident",
            [
                migrations.AddField(
                    model_name="incident",
                    name="hour_known",
                    field=models.BooleanField(default=True, verbose_name="biết giờ xảy ra"),
                ),
                migrations.AddField(
                    model_name="incident",
                    name="happened_about",
                    field=models.BooleanField(default=False, verbose_name="thời điểm áng chừng"),
                ),
                migrations.AddField(
                    model_name="incident",
                    name="happened_until",
                    field=models.DateField(blank=True, null=True, verbose_name="đến ngày"),
                ),
                migrations.AlterField(
                    model_name="incident",
                    name="happened_at",
                    field=models.DateTimeField(
                        blank=True,
                        help_text="midnight where no hour is known",
                        null=True,
                        verbose_name="xảy ra lúc",
                    ),
                ),
            ],
        ),
        migrations.RunPython(no_hour_at_midnight, migrations.RunPython.noop),
    ]
