"""The database itself fills these columns where the release before, which does not know them, writes
a row: a process that is still the old one goes on submitting while the new ones start (0091).
"""

from django.db import migrations, models

from compliance.core.operations import KeepingTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0005_arriving_files"),
    ]

    operations = [
        KeepingTriggers(
            "files_storedfile",
            [
                migrations.AlterField(
                    model_name="storedfile",
                    name="sealed_because",
                    field=models.TextField(
                        blank=True, db_default="", default="", verbose_name="lý do niêm phong"
                    ),
                ),
            ],
        ),
    ]
