"""Stored files belong to the app files now; no column changes."""

import django.db.models.deletion
from django.db import migrations, models

from compliance.core.operations import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_stored_files"),
        ("review", "0008_case_documents"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                AtOnce(
                    [
                        migrations.AlterField(
                            model_name='answer',
                            name='files',
                            field=models.ManyToManyField(blank=True, related_name='answers', to='files.storedfile', verbose_name='tài liệu'),
                        ),
                        migrations.AlterField(
                            model_name='answerdraft',
                            name='files',
                            field=models.ManyToManyField(blank=True, related_name='answer_drafts', to='files.storedfile', verbose_name='tài liệu'),
                        ),
                        migrations.AlterField(
                            model_name='casedocument',
                            name='signed_file',
                            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='files.storedfile', verbose_name='bản đã ký'),
                        ),
                        migrations.AlterField(
                            model_name='complaint',
                            name='file',
                            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='files.storedfile', verbose_name='văn bản'),
                        ),
                        migrations.AlterField(
                            model_name='decision',
                            name='file',
                            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='files.storedfile', verbose_name='văn bản'),
                        ),
                        migrations.AlterField(
                            model_name='delivery',
                            name='scan',
                            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='files.storedfile', verbose_name='bản chụp giấy nhận'),
                        ),
                        migrations.AlterField(
                            model_name='measure',
                            name='answer_file',
                            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referral_answers', to='files.storedfile', verbose_name='văn bản trả lời'),
                        ),
                        migrations.AlterField(
                            model_name='measure',
                            name='proof_file',
                            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='files.storedfile', verbose_name='tài liệu'),
                        ),
                        migrations.AlterField(
                            model_name='milestone',
                            name='file',
                            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='files.storedfile', verbose_name='văn bản'),
                        ),
                    ]
                ),
            ],
        ),
    ]
