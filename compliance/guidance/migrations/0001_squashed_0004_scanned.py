"""All of 0004 and before at once: what an empty database gets."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from compliance.core.operations import AtOnce


class Migration(migrations.Migration):

    replaces = [
        ('guidance', '0001_initial'),
        ('guidance', '0002_initial'),
        ('guidance', '0003_made_known'),
        ('guidance', '0004_scanned'),
    ]

    initial = True

    dependencies = [
        ('registry', '0008_search_words'),
        ('rulebook', '0003_terms_and_versions'),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name='Briefing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('held_on', models.DateField(verbose_name='ngày tổ chức')),
                        ('attended', models.PositiveIntegerField(verbose_name='số người dự')),
                        ('minutes', models.TextField(blank=True, verbose_name='nội dung, kết quả')),
                        ('at', models.DateTimeField(verbose_name='ghi lúc')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                        ('instruments', models.ManyToManyField(related_name='briefings', to='rulebook.instrument', verbose_name='văn bản quán triệt')),
                        ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='briefings', to='registry.office', verbose_name='đơn vị')),
                        ('attendees', models.ManyToManyField(related_name='briefings', to='registry.staffmember', verbose_name='người dự')),
                        ('others', models.PositiveIntegerField(default=0, verbose_name='người ngoài đơn vị')),
                        ('place', models.CharField(blank=True, max_length=160, verbose_name='địa điểm')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['office', '-held_on'], name='guidance_br_office__6b1821_idx'), models.Index(fields=['-held_on'], name='guidance_br_held_on_dcd92e_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='OfficialSource',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200, verbose_name='tên nguồn')),
                        ('url', models.CharField(max_length=300, verbose_name='địa chỉ')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='dùng để')),
                        ('order', models.PositiveIntegerField(default=0, verbose_name='thứ tự')),
                    ],
                ),
                migrations.CreateModel(
                    name='Dispatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('due_on', models.DateField(verbose_name='hạn quán triệt')),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='yêu cầu')),
                        ('at', models.DateTimeField(verbose_name='gửi lúc')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='kết thúc lúc')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gửi')),
                        ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='rulebook.instrument', verbose_name='văn bản')),
                        ('offices', models.ManyToManyField(related_name='dispatches', to='registry.office', verbose_name='đơn vị')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['-at', '-id'], name='guidance_di_at_70e764_idx'), models.Index(fields=['ended_at', 'due_on'], name='guidance_di_ended_a_447c08_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Signing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('signed_on', models.DateField(verbose_name='ngày ký')),
                        ('at', models.DateTimeField(verbose_name='ghi lúc')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                        ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signings', to='rulebook.instrument', verbose_name='văn bản')),
                        ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.office', verbose_name='đơn vị')),
                    ],
                ),
                migrations.CreateModel(
                    name='GuidanceFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('path', models.CharField(max_length=200, unique=True)),
                        ('sha256', models.CharField(max_length=64, verbose_name='mã kiểm tra')),
                        ('size', models.PositiveIntegerField(verbose_name='số byte')),
                        ('kind', models.CharField(max_length=10, verbose_name='loại')),
                        ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                        ('facts', models.JSONField(default=dict)),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('briefing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='guidance.briefing', verbose_name='buổi quán triệt')),
                        ('signing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='guidance.signing', verbose_name='danh sách ký')),
                        ('scan', models.CharField(blank=True, choices=[('', 'Chưa quét mã độc'), ('clean', 'Đã quét mã độc'), ('infected', 'Có mã độc')], db_index=True, default='', max_length=8, verbose_name='quét mã độc')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('briefing', None), ('signing__isnull', False)), models.Q(('briefing__isnull', False), ('signing', None)), _connector='OR'), name='guidance_file_of_one_thing')],
                    },
                ),
                migrations.CreateModel(
                    name='Acknowledgement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(verbose_name='xác nhận lúc')),
                        ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='rulebook.instrument', verbose_name='văn bản')),
                        ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='registry.staffmember', verbose_name='cán bộ')),
                        ('signing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='guidance.signing', verbose_name='ký trên giấy')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['instrument', 'at'], name='guidance_ac_instrum_4ba955_idx')],
                        'constraints': [models.UniqueConstraint(fields=('instrument', 'staff'), name='acknowledged_once')],
                    },
                ),
            ]
        ),
    ]
