"""Figures count the first conclusion and the first end of a case; what has lapsed is counted for good.
The tallies are added up anew; a frozen row keeps what it was counted as."""

from django.db import migrations, models

from reports.triggers import TRIGGERS, adding_up


ENTRY = "reports_summaryentry"


def add_up(apps, schema_editor):
    for statement in (
        "DELETE FROM reports_tally",
        *adding_up(schema_editor.connection.vendor),
        f"UPDATE {ENTRY} SET first_concluded_at = concluded_at, first_outcome = outcome,"
        " first_term_ends = processing_ends WHERE concluded_at IS NOT NULL",
        f"UPDATE {ENTRY} SET first_ended_at = closed_at, first_ended_as = status"
        " WHERE closed_at IS NOT NULL",
    ):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0024_first_times'),
        ('reports', '0008_out_of_time'),
    ]

    operations = [
        migrations.RunPython(TRIGGERS.remove, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name='tally',
            name='tally_by_office',
        ),
        migrations.RemoveIndex(
            model_name='tally',
            name='tally_by_handling_office',
        ),
        migrations.RemoveField(
            model_name='tally',
            name='spent_on',
        ),
        migrations.AddField(
            model_name='summaryentry',
            name='first_concluded_at',
            field=models.DateTimeField(null=True, verbose_name='kết luận lần đầu lúc'),
        ),
        migrations.AddField(
            model_name='summaryentry',
            name='first_ended_as',
            field=models.CharField(choices=[('draft', 'Nháp'), ('submitted', 'Đã gửi'), ('returned', 'Trả lại bổ sung'), ('screened_out', 'Không thụ lý'), ('noted', 'Ghi nhận xử lý tại đơn vị'), ('in_review', 'Đang xem xét'), ('awaiting_answer', 'Chờ giải trình'), ('consulting', 'Lấy ý kiến phối hợp'), ('concluded', 'Đã kết luận'), ('enforcing', 'Đang thực hiện'), ('closed', 'Đã kết thúc'), ('withdrawn', 'Đã rút')], max_length=20, null=True, verbose_name='kết thúc lần đầu ở trạng thái'),
        ),
        migrations.AddField(
            model_name='summaryentry',
            name='first_ended_at',
            field=models.DateTimeField(null=True, verbose_name='kết thúc lần đầu lúc'),
        ),
        migrations.AddField(
            model_name='summaryentry',
            name='first_outcome',
            field=models.CharField(choices=[('no_violation', 'Không vi phạm'), ('out_of_time', 'Có vi phạm, hết thời hiệu'), ('guidance', 'Hướng dẫn, rút kinh nghiệm'), ('oral_reminder', 'Nhắc nhở miệng'), ('written_reminder', 'Nhắc nhở bằng văn bản'), ('discipline', 'Đề nghị xem xét kỷ luật'), ('referred', 'Chuyển cơ quan khác')], max_length=20, null=True, verbose_name='kết quả lần đầu'),
        ),
        migrations.AddField(
            model_name='summaryentry',
            name='first_term_ends',
            field=models.DateField(null=True, verbose_name='thời hạn xử lý lúc kết luận lần đầu'),
        ),
        migrations.AlterField(
            model_name='tally',
            name='label',
            field=models.CharField(help_text='of what was received its category; of a first conclusion outcome|days|in time (1, 0, -); of a first end its status', max_length=40),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['office_id', 'what', 'half'], include=('seen', 'handled_by_id', 'label', 'n'), name='tally_by_office'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['handled_by_id', 'what', 'half'], include=('seen', 'office_id', 'label', 'n'), name='tally_by_handling_office'),
        ),
        migrations.RunPython(add_up, migrations.RunPython.noop),
        # those of today name columns the older tables lack; the older release installs its own
        migrations.RunPython(TRIGGERS.install, TRIGGERS.remove),
    ]
