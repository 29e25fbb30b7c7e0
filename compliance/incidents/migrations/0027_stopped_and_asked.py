"""A review can be stopped; who asked for a correction or a stop stands on the case while it waits."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from compliance.core.operations import KeepingTriggers, OnlyBackWithout


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0026_step_of_review'),
        ('registry', '0013_relations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        KeepingTriggers("incidents_incident", [
            migrations.RemoveConstraint(
                model_name='incident',
                name='incident_known_status',
            ),
            migrations.RemoveConstraint(
                model_name='incident',
                name='incident_disposed_is_empty',
            ),
            migrations.AddField(
                model_name='incident',
                name='asked_by',
                field=models.ForeignKey(help_text='set while a second person has not decided yet', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người đề nghị đính chính, dừng xem xét'),
            ),
            migrations.AlterField(
                model_name='incident',
                name='closed_at',
                field=models.DateTimeField(help_text='also when screened out, noted, stopped or withdrawn', null=True, verbose_name='kết thúc lúc'),
            ),
            migrations.AlterField(
                model_name='incident',
                name='first_ended_as',
                field=models.CharField(choices=[('draft', 'Nháp'), ('submitted', 'Đã gửi'), ('returned', 'Trả lại bổ sung'), ('screened_out', 'Không thụ lý'), ('noted', 'Ghi nhận xử lý tại đơn vị'), ('in_review', 'Đang xem xét'), ('awaiting_answer', 'Chờ giải trình'), ('consulting', 'Lấy ý kiến phối hợp'), ('concluded', 'Đã kết luận'), ('enforcing', 'Đang thực hiện'), ('closed', 'Đã kết thúc'), ('stopped', 'Dừng xem xét'), ('withdrawn', 'Đã rút')], max_length=20, null=True, verbose_name='kết thúc lần đầu ở trạng thái'),
            ),
            migrations.AlterField(
                model_name='incident',
                name='status',
                field=models.CharField(choices=[('draft', 'Nháp'), ('submitted', 'Đã gửi'), ('returned', 'Trả lại bổ sung'), ('screened_out', 'Không thụ lý'), ('noted', 'Ghi nhận xử lý tại đơn vị'), ('in_review', 'Đang xem xét'), ('awaiting_answer', 'Chờ giải trình'), ('consulting', 'Lấy ý kiến phối hợp'), ('concluded', 'Đã kết luận'), ('enforcing', 'Đang thực hiện'), ('closed', 'Đã kết thúc'), ('stopped', 'Dừng xem xét'), ('withdrawn', 'Đã rút')], default='draft', max_length=20, verbose_name='trạng thái'),
            ),
            migrations.AlterField(
                model_name='incidentstate',
                name='first_ended_as',
                field=models.CharField(choices=[('draft', 'Nháp'), ('submitted', 'Đã gửi'), ('returned', 'Trả lại bổ sung'), ('screened_out', 'Không thụ lý'), ('noted', 'Ghi nhận xử lý tại đơn vị'), ('in_review', 'Đang xem xét'), ('awaiting_answer', 'Chờ giải trình'), ('consulting', 'Lấy ý kiến phối hợp'), ('concluded', 'Đã kết luận'), ('enforcing', 'Đang thực hiện'), ('closed', 'Đã kết thúc'), ('stopped', 'Dừng xem xét'), ('withdrawn', 'Đã rút')], max_length=20, null=True, verbose_name='kết thúc lần đầu ở trạng thái'),
            ),
            migrations.AlterField(
                model_name='incidentstate',
                name='status',
                field=models.CharField(choices=[('draft', 'Nháp'), ('submitted', 'Đã gửi'), ('returned', 'Trả lại bổ sung'), ('screened_out', 'Không thụ lý'), ('noted', 'Ghi nhận xử lý tại đơn vị'), ('in_review', 'Đang xem xét'), ('awaiting_answer', 'Chờ giải trình'), ('consulting', 'Lấy ý kiến phối hợp'), ('concluded', 'Đã kết luận'), ('enforcing', 'Đang thực hiện'), ('closed', 'Đã kết thúc'), ('stopped', 'Dừng xem xét'), ('withdrawn', 'Đã rút')], max_length=20, verbose_name='trạng thái'),
            ),
            migrations.AddConstraint(
                model_name='incident',
                constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'returned', 'screened_out', 'noted', 'in_review', 'awaiting_answer', 'consulting', 'concluded', 'enforcing', 'closed', 'stopped', 'withdrawn'])), name='incident_known_status'),
            ),
            migrations.AddConstraint(
                model_name='incident',
                constraint=models.CheckConstraint(condition=models.Q(('disposed_at', None), models.Q(('asked_by', None), ('folded', ''), ('handler', None), ('link', ''), ('narrative', ''), ('person', None), ('position', ''), ('proposed_by', None), ('title', ''), ('triaged_by', None), ('unit_action', '')), _connector='OR'), name='incident_disposed_is_empty'),
            ),
        ]),
        OnlyBackWithout(
            "incidents_incident WHERE status = 'stopped'",
            "hồ sơ đã dừng xem xét",
        ),
    ]
