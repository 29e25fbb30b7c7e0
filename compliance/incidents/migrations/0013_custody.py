"""The chain of custody of each item, append-only on both engines; redacted copies; the facts of a social-media item."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = "incidents_custodyevent"
REFUSAL = "incidents_custodyevent is append-only"


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$;"
            f" CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse();"
            f" CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse();"
        )
    else:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;")


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}; DROP TRIGGER {TABLE}_no_truncate ON {TABLE}; DROP FUNCTION {TABLE}_refuse();")
    else:
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{verb};")


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0012_recheck'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CustodyEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(choices=[('received', 'Nhận'), ('removed', 'Bỏ khỏi bản nháp'), ('checked', 'Kiểm tra mã, nguyên vẹn'), ('damaged', 'Kiểm tra mã, không còn nguyên vẹn'), ('viewed', 'Xem'), ('downloaded', 'Tải về'), ('changed', 'Cập nhật thông tin'), ('redacted', 'Lập bản che'), ('derived', 'Được lập từ bản gốc'), ('disclosed', 'Cho người được phản ánh xem'), ('sealed', 'Niêm phong'), ('disposed', 'Tiêu hủy')], max_length=12, verbose_name='việc')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('who', models.CharField(help_text='the name as it was, or the part: người ghi nhận, người được phản ánh, hệ thống', max_length=120, verbose_name='người thực hiện')),
                ('sha256', models.CharField(blank=True, help_text='empty for a link', max_length=64, verbose_name='mã kiểm tra khi đó')),
                ('parent_sha256', models.CharField(blank=True, max_length=64, verbose_name='mã kiểm tra của bản gốc')),
                ('note', models.CharField(blank=True, help_text='a number of a notice, a status; no personal text', max_length=200, verbose_name='ghi chú')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='evidence',
            name='evidence_numbered_once',
        ),
        migrations.AddField(
            model_name='evidence',
            name='account_kind',
            field=models.CharField(blank=True, choices=[('personal', 'Cá nhân'), ('official', 'Của cơ quan'), ('unknown', 'Chưa rõ')], max_length=10, verbose_name='loại tài khoản'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='boxes',
            field=models.JSONField(default=list, help_text='[{page, x, y, w, h, why}] in per cent of the page; of a redacted copy only', verbose_name='các ô đã che'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='captured_by',
            field=models.CharField(blank=True, help_text='empty: whoever handed it in; never shown to the person concerned', max_length=120, verbose_name='người chụp'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='copy',
            field=models.PositiveSmallIntegerField(default=0, help_text='0: not a copy', verbose_name='bản che thứ'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='disclosed_caption',
            field=models.CharField(blank=True, help_text='the one the person concerned reads; never names who reported', max_length=200, verbose_name='mô tả gửi người được phản ánh'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='later_status_on',
            field=models.DateField(blank=True, null=True, verbose_name='ngày ghi nhận tình trạng'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='redacts',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='redacted_copies', to='incidents.evidence', verbose_name='bản gốc được che'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='seen_how',
            field=models.CharField(blank=True, choices=[('public', 'Bài viết công khai'), ('group_member', 'Người trong nhóm cung cấp'), ('witnessed', 'Nghe, chứng kiến trực tiếp'), ('citizen', 'Người dân, đồng nghiệp phản ánh với đơn vị'), ('document', 'Qua hồ sơ, văn bản của cơ quan')], max_length=20, verbose_name='cách tiếp cận'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='translation_note',
            field=models.CharField(blank=True, max_length=500, verbose_name='ghi chú dịch'),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='facts',
            field=models.JSONField(default=dict, help_text='what parsing found: pages, width, height, active, author, exif; never text of the file', verbose_name='kết quả đọc tệp'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(fields=('incident', 'number', 'copy'), name='evidence_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('copy', 0), ('redacts', None)), models.Q(('copy__gt', 0), ('file__isnull', False), ('redacts__isnull', False)), _connector='OR'), name='evidence_copy_has_its_original'),
        ),
        migrations.AddField(
            model_name='custodyevent',
            name='by',
            field=models.ForeignKey(help_text='empty: see who', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thực hiện'),
        ),
        migrations.AddField(
            model_name='custodyevent',
            name='evidence',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody', to='incidents.evidence', verbose_name='chứng cứ'),
        ),
        migrations.AddIndex(
            model_name='custodyevent',
            index=models.Index(fields=['evidence', 'id'], name='incidents_c_evidenc_4100a4_idx'),
        ),
        migrations.RunPython(forward, backward),
    ]
