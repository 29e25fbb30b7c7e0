"""A review can be stopped."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0009_first_times'),
    ]

    operations = [
        migrations.AlterField(
            model_name='summaryentry',
            name='first_ended_as',
            field=models.CharField(choices=[('draft', 'Nháp'), ('submitted', 'Đã gửi'), ('returned', 'Trả lại bổ sung'), ('screened_out', 'Không thụ lý'), ('noted', 'Ghi nhận xử lý tại đơn vị'), ('in_review', 'Đang xem xét'), ('awaiting_answer', 'Chờ giải trình'), ('consulting', 'Lấy ý kiến phối hợp'), ('concluded', 'Đã kết luận'), ('enforcing', 'Đang thực hiện'), ('closed', 'Đã kết thúc'), ('stopped', 'Dừng xem xét'), ('withdrawn', 'Đã rút')], max_length=20, null=True, verbose_name='kết thúc lần đầu ở trạng thái'),
        ),
        migrations.AlterField(
            model_name='summaryentry',
            name='status',
            field=models.CharField(choices=[('draft', 'Nháp'), ('submitted', 'Đã gửi'), ('returned', 'Trả lại bổ sung'), ('screened_out', 'Không thụ lý'), ('noted', 'Ghi nhận xử lý tại đơn vị'), ('in_review', 'Đang xem xét'), ('awaiting_answer', 'Chờ giải trình'), ('consulting', 'Lấy ý kiến phối hợp'), ('concluded', 'Đã kết luận'), ('enforcing', 'Đang thực hiện'), ('closed', 'Đã kết thúc'), ('stopped', 'Dừng xem xét'), ('withdrawn', 'Đã rút')], max_length=20, verbose_name='trạng thái'),
        ),
    ]
