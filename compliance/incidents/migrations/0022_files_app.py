"""Stored files belong to the app files now, which has taken over the table; no column changes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_stored_files"),
        ("incidents", "0021_kept_wall"),
        ("reports", "0007_files_app"),
        ("review", "0009_files_app"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='evidence',
                    name='file',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='files.storedfile', verbose_name='tệp'),
                ),
                migrations.DeleteModel(
                    name='StoredFile',
                ),
            ],
        ),
    ]
