"""All of 0006 and before at once: what an empty database gets."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from compliance.core.operations import AtOnce


class Migration(migrations.Migration):

    replaces = [
        ('reports', '0001_initial'),
        ('reports', '0002_acted_on'),
        ('reports', '0003_tallies'),
        ('reports', '0004_add_up'),
        ('reports', '0005_replies'),
        ('reports', '0006_view_office_code'),
    ]

    initial = True

    dependencies = [
        ('incidents', '0017_remember_states'),
        ('registry', '0010_words_kept'),
        ('rulebook', '0001_initial'),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name='Recipient',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200, verbose_name='nơi nhận')),
                        ('purpose', models.CharField(blank=True, help_text='B/c, để biết…', max_length=40, verbose_name='mục đích')),
                        ('inside', models.BooleanField(default=True, verbose_name='trong cơ quan')),
                        ('order', models.PositiveIntegerField(default=0, verbose_name='thứ tự')),
                        ('email', models.EmailField(blank=True, help_text='empty: the copy goes on paper', max_length=254, verbose_name='thư điện tử')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='thôi gửi từ')),
                    ],
                ),
                migrations.CreateModel(
                    name='Summary',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('week', 'Tuần'), ('month', 'Tháng'), ('quarter', 'Quý'), ('half_year', '6 tháng'), ('year', 'Năm')], max_length=10, verbose_name='kỳ')),
                        ('start', models.DateField(verbose_name='từ ngày')),
                        ('end', models.DateField(verbose_name='đến ngày')),
                        ('revision', models.PositiveIntegerField(default=1, verbose_name='bản')),
                        ('state', models.CharField(choices=[('planned', 'Chờ lập'), ('drawn', 'Chờ duyệt'), ('approved', 'Chờ ý kiến chỉ đạo'), ('read', 'Đã có ý kiến')], default='planned', max_length=10, verbose_name='tình trạng')),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('figures', models.JSONField(default=dict, verbose_name='số liệu đã chốt')),
                        ('sha256', models.CharField(blank=True, max_length=64, verbose_name='mã kiểm tra')),
                        ('sections', models.JSONField(default=dict, help_text='the same keys: computed at first, then edited by people', verbose_name='lời văn')),
                        ('drawn_at', models.DateTimeField(null=True, verbose_name='lập lúc')),
                        ('approved_at', models.DateTimeField(null=True, verbose_name='duyệt lúc')),
                        ('read_at', models.DateTimeField(null=True, verbose_name='đọc lúc')),
                        ('document_number', models.CharField(blank=True, max_length=60, verbose_name='số văn bản')),
                        ('document_date', models.DateField(blank=True, null=True, verbose_name='ngày văn bản')),
                        ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người duyệt')),
                        ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người đọc')),
                        ('changes', models.JSONField(default=list, help_text='sentences', verbose_name='khác bản trước')),
                        ('code', models.CharField(blank=True, help_text='printed on the paper; opens a page that says only genuine, issued on, by', max_length=16, verbose_name='mã xác thực')),
                        ('computed', models.JSONField(default=dict, help_text="{'I': …, … 'V': …}: what the figures say; kept beside what people made of it", verbose_name='lời văn tính sẵn')),
                        ('outside', models.JSONField(default=dict, help_text='the cells of the copy as first issued; later copies are masked with them in mind', verbose_name='bản gửi ra ngoài')),
                        ('reason', models.TextField(blank=True, help_text='of a revision', verbose_name='lý do lập bản này')),
                        ('returns', models.JSONField(default=dict, help_text='{total, sent, nil, missing} when it was approved; before that they still come in', verbose_name='báo cáo của đơn vị lúc trình')),
                        ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi số')),
                        ('signer', models.CharField(blank=True, max_length=120, verbose_name='người ký')),
                        ('withdrawn_at', models.DateTimeField(null=True, verbose_name='thu hồi lúc')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('kind', 'start', 'end', 'revision'), name='one_summary_a_period'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='summary_approval_is_signed'), models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('code',), name='summary_code_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Direction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='số')),
                        ('year', models.PositiveIntegerField(verbose_name='năm')),
                        ('text', models.TextField(verbose_name='nội dung')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='hạn trả lời')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('closed_at', models.DateTimeField(null=True, verbose_name='kết thúc lúc')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người chỉ đạo')),
                        ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người kết thúc')),
                        ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directions', to='incidents.incident', verbose_name='hồ sơ')),
                        ('instrument', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directions', to='rulebook.instrument', verbose_name='văn bản')),
                        ('summary', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directions', to='reports.summary', verbose_name='báo cáo')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['closed_at', 'due_on'], name='reports_dir_closed__9ec4cf_idx'), models.Index(fields=['-at', '-id'], name='reports_dir_at_d3aa1b_idx')],
                        'constraints': [models.UniqueConstraint(fields=('year', 'number'), name='direction_numbered_once')],
                    },
                ),
                migrations.CreateModel(
                    name='UnitReturn',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('week', 'Tuần'), ('month', 'Tháng'), ('quarter', 'Quý'), ('half_year', '6 tháng'), ('year', 'Năm')], default='month', max_length=10, verbose_name='kỳ')),
                        ('start', models.DateField(verbose_name='từ ngày')),
                        ('end', models.DateField(verbose_name='đến ngày')),
                        ('due_on', models.DateField(verbose_name='hạn gửi')),
                        ('state', models.CharField(choices=[('due', 'Chưa gửi'), ('submitted', 'Đã gửi'), ('returned', 'Trả lại bổ sung'), ('accepted', 'Đã nhận')], default='due', max_length=10, verbose_name='tình trạng')),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('nil', models.BooleanField(default=False, verbose_name='không phát sinh')),
                        ('figures', models.JSONField(default=dict, verbose_name='số liệu')),
                        ('briefings_held', models.PositiveIntegerField(default=0, verbose_name='số buổi quán triệt')),
                        ('narrative', models.TextField(blank=True, verbose_name='tình hình, kết quả')),
                        ('proposals', models.TextField(blank=True, verbose_name='đề xuất, kiến nghị')),
                        ('comment', models.TextField(blank=True, verbose_name='nội dung cần bổ sung')),
                        ('submitted_at', models.DateTimeField(null=True, verbose_name='gửi lúc')),
                        ('accepted_at', models.DateTimeField(null=True, verbose_name='nhận lúc')),
                        ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nhận')),
                        ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='registry.office', verbose_name='đơn vị')),
                        ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gửi')),
                        ('on_paper', models.BooleanField(default=False, help_text='entered by the team for an office that sent paper', verbose_name='nhập từ báo cáo giấy')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['end', 'kind', 'state'], name='reports_uni_end_d58298_idx')],
                        'constraints': [models.UniqueConstraint(fields=('office', 'kind', 'start', 'end'), name='one_return_a_period'), models.CheckConstraint(condition=models.Q(('accepted_by', None), models.Q(('accepted_by', models.F('submitted_by')), _negated=True), _connector='OR'), name='return_accepted_by_another')],
                    },
                ),
                migrations.CreateModel(
                    name='DirectionTask',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField(blank=True, verbose_name='việc được giao')),
                        ('reply', models.TextField(blank=True, verbose_name='trả lời')),
                        ('replied_at', models.DateTimeField(null=True, verbose_name='trả lời lúc')),
                        ('sent_back', models.TextField(blank=True, verbose_name='yêu cầu bổ sung')),
                        ('accepted_at', models.DateTimeField(null=True, verbose_name='chấp nhận lúc')),
                        ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người chấp nhận')),
                        ('direction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='reports.direction', verbose_name='ý kiến chỉ đạo')),
                        ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='registry.office', verbose_name='đơn vị')),
                        ('replied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người trả lời')),
                        ('due_on', models.DateField(blank=True, help_text='empty: the day of the direction', null=True, verbose_name='hạn')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='direction_tasks', to=settings.AUTH_USER_MODEL, verbose_name='người thực hiện')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('office__isnull', False)), fields=('direction', 'office'), name='one_task_an_office'), models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('direction', 'person'), name='one_task_a_person'), models.CheckConstraint(condition=models.Q(models.Q(('office', None), ('person__isnull', False)), models.Q(('office__isnull', False), ('person', None)), _connector='OR'), name='task_of_office_or_person')],
                    },
                ),
                migrations.CreateModel(
                    name='Delivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('owed', 'Đang gửi'), ('sent', 'Đã gửi'), ('opened', 'Đã nhận'), ('failed', 'Gửi không được'), ('paper', 'Chờ giao giấy'), ('handed', 'Đã giao giấy')], max_length=10, verbose_name='tình trạng')),
                        ('number', models.PositiveIntegerField(default=1, verbose_name='lần gửi')),
                        ('at', models.DateTimeField(verbose_name='lập lúc')),
                        ('sent_at', models.DateTimeField(null=True, verbose_name='gửi lúc')),
                        ('opened_at', models.DateTimeField(null=True, verbose_name='nhận lần đầu lúc')),
                        ('opened', models.PositiveIntegerField(default=0, verbose_name='số lần nhận')),
                        ('expires_at', models.DateTimeField(null=True, verbose_name='liên kết hết hạn lúc')),
                        ('note', models.CharField(blank=True, help_text='of paper: who took it', max_length=200, verbose_name='ghi chú')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gửi')),
                        ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='reports.recipient', verbose_name='nơi nhận')),
                        ('summary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='reports.summary', verbose_name='báo cáo')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('summary', 'recipient'), name='one_copy_a_recipient'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'opened'), _negated=True), ('opened_at__isnull', False), _connector='OR'), name='delivery_opened_when')],
                    },
                ),
                migrations.CreateModel(
                    name='ReturnTurn',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('verb', models.CharField(choices=[('submitted', 'Gửi báo cáo'), ('recalled', 'Rút lại để sửa'), ('sent_back', 'Trả lại bổ sung'), ('accepted', 'Nhận báo cáo'), ('reminded', 'Nhắc gửi báo cáo')], max_length=10, verbose_name='việc')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('text', models.TextField(blank=True, help_text='what was asked for, or why it was taken back', verbose_name='nội dung')),
                        ('sent', models.JSONField(default=dict, help_text='{nil, narrative, proposals, figures} of a sending', verbose_name='bản đã gửi')),
                        ('by', models.ForeignKey(help_text='empty: the portal', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thực hiện')),
                        ('unit_return', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='reports.unitreturn', verbose_name='báo cáo')),
                    ],
                    options={
                        'ordering': ['pk'],
                    },
                ),
                migrations.CreateModel(
                    name='SavedView',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, verbose_name='tên')),
                        ('kind', models.CharField(max_length=10, verbose_name='kỳ')),
                        ('back', models.PositiveSmallIntegerField(default=1, help_text='0: the running period; 1: the last closed one', verbose_name='lùi mấy kỳ')),
                        ('office', models.CharField(blank=True, help_text='code of an office; empty: all one may see', max_length=30, verbose_name='đơn vị')),
                        ('cadence', models.CharField(choices=[('never', 'Không nhắc'), ('week', 'Mỗi tuần'), ('month', 'Mỗi tháng')], default='never', max_length=10, verbose_name='nhắc xem')),
                        ('created_at', models.DateTimeField(verbose_name='lưu lúc')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL, verbose_name='người lưu')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='view_named_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SummaryEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('status', models.CharField(choices=[('draft', 'Nháp'), ('submitted', 'Đã gửi'), ('returned', 'Trả lại bổ sung'), ('screened_out', 'Không thụ lý'), ('noted', 'Ghi nhận xử lý tại đơn vị'), ('in_review', 'Đang xem xét'), ('awaiting_answer', 'Chờ giải trình'), ('consulting', 'Lấy ý kiến phối hợp'), ('concluded', 'Đã kết luận'), ('enforcing', 'Đang thực hiện'), ('closed', 'Đã kết thúc'), ('withdrawn', 'Đã rút')], max_length=20, verbose_name='trạng thái')),
                        ('staff_kind', models.CharField(blank=True, choices=[('can_bo', 'Cán bộ'), ('cong_chuc', 'Công chức'), ('vien_chuc', 'Viên chức'), ('nguoi_lao_dong', 'Người lao động'), ('khac', 'Khác, không thuộc diện')], max_length=20, verbose_name='loại cán bộ')),
                        ('category', models.CharField(blank=True, choices=[('unverified', 'Thông tin chưa kiểm chứng'), ('discourtesy', 'Ứng xử thiếu văn minh'), ('internal_document', 'Lộ tài liệu nội bộ'), ('out_of_competence', 'Phát ngôn không đúng thẩm quyền'), ('working_time', 'Sử dụng thời giờ làm việc')], max_length=30, verbose_name='nhóm nội dung')),
                        ('act_kind', models.CharField(blank=True, choices=[('post', 'Đăng bài'), ('comment', 'Bình luận'), ('share', 'Chia sẻ'), ('statement', 'Phát ngôn trực tiếp'), ('working_time', 'Sử dụng thời giờ làm việc')], max_length=20, verbose_name='hành vi')),
                        ('outcome', models.CharField(blank=True, choices=[('no_violation', 'Không vi phạm'), ('guidance', 'Hướng dẫn, rút kinh nghiệm'), ('oral_reminder', 'Nhắc nhở miệng'), ('written_reminder', 'Nhắc nhở bằng văn bản'), ('discipline', 'Đề nghị xem xét kỷ luật'), ('referred', 'Chuyển cơ quan khác')], max_length=20, verbose_name='kết quả')),
                        ('submitted_at', models.DateTimeField(verbose_name='gửi lúc')),
                        ('concluded_at', models.DateTimeField(null=True, verbose_name='kết luận lúc')),
                        ('closed_at', models.DateTimeField(null=True, verbose_name='kết thúc lúc')),
                        ('suspended_at', models.DateTimeField(null=True, verbose_name='tạm dừng từ')),
                        ('due_on', models.DateField(null=True, verbose_name='hạn của bước')),
                        ('processing_ends', models.DateField(null=True, verbose_name='hết thời hạn xử lý')),
                        ('known_on', models.DateField(null=True, verbose_name='ngày biết sự việc')),
                        ('days', models.PositiveIntegerField(help_text='calendar days from being sent in to the conclusion', null=True, verbose_name='số ngày xử lý')),
                        ('in_time', models.BooleanField(null=True, verbose_name='kết luận trong thời hạn')),
                        ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incidents.incident', verbose_name='hồ sơ')),
                        ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.office', verbose_name='đơn vị')),
                        ('summary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='reports.summary', verbose_name='báo cáo')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('summary', 'incident'), name='one_entry_a_case')],
                    },
                ),
                migrations.CreateModel(
                    name='TaskReply',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField(verbose_name='trả lời')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('sent_back', models.TextField(blank=True, verbose_name='yêu cầu bổ sung')),
                        ('accepted', models.BooleanField(default=False, verbose_name='chấp nhận')),
                        ('judged_at', models.DateTimeField(null=True, verbose_name='xem lúc')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người trả lời')),
                        ('judged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xem')),
                        ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='reports.directiontask', verbose_name='việc')),
                    ],
                    options={
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('judged_by', None), models.Q(('judged_by', models.F('by')), _negated=True), _connector='OR'), name='reply_judged_by_another')],
                    },
                ),
                migrations.CreateModel(
                    name='Tally',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('what', models.CharField(choices=[('r', 'tiếp nhận'), ('c', 'kết luận'), ('e', 'kết thúc')], max_length=1)),
                        ('half', models.DateField(help_text='the 1st or the 15th: reporting months and calendar months are both made of these', verbose_name='nửa tháng')),
                        ('seen', models.CharField(help_text='a: accepted or noted, also by the chairs; l: by the leads alone; s: sealed, by the leads', max_length=1, verbose_name='ai xem được')),
                        ('office_id', models.BigIntegerField(help_text='of the person concerned; 0: all offices together')),
                        ('handled_by_id', models.BigIntegerField(help_text='the office whose head sees the case; 0: all offices together')),
                        ('label', models.CharField(help_text='of what was received its category; of a conclusion outcome|days|in time (1, 0, -); of an end its status', max_length=40)),
                        ('spent_on', models.DateField(help_text='the day from which a closed case is counted no more', null=True)),
                        ('n', models.IntegerField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['office_id', 'what', 'half'], include=('seen', 'handled_by_id', 'label', 'spent_on', 'n'), name='tally_by_office'), models.Index(fields=['handled_by_id', 'what', 'half'], include=('seen', 'office_id', 'label', 'spent_on', 'n'), name='tally_by_handling_office')],
                    },
                ),
                migrations.CreateModel(
                    name='ReportFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('stored', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incidents.storedfile', verbose_name='tệp')),
                        ('summary', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reports.summary', verbose_name='báo cáo')),
                        ('reply', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reports.taskreply', verbose_name='trả lời')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reply__isnull', False), ('summary', None)), models.Q(('reply', None), ('summary__isnull', False)), _connector='OR'), name='report_file_of_one_thing')],
                    },
                ),
            ]
        ),
    ]
