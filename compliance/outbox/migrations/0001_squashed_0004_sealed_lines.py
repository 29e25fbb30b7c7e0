"""All of 0004 and before at once: what an empty database gets."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from compliance.core.operations import AtOnce


class Migration(migrations.Migration):

    replaces = [
        ('outbox', '0001_initial'),
        ('outbox', '0002_initial'),
        ('outbox', '0003_giving_up'),
        ('outbox', '0004_sealed_lines'),
    ]

    initial = True

    dependencies = [
        ('registry', '0001_initial'),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name='Notification',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=60, verbose_name='loại')),
                        ('text', models.CharField(help_text='says what to do; no name of a person concerned, no case content', max_length=200, verbose_name='nội dung')),
                        ('url', models.CharField(max_length=200, verbose_name='đường dẫn')),
                        ('subject_type', models.CharField(blank=True, max_length=40)),
                        ('subject_id', models.CharField(blank=True, max_length=64)),
                        ('dedup_key', models.CharField(max_length=160, unique=True)),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('read_at', models.DateTimeField(null=True, verbose_name='đã đọc lúc')),
                        ('user', models.ForeignKey(help_text='empty: see tag, sealed', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to=settings.AUTH_USER_MODEL, verbose_name='người nhận')),
                        ('sealed', models.TextField(blank=True, editable=False, help_text='who that is, for the mail: opened with the keys of the vault')),
                        ('tag', models.CharField(blank=True, db_index=True, editable=False, help_text='of whoever is told as the reporter: as in the vault', max_length=64)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['user', '-at'], name='outbox_noti_user_id_197e7e_idx'), models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='notification_unread')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sealed', ''), ('tag', ''), ('user__isnull', False)), models.Q(('user', None), models.Q(('tag', ''), _negated=True), models.Q(('sealed', ''), _negated=True)), _connector='OR'), name='told_by_name_or_sealed')],
                    },
                ),
                migrations.CreateModel(
                    name='Message',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('topic', models.CharField(max_length=60, verbose_name='việc')),
                        ('dedup_key', models.CharField(max_length=160, unique=True, verbose_name='khóa')),
                        ('payload', models.JSONField(default=dict, help_text='keys of rows only, never names or text', verbose_name='dữ liệu')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='lập lúc')),
                        ('available_at', models.DateTimeField(verbose_name='từ lúc')),
                        ('lease_until', models.DateTimeField(null=True, verbose_name='giữ đến')),
                        ('attempts', models.PositiveIntegerField(default=0, verbose_name='số lần thử')),
                        ('last_error', models.CharField(blank=True, max_length=200, verbose_name='lỗi gần nhất')),
                        ('done_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                        ('dead_at', models.DateTimeField(null=True, verbose_name='dừng lúc')),
                        ('given_up_at', models.DateTimeField(null=True, verbose_name='bỏ hẳn lúc')),
                        ('given_up_because', models.CharField(blank=True, max_length=300, verbose_name='lý do bỏ hẳn')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('dead_at', None), ('done_at', None)), fields=['available_at', 'id'], name='outbox_pending')],
                    },
                ),
            ]
        ),
    ]
