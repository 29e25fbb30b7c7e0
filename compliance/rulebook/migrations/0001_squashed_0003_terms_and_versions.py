"""All of 0003 and before at once: what an empty database gets."""

import django.db.models.deletion
from django.db import migrations, models

from compliance.core.operations import AtOnce
from compliance.rulebook.triggers import TRIGGERS


class Migration(migrations.Migration):

    replaces = [
        ('rulebook', '0001_initial'),
        ('rulebook', '0002_lapse_and_complaint'),
        ('rulebook', '0003_terms_and_versions'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name='CalendarDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(unique=True, verbose_name='ngày')),
                        ('kind', models.CharField(choices=[('holiday', 'Nghỉ lễ, Tết'), ('in_lieu', 'Nghỉ bù'), ('swap_off', 'Nghỉ hoán đổi'), ('swap_work', 'Làm bù')], max_length=10, verbose_name='loại')),
                        ('name', models.CharField(max_length=120, verbose_name='tên')),
                        ('source', models.CharField(max_length=200, verbose_name='nguồn')),
                        ('official', models.BooleanField(default=True, verbose_name='đã có văn bản')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['day', 'kind'], name='rulebook_ca_day_27bf4d_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Instrument',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=60, verbose_name='số, ký hiệu')),
                        ('title', models.CharField(max_length=400, verbose_name='trích yếu')),
                        ('kind', models.CharField(choices=[('law', 'Luật'), ('decree', 'Nghị định'), ('decision', 'Quyết định'), ('directive', 'Chỉ thị'), ('plan', 'Kế hoạch'), ('letter', 'Công văn'), ('regulation', 'Quy chế, nội quy')], max_length=20, verbose_name='loại văn bản')),
                        ('issuer', models.CharField(max_length=200, verbose_name='cơ quan ban hành')),
                        ('issued_on', models.DateField(verbose_name='ngày ban hành')),
                        ('valid_from', models.DateField(verbose_name='có hiệu lực từ')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='hết hiệu lực sau ngày')),
                        ('is_legal_basis', models.BooleanField(help_text='công văn hành chính không phải là căn cứ cho kết luận trên mức hướng dẫn', verbose_name='là căn cứ pháp lý')),
                        ('text', models.TextField(blank=True, verbose_name='nội dung tóm tắt')),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='nguồn')),
                        ('confidence', models.CharField(choices=[('A', 'Đã đối chiếu văn bản'), ('B', 'Theo nguồn thứ cấp'), ('C', 'Một nguồn, cần xác minh'), ('K', 'Chưa xác minh')], default='K', max_length=1, verbose_name='mức tin cậy')),
                        ('version', models.PositiveIntegerField(default=1, verbose_name='phiên bản')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='công bố trên cổng lúc')),
                        ('to_acknowledge', models.BooleanField(default=False, verbose_name='yêu cầu cán bộ xác nhận đã đọc')),
                        ('folded', models.TextField(default='', editable=False)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('number', 'issued_on', 'version'), name='instrument_once'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='instrument_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='RuleSet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=60, unique=True, verbose_name='mã')),
                        ('staff_kind', models.CharField(choices=[('can_bo', 'Cán bộ'), ('cong_chuc', 'Công chức'), ('vien_chuc', 'Viên chức'), ('nguoi_lao_dong', 'Người lao động'), ('khac', 'Khác, không thuộc diện')], max_length=20, verbose_name='loại cán bộ')),
                        ('valid_from', models.DateField(verbose_name='có hiệu lực từ')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='hết hiệu lực sau ngày')),
                        ('limitation_months', models.PositiveIntegerField(null=True, verbose_name='thời hiệu, mức khiển trách (tháng)')),
                        ('limitation_months_heavy', models.PositiveIntegerField(null=True, verbose_name='thời hiệu, mức khác (tháng)')),
                        ('limitation_basis', models.CharField(blank=True, max_length=200, verbose_name='căn cứ thời hiệu')),
                        ('processing_days', models.PositiveIntegerField(null=True, verbose_name='thời hạn xử lý (ngày)')),
                        ('processing_days_extended', models.PositiveIntegerField(null=True, verbose_name='thời hạn xử lý, phức tạp (ngày)')),
                        ('processing_basis', models.CharField(blank=True, max_length=200, verbose_name='căn cứ thời hạn')),
                        ('triage_workdays', models.PositiveIntegerField(default=3, verbose_name='thụ lý (ngày làm việc)')),
                        ('notice_workdays', models.PositiveIntegerField(default=3, verbose_name='gửi thông báo (ngày làm việc)')),
                        ('answer_workdays', models.PositiveIntegerField(default=5, verbose_name='giải trình (ngày làm việc)')),
                        ('opinion_workdays', models.PositiveIntegerField(default=3, verbose_name='cho ý kiến (ngày làm việc)')),
                        ('conclude_workdays', models.PositiveIntegerField(default=5, verbose_name='kết luận (ngày làm việc)')),
                        ('contest_workdays', models.PositiveIntegerField(default=10, verbose_name='đề nghị xem xét lại (ngày làm việc)')),
                        ('contest_decide_workdays', models.PositiveIntegerField(default=10, verbose_name='quyết định xem xét lại (ngày làm việc)')),
                        ('reminder_months', models.PositiveIntegerField(default=12, verbose_name='hiệu lực nhắc nhở bằng văn bản (tháng)')),
                        ('step_basis', models.CharField(default='Quy trình nội bộ', max_length=200, verbose_name='căn cứ các bước')),
                        ('confidence', models.CharField(choices=[('A', 'Đã đối chiếu văn bản'), ('B', 'Theo nguồn thứ cấp'), ('C', 'Một nguồn, cần xác minh'), ('K', 'Chưa xác minh')], default='K', max_length=1, verbose_name='mức tin cậy')),
                        ('complaint_basis', models.CharField(blank=True, max_length=200, verbose_name='căn cứ khiếu nại')),
                        ('complaint_days', models.PositiveIntegerField(blank=True, null=True, verbose_name='khiếu nại lần đầu (ngày)')),
                        ('lapse_basis', models.CharField(blank=True, max_length=200, verbose_name='căn cứ hết hiệu lực')),
                        ('lapse_months', models.PositiveIntegerField(blank=True, null=True, verbose_name='hết hiệu lực, khiển trách (tháng)')),
                        ('lapse_months_heavy', models.PositiveIntegerField(blank=True, null=True, verbose_name='hết hiệu lực, mức khác (tháng)')),
                        ('processing_months', models.PositiveIntegerField(blank=True, help_text='before 2020 the laws counted months', null=True, verbose_name='thời hạn xử lý (tháng)')),
                        ('processing_months_extended', models.PositiveIntegerField(blank=True, null=True, verbose_name='thời hạn xử lý, phức tạp (tháng)')),
                        ('published_at', models.DateTimeField(blank=True, help_text='from then on the database refuses any change', null=True, verbose_name='công bố trên cổng lúc')),
                        ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='rulebook.ruleset', verbose_name='thay cho bộ quy tắc')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='ruleset_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='Provision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('article', models.CharField(max_length=120, verbose_name='điều khoản')),
                        ('summary', models.CharField(max_length=400, verbose_name='nội dung')),
                        ('category', models.CharField(choices=[('unverified', 'Thông tin chưa kiểm chứng'), ('discourtesy', 'Ứng xử thiếu văn minh'), ('internal_document', 'Lộ tài liệu nội bộ'), ('out_of_competence', 'Phát ngôn không đúng thẩm quyền'), ('working_time', 'Sử dụng thời giờ làm việc')], max_length=30, verbose_name='loại hành vi vi phạm')),
                        ('staff_kinds', models.JSONField(blank=True, default=list, help_text='empty: every staff kind', verbose_name='áp dụng cho')),
                        ('order', models.PositiveIntegerField(default=0, verbose_name='thứ tự')),
                        ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='rulebook.instrument', verbose_name='văn bản')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('instrument', 'article', 'category'), name='provision_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RuleChoice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('list', models.CharField(choices=[('form', 'Hình thức kỷ luật'), ('severity', 'Mức độ vi phạm'), ('pause', 'Lý do tạm dừng theo luật')], max_length=10, verbose_name='danh mục')),
                        ('code', models.CharField(max_length=30, verbose_name='mã')),
                        ('label', models.CharField(max_length=160, verbose_name='tên')),
                        ('post', models.CharField(choices=[('any', 'mọi người'), ('leader', 'người giữ chức vụ'), ('plain', 'người không giữ chức vụ'), ('left', 'người đã nghỉ việc, nghỉ hưu')], default='any', max_length=10, verbose_name='áp dụng cho')),
                        ('months', models.PositiveIntegerField(blank=True, null=True, verbose_name='hết hiệu lực sau (tháng)')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='ghi chú')),
                        ('valid_from', models.DateField(verbose_name='có hiệu lực từ')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='hết hiệu lực sau ngày')),
                        ('basis', models.CharField(max_length=200, verbose_name='căn cứ')),
                        ('confidence', models.CharField(choices=[('A', 'Đã đối chiếu văn bản'), ('B', 'Theo nguồn thứ cấp'), ('C', 'Một nguồn, cần xác minh'), ('K', 'Chưa xác minh')], max_length=1, verbose_name='mức tin cậy')),
                        ('order', models.PositiveIntegerField(default=0, verbose_name='thứ tự')),
                        ('rule_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='rulebook.ruleset', verbose_name='bộ quy tắc')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('rule_set', 'list', 'code', 'valid_from'), name='choice_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RuleTerm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=20, verbose_name='mã')),
                        ('label', models.CharField(max_length=160, verbose_name='thời hạn')),
                        ('value', models.PositiveIntegerField(verbose_name='trị số')),
                        ('unit', models.CharField(choices=[('workday', 'ngày làm việc'), ('day', 'ngày'), ('month', 'tháng'), ('hour', 'giờ')], max_length=10, verbose_name='đơn vị')),
                        ('valid_from', models.DateField(verbose_name='có hiệu lực từ')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='hết hiệu lực sau ngày')),
                        ('basis', models.CharField(max_length=200, verbose_name='căn cứ')),
                        ('confidence', models.CharField(choices=[('A', 'Đã đối chiếu văn bản'), ('B', 'Theo nguồn thứ cấp'), ('C', 'Một nguồn, cần xác minh'), ('K', 'Chưa xác minh')], max_length=1, verbose_name='mức tin cậy')),
                        ('order', models.PositiveIntegerField(default=0, verbose_name='thứ tự')),
                        ('rule_set', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='rulebook.ruleset', verbose_name='bộ quy tắc')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('rule_set', 'key', 'valid_from'), name='term_once')],
                    },
                ),
            ]
        ),
        migrations.RunPython(TRIGGERS.install, TRIGGERS.remove),
    ]
