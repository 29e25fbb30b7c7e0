"""All of 0006 and before at once: what an empty database gets."""

from django.db import migrations, models

from compliance.core.operations import AtOnce
from compliance.audit.triggers import TRIGGERS


class Migration(migrations.Migration):

    replaces = [
        ('audit', '0001_initial'),
        ('audit', '0002_append_only'),
        ('audit', '0003_anchor'),
        ('audit', '0004_refuse_more'),
        ('audit', '0005_exports'),
        ('audit', '0006_signed_exports'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name='ChainHead',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seq', models.BigIntegerField(default=0)),
                        ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name='Event',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seq', models.BigIntegerField(unique=True)),
                        ('at', models.DateTimeField(help_text='when it happened, by the clock at the edge', verbose_name='lúc')),
                        ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='ghi lúc')),
                        ('actor_id', models.BigIntegerField(null=True, verbose_name='mã người thực hiện')),
                        ('actor_name', models.CharField(max_length=200, verbose_name='người thực hiện')),
                        ('acting_as', models.CharField(blank=True, max_length=40, verbose_name='với chức năng')),
                        ('verb', models.CharField(max_length=60, verbose_name='việc')),
                        ('subject_type', models.CharField(max_length=40, verbose_name='loại đối tượng')),
                        ('subject_id', models.CharField(max_length=64, verbose_name='mã đối tượng')),
                        ('subject_label', models.CharField(help_text="a code or a name of a thing; never a person's narrative", max_length=200, verbose_name='đối tượng')),
                        ('before', models.JSONField(default=dict, verbose_name='trước')),
                        ('after', models.JSONField(default=dict, verbose_name='sau')),
                        ('prev_hash', models.CharField(max_length=64)),
                        ('hash', models.CharField(max_length=64)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['subject_type', 'subject_id', 'seq'], name='audit_event_subject_544bf4_idx'), models.Index(fields=['actor_id', 'seq'], name='audit_event_actor_i_ad9f88_idx'), models.Index(fields=['verb', 'seq'], name='audit_event_verb_e113e6_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Anchor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seq', models.BigIntegerField(unique=True, verbose_name='đến sự kiện số')),
                        ('hash', models.CharField(max_length=64, verbose_name='mã đầu chuỗi')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('key', models.CharField(max_length=64, verbose_name='khóa công khai')),
                        ('signature', models.CharField(max_length=128, verbose_name='chữ ký')),
                    ],
                ),
                migrations.CreateModel(
                    name='ExportRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('by_id', models.BigIntegerField(help_text='empty: a part stands in by_name', null=True, verbose_name='mã người lấy')),
                        ('by_name', models.CharField(help_text='the name as it was; of a paper of a case, the part of the reporter or person concerned', max_length=200, verbose_name='người lấy')),
                        ('acting_as', models.CharField(blank=True, max_length=40, verbose_name='với chức năng')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('what', models.CharField(max_length=40, verbose_name='loại')),
                        ('title', models.CharField(max_length=200, verbose_name='danh sách, văn bản')),
                        ('filters', models.CharField(blank=True, help_text='names of the conditions; words searched for are not kept', max_length=300, verbose_name='điều kiện lọc')),
                        ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                        ('fmt', models.CharField(max_length=10, verbose_name='định dạng')),
                        ('rows', models.PositiveIntegerField(null=True, verbose_name='số dòng')),
                        ('size', models.PositiveIntegerField(verbose_name='số byte')),
                        ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='mã kiểm tra')),
                        ('mark', models.CharField(blank=True, db_index=True, help_text='keyed fingerprint of whoever stands here by their part', max_length=64, verbose_name='dấu')),
                        ('subject_id', models.CharField(blank=True, max_length=64, verbose_name='mã đối tượng')),
                        ('subject_type', models.CharField(blank=True, help_text='what the file is about, as in Event; empty: a list', max_length=40, verbose_name='loại đối tượng')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['-at', '-id'], name='audit_expor_at_0b9bc8_idx'), models.Index(fields=['by_id', '-at'], name='audit_expor_by_id_88ccdd_idx')],
                    },
                ),
            ]
        ),
        migrations.RunPython(TRIGGERS.install, TRIGGERS.remove),
    ]
