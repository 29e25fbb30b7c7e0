"""Stored files belong to the app files now; no column changes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_stored_files"),
        ("reports", "0006_view_office_code"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='reportfile',
                    name='stored',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_files', to='files.storedfile', verbose_name='tệp'),
                ),
            ],
        ),
    ]
