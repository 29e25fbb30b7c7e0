"""Stored files become an app of their own: the table is taken over from incidents as it is."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("incidents", "0021_kept_wall"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="StoredFile",
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('path', models.CharField(max_length=120, unique=True)),
                        ('sha256', models.CharField(max_length=64, verbose_name='mã kiểm tra')),
                        ('size', models.PositiveBigIntegerField(verbose_name='cỡ (byte)')),
                        ('kind', models.CharField(help_text='jpg, png, webp, gif, pdf, docx, xlsx, mp4, webm: sniffed, not trusted', max_length=10, verbose_name='loại')),
                        ('name', models.CharField(max_length=200, verbose_name='tên gốc')),
                        ('checked_at', models.DateTimeField(db_index=True, help_text='when the bytes last still had their hash', null=True, verbose_name='kiểm tra gần nhất')),
                        ('scan', models.CharField(blank=True, choices=[('', 'Chưa quét mã độc'), ('clean', 'Đã quét mã độc'), ('infected', 'Có mã độc')], db_index=True, default='', max_length=8, verbose_name='quét mã độc')),
                        ('damaged_at', models.DateTimeField(null=True, verbose_name='phát hiện hỏng lúc')),
                        ('facts', models.JSONField(default=dict, help_text='what parsing found: pages, width, height, active, author, exif; never text of the file', verbose_name='kết quả đọc tệp')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('by', models.ForeignKey(help_text='empty: the reporter', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tải lên')),
                    ],
                    options={"db_table": "incidents_storedfile"},
                ),
            ],
        ),
    ]
