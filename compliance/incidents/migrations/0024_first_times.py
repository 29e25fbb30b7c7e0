"""The first conclusion and the first end of a case are kept for figures; older ones are read from what
the database remembers."""

from django.conf import settings
from django.db import migrations, models

from compliance.incidents.triggers import HISTORY


CASE, STATE = "incidents_incident", "incidents_incidentstate"


def _first(moment: str, first: str, value: str) -> str:
    """Set `first` to `value` as it stood when the case first had `moment`."""
    earliest = f"(SELECT min(s.{moment}) FROM {STATE} s WHERE s.incident_id = {CASE}.id)"
    told = (
        earliest
        if value == moment
        else f"(SELECT s.{value} FROM {STATE} s WHERE s.incident_id = {CASE}.id"
        f" AND s.{moment} = {earliest} ORDER BY s.at, s.id LIMIT 1)"
    )
    return (
        f"UPDATE {CASE} SET {first} = COALESCE({told}, {value})"
        f" WHERE {moment} IS NOT NULL OR {earliest} IS NOT NULL"
    )


def _then(moment: str, *names: str) -> str:
    """Give the states from that moment on what their case has."""
    values = ", ".join(
        f"{name} = (SELECT i.{name} FROM {CASE} i WHERE i.id = {STATE}.incident_id)" for name in names
    )
    since = f"(SELECT i.{moment} FROM {CASE} i WHERE i.id = {STATE}.incident_id)"
    return f"UPDATE {STATE} SET {values} WHERE at >= {since}"


def fill(apps, schema_editor):
    for statement in (
        _first("concluded_at", "first_concluded_at", "concluded_at"),
        _first("concluded_at", "first_outcome", "outcome"),
        f"UPDATE {CASE} SET first_term_ends = COALESCE((SELECT s.processing_ends FROM {STATE} s"
        f" WHERE s.incident_id = {CASE}.id AND s.concluded_at = {CASE}.first_concluded_at"
        " ORDER BY s.at, s.id LIMIT 1), processing_ends) WHERE first_concluded_at IS NOT NULL",
        _first("closed_at", "first_ended_at", "closed_at"),
        _first("closed_at", "first_ended_as", "status"),
        _then("first_concluded_at", "first_concluded_at", "first_outcome", "first_term_ends"),
        _then("first_ended_at", "first_ended_at", "first_ended_as"),
    ):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0023_out_of_time'),
        ('registry', '0013_relations'),
        ('rulebook', '0003_terms_and_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='incident',
            name='incident_by_conclusion',
        ),
        migrations.AddField(
            model_name='incident',
            name='first_concluded_at',
            field=models.DateTimeField(null=True, verbose_name='kết luận lần đầu lúc'),
        ),
        migrations.AddField(
            model_name='incident',
            name='first_ended_as',
            field=models.CharField(choices=[('draft', 'Nháp'), ('submitted', 'Đã gửi'), ('returned', 'Trả lại bổ sung'), ('screened_out', 'Không thụ lý'), ('noted', 'Ghi nhận xử lý tại đơn vị'), ('in_review', 'Đang xem xét'), ('awaiting_answer', 'Chờ giải trình'), ('consulting', 'Lấy ý kiến phối hợp'), ('concluded', 'Đã kết luận'), ('enforcing', 'Đang thực hiện'), ('closed', 'Đã kết thúc'), ('withdrawn', 'Đã rút')], max_length=20, null=True, verbose_name='kết thúc lần đầu ở trạng thái'),
        ),
        migrations.AddField(
            model_name='incident',
            name='first_ended_at',
            field=models.DateTimeField(null=True, verbose_name='kết thúc lần đầu lúc'),
        ),
        migrations.AddField(
            model_name='incident',
            name='first_outcome',
            field=models.CharField(choices=[('no_violation', 'Không vi phạm'), ('out_of_time', 'Có vi phạm, hết thời hiệu'), ('guidance', 'Hướng dẫn, rút kinh nghiệm'), ('oral_reminder', 'Nhắc nhở miệng'), ('written_reminder', 'Nhắc nhở bằng văn bản'), ('discipline', 'Đề nghị xem xét kỷ luật'), ('referred', 'Chuyển cơ quan khác')], max_length=20, null=True, verbose_name='kết quả lần đầu'),
        ),
        migrations.AddField(
            model_name='incident',
            name='first_term_ends',
            field=models.DateField(help_text='as it stood on that day', null=True, verbose_name='thời hạn xử lý lúc kết luận lần đầu'),
        ),
        migrations.AddField(
            model_name='incidentstate',
            name='first_concluded_at',
            field=models.DateTimeField(null=True, verbose_name='kết luận lần đầu lúc'),
        ),
        migrations.AddField(
            model_name='incidentstate',
            name='first_ended_as',
            field=models.CharField(choices=[('draft', 'Nháp'), ('submitted', 'Đã gửi'), ('returned', 'Trả lại bổ sung'), ('screened_out', 'Không thụ lý'), ('noted', 'Ghi nhận xử lý tại đơn vị'), ('in_review', 'Đang xem xét'), ('awaiting_answer', 'Chờ giải trình'), ('consulting', 'Lấy ý kiến phối hợp'), ('concluded', 'Đã kết luận'), ('enforcing', 'Đang thực hiện'), ('closed', 'Đã kết thúc'), ('withdrawn', 'Đã rút')], max_length=20, null=True, verbose_name='kết thúc lần đầu ở trạng thái'),
        ),
        migrations.AddField(
            model_name='incidentstate',
            name='first_ended_at',
            field=models.DateTimeField(null=True, verbose_name='kết thúc lần đầu lúc'),
        ),
        migrations.AddField(
            model_name='incidentstate',
            name='first_outcome',
            field=models.CharField(choices=[('no_violation', 'Không vi phạm'), ('out_of_time', 'Có vi phạm, hết thời hiệu'), ('guidance', 'Hướng dẫn, rút kinh nghiệm'), ('oral_reminder', 'Nhắc nhở miệng'), ('written_reminder', 'Nhắc nhở bằng văn bản'), ('discipline', 'Đề nghị xem xét kỷ luật'), ('referred', 'Chuyển cơ quan khác')], max_length=20, null=True, verbose_name='kết quả lần đầu'),
        ),
        migrations.AddField(
            model_name='incidentstate',
            name='first_term_ends',
            field=models.DateField(null=True, verbose_name='thời hạn xử lý lúc kết luận lần đầu'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(condition=models.Q(('first_concluded_at__isnull', False)), fields=['first_concluded_at'], name='incident_first_concluded'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(condition=models.Q(('first_ended_at__isnull', False)), fields=['first_ended_at'], name='incident_first_ended'),
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(condition=models.Q(('spent_on__isnull', False)), fields=['spent_on'], name='incident_spent'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        # those of today name columns the older tables lack; the older release installs its own
        migrations.RunPython(HISTORY.install, HISTORY.remove),
    ]
