"""Papers entered by one and confirmed by another; a delivery knows its case and what was handed over."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from compliance.core.operations import OnlyBackWithout


def case_of_each(apps, schema_editor):
    """Deliveries recorded before were of notices."""
    Delivery, Notice = apps.get_model("review", "Delivery"), apps.get_model("review", "Notice")
    case = Notice.objects.filter(pk=models.OuterRef("notice")).values("incident")
    Delivery.objects.update(incident=models.Subquery(case))


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_own_table'),
        ('incidents', '0022_files_app'),
        ('review', '0013_answer_complete'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='conclusion',
            field=models.ForeignKey(help_text='empty too when what was told is a note at the unit', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='review.conclusion', verbose_name='kết luận'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='incident',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='incidents.incident', verbose_name='vụ việc'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='measure',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='review.measure', verbose_name='biện pháp'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='what',
            field=models.CharField(choices=[('notice', 'Thông báo'), ('conclusion', 'Kết luận'), ('reminder', 'Văn bản nhắc nhở')], default='notice', max_length=10, verbose_name='giao'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='notice',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='review.notice', verbose_name='thông báo'),
        ),
        migrations.CreateModel(
            name='PaperAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=30, verbose_name='việc')),
                ('received_on', models.DateField(verbose_name='ngày nhận, ngày giao bản giấy')),
                ('payload', models.JSONField(default=dict, verbose_name='nội dung để thực hiện')),
                ('said', models.JSONField(default=list, help_text='[[label of the field, what was entered]]', verbose_name='nội dung đã nhập')),
                ('entered_at', models.DateTimeField(verbose_name='nhập lúc')),
                ('decision', models.CharField(blank=True, choices=[('confirmed', 'Đã xác nhận'), ('refused', 'Trả lại')], max_length=10, verbose_name='xác nhận')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='xác nhận lúc')),
                ('reason', models.TextField(blank=True, verbose_name='lý do trả lại')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xác nhận')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nhập')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_acts', to='incidents.incident', verbose_name='vụ việc')),
                ('scan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_acts', to='files.storedfile', verbose_name='bản chụp')),
            ],
        ),
        migrations.AddField(
            model_name='answer',
            name='paper',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.paperact', verbose_name='bản giấy'),
        ),
        migrations.AddField(
            model_name='contest',
            name='paper',
            field=models.ForeignKey(blank=True, help_text='set: the person handed it in on paper', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.paperact', verbose_name='bản giấy'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='paper',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.paperact', verbose_name='bản giấy'),
        ),
        migrations.AddField(
            model_name='extension',
            name='paper',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.paperact', verbose_name='bản giấy'),
        ),
        migrations.AddConstraint(
            model_name='paperact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='paper_decision_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='paperact',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('entered_by')), _negated=True), _connector='OR'), name='paper_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='paperact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='paper_refused_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='paperact',
            constraint=models.UniqueConstraint(condition=models.Q(('decision', '')), fields=('incident', 'verb'), name='one_waiting_paper_of_a_kind'),
        ),
        migrations.RunPython(case_of_each, migrations.RunPython.noop),
        OnlyBackWithout(
            "review_delivery WHERE notice_id IS NULL",
            "giao văn bản không phải thông báo",
        ),
    ]
