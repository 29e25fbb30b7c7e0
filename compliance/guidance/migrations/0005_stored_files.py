"""Minutes, photos and scans are stored files like any other: the columns that name them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0002_own_table"),
        ("guidance", "0004_scanned"),
    ]

    operations = [
        # both would be called "files" on a briefing until the old table is gone
        migrations.AlterField(
            model_name="guidancefile",
            name="briefing",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guidance.briefing", verbose_name="buổi quán triệt"),
        ),
        migrations.AlterField(
            model_name="guidancefile",
            name="signing",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guidance.signing", verbose_name="danh sách ký"),
        ),
        migrations.AddField(
            model_name='briefing',
            name='files',
            field=models.ManyToManyField(blank=True, related_name='briefings', to='files.storedfile', verbose_name='biên bản, ảnh'),
        ),
        migrations.AddField(
            model_name='signing',
            name='files',
            field=models.ManyToManyField(blank=True, related_name='signings', to='files.storedfile', verbose_name='bản chụp danh sách ký'),
        ),
    ]
