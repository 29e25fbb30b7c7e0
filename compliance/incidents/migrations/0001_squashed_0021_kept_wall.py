"""All of 0021 and before at once: what an empty database gets."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from compliance.core.operations import AtOnce

def index_letters(apps, schema_editor):
    """On PostgreSQL the folded column is searched through a trigram index: a word anywhere in it is found without reading the table."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute("CREATE INDEX incident_folded_trgm ON incidents_incident USING gin (folded gin_trgm_ops)")


class Migration(migrations.Migration):

    replaces = [
        ('incidents', '0001_initial'),
        ('incidents', '0002_initial'),
        ('incidents', '0003_append_only'),
        ('incidents', '0004_search'),
        ('incidents', '0005_closed_index'),
        ('incidents', '0006_vault'),
        ('incidents', '0007_vault_fill'),
        ('incidents', '0008_vault_shut'),
        ('incidents', '0009_separation'),
        ('incidents', '0010_invitations'),
        ('incidents', '0011_no_truncate'),
        ('incidents', '0012_recheck'),
        ('incidents', '0013_custody'),
        ('incidents', '0014_outside'),
        ('incidents', '0015_disposal'),
        ('incidents', '0016_states'),
        ('incidents', '0017_remember_states'),
        ('incidents', '0018_open_from_the_index'),
        ('incidents', '0019_scanned'),
        ('incidents', '0020_readdress_lines'),
        ('incidents', '0021_kept_wall'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('outbox', '0004_sealed_lines'),
        ('registry', '0010_words_kept'),
        ('rulebook', '0003_terms_and_versions'),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name='Incident',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=20, unique=True, verbose_name='mã')),
                        ('status', models.CharField(choices=[('draft', 'Nháp'), ('submitted', 'Đã gửi'), ('returned', 'Trả lại bổ sung'), ('screened_out', 'Không thụ lý'), ('noted', 'Ghi nhận xử lý tại đơn vị'), ('in_review', 'Đang xem xét'), ('awaiting_answer', 'Chờ giải trình'), ('consulting', 'Lấy ý kiến phối hợp'), ('concluded', 'Đã kết luận'), ('enforcing', 'Đang thực hiện'), ('closed', 'Đã kết thúc'), ('withdrawn', 'Đã rút')], default='draft', max_length=20, verbose_name='trạng thái')),
                        ('version', models.PositiveIntegerField(default=1, verbose_name='phiên bản')),
                        ('sibling_group', models.UUIDField(db_index=True, default=uuid.uuid4, verbose_name='nhóm vụ việc cùng báo cáo')),
                        ('position', models.CharField(blank=True, max_length=160, verbose_name='chức vụ')),
                        ('staff_kind', models.CharField(blank=True, choices=[('can_bo', 'Cán bộ'), ('cong_chuc', 'Công chức'), ('vien_chuc', 'Viên chức'), ('nguoi_lao_dong', 'Người lao động'), ('khac', 'Khác, không thuộc diện')], max_length=20, verbose_name='loại cán bộ')),
                        ('concerns_head', models.BooleanField(default=False, verbose_name='liên quan thủ trưởng đơn vị')),
                        ('title', models.CharField(blank=True, max_length=140, verbose_name='tóm tắt')),
                        ('act_kind', models.CharField(blank=True, choices=[('post', 'Đăng bài'), ('comment', 'Bình luận'), ('share', 'Chia sẻ'), ('statement', 'Phát ngôn trực tiếp'), ('working_time', 'Sử dụng thời giờ làm việc')], max_length=20, verbose_name='loại hành vi')),
                        ('category', models.CharField(blank=True, choices=[('unverified', 'Thông tin chưa kiểm chứng'), ('discourtesy', 'Ứng xử thiếu văn minh'), ('internal_document', 'Lộ tài liệu nội bộ'), ('out_of_competence', 'Phát ngôn không đúng thẩm quyền'), ('working_time', 'Sử dụng thời giờ làm việc')], help_text='of the first allegation', max_length=30, verbose_name='nhóm nội dung')),
                        ('platform', models.CharField(blank=True, choices=[('facebook', 'Facebook'), ('zalo', 'Zalo'), ('youtube', 'YouTube'), ('tiktok', 'TikTok'), ('other', 'Khác'), ('none', 'Không trên mạng')], max_length=20, verbose_name='nền tảng')),
                        ('link', models.CharField(blank=True, max_length=500, verbose_name='địa chỉ bài viết')),
                        ('account_kind', models.CharField(blank=True, choices=[('personal', 'Cá nhân'), ('official', 'Của cơ quan'), ('unknown', 'Chưa rõ')], max_length=20, verbose_name='loại tài khoản')),
                        ('happened_at', models.DateTimeField(blank=True, null=True, verbose_name='xảy ra lúc')),
                        ('known_on', models.DateField(blank=True, null=True, verbose_name='ngày biết sự việc')),
                        ('seen_how', models.CharField(blank=True, choices=[('public', 'Bài viết công khai'), ('group_member', 'Người trong nhóm cung cấp'), ('witnessed', 'Nghe, chứng kiến trực tiếp'), ('citizen', 'Người dân, đồng nghiệp phản ánh với đơn vị'), ('document', 'Qua hồ sơ, văn bản của cơ quan')], max_length=20, verbose_name='cách tiếp cận nội dung')),
                        ('narrative', models.TextField(blank=True, verbose_name='diễn biến khách quan')),
                        ('unit_action', models.TextField(blank=True, verbose_name='đơn vị đã làm gì')),
                        ('out_of_scope_declared', models.BooleanField(default=False, verbose_name='cam đoan không thuộc nội dung được bảo vệ')),
                        ('typed', models.JSONField(blank=True, default=dict, help_text="what a draft's form holds that cannot be read yet, kept as typed", verbose_name='đang gõ')),
                        ('urgency', models.CharField(choices=[('normal', 'Bình thường'), ('urgent', 'Khẩn')], default='normal', max_length=10, verbose_name='mức độ khẩn')),
                        ('outcome', models.CharField(blank=True, choices=[('no_violation', 'Không vi phạm'), ('guidance', 'Hướng dẫn, rút kinh nghiệm'), ('oral_reminder', 'Nhắc nhở miệng'), ('written_reminder', 'Nhắc nhở bằng văn bản'), ('discipline', 'Đề nghị xem xét kỷ luật'), ('referred', 'Chuyển cơ quan khác')], max_length=20, verbose_name='kết quả')),
                        ('sealed', models.BooleanField(default=False, help_text='a denunciation: referred, only its reference number stays', verbose_name='đã niêm phong')),
                        ('created_at', models.DateTimeField(verbose_name='lập lúc')),
                        ('edited_at', models.DateTimeField(verbose_name='sửa lúc')),
                        ('submitted_at', models.DateTimeField(null=True, verbose_name='gửi lúc')),
                        ('accepted_at', models.DateTimeField(null=True, verbose_name='thụ lý lúc')),
                        ('told_at', models.DateTimeField(null=True, verbose_name='người được phản ánh được báo lúc')),
                        ('concluded_at', models.DateTimeField(null=True, verbose_name='kết luận lúc')),
                        ('closed_at', models.DateTimeField(help_text='also when screened out, noted or withdrawn', null=True, verbose_name='kết thúc lúc')),
                        ('suspended_at', models.DateTimeField(null=True, verbose_name='tạm dừng từ')),
                        ('contested_at', models.DateTimeField(null=True, verbose_name='đề nghị xem xét lại lúc')),
                        ('due_on', models.DateField(null=True, verbose_name='hạn của bước này')),
                        ('processing_ends', models.DateField(null=True, verbose_name='hết thời hạn xử lý')),
                        ('limitation_ends', models.DateField(null=True, verbose_name='hết thời hiệu')),
                        ('folded', models.TextField(default='', editable=False)),
                        ('concluded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người kết luận')),
                        ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handled', to=settings.AUTH_USER_MODEL, verbose_name='người phụ trách')),
                        ('handling_office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='incidents_handled', to='registry.office', verbose_name='đơn vị phối hợp')),
                        ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='registry.office', verbose_name='đơn vị')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='registry.staffmember', verbose_name='người được phản ánh')),
                        ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người trình kết luận')),
                        ('rule_set', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebook.ruleset', verbose_name='bộ quy tắc')),
                        ('triaged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thụ lý')),
                        ('spent_on', models.DateField(help_text='the day its last reminder or decision lapses; a closed case is then off every list', null=True, verbose_name='hết hiệu lực, không còn hiện')),
                        ('disposed_at', models.DateTimeField(help_text='emptied down to what issued figures count; kept as a number, seen as a case by nobody', null=True, verbose_name='tiêu hủy lúc')),
                    ],
                    options={
                        'permissions': [('handle_incident', 'Phụ trách hồ sơ'), ('read_incident', 'Được mời xem hồ sơ')],
                        'indexes': [models.Index(fields=['-submitted_at', '-id'], name='incident_newest'), models.Index(fields=['handling_office', '-submitted_at', '-id'], name='incident_by_office'), models.Index(fields=['status', '-submitted_at', '-id'], name='incident_by_status'), models.Index(fields=['handler', 'status', 'due_on'], name='incident_by_handler'), models.Index(condition=models.Q(('due_on__isnull', False)), fields=['due_on', 'id'], name='incident_due'), models.Index(fields=['person', '-submitted_at'], name='incident_by_person'), models.Index(condition=models.Q(('concluded_at__isnull', False)), fields=['concluded_at'], name='incident_by_conclusion'), models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['closed_at'], name='incident_by_end'), models.Index(condition=models.Q(('disposed_at__isnull', False)), fields=['submitted_at'], name='incident_disposed'), models.Index(condition=models.Q(('status__in', ('submitted', 'returned', 'in_review', 'awaiting_answer', 'consulting', 'concluded', 'enforcing'))), fields=['status', 'due_on', 'id'], include=('submitted_at', 'suspended_at', 'handler', 'handling_office', 'office', 'person', 'sealed', 'accepted_at', 'spent_on'), name='incident_open'), models.Index(condition=models.Q(('contested_at__isnull', False)), fields=['due_on', 'id'], name='incident_contested')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'returned', 'screened_out', 'noted', 'in_review', 'awaiting_answer', 'consulting', 'concluded', 'enforcing', 'closed', 'withdrawn'])), name='incident_known_status'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'draft'), _negated=True), ('submitted_at', None), _connector='OR'), name='incident_draft_is_not_submitted'), models.CheckConstraint(condition=models.Q(('proposed_by', None), ('concluded_by', None), models.Q(('proposed_by', models.F('concluded_by')), _negated=True), _connector='OR'), name='incident_proposer_is_not_approver'), models.CheckConstraint(condition=models.Q(('concluded_at', None), ('told_at__isnull', False), _connector='OR'), name='incident_nobody_concluded_unheard'), models.CheckConstraint(condition=models.Q(('triaged_by', None), ('concluded_by', None), models.Q(('triaged_by', models.F('concluded_by')), _negated=True), _connector='OR'), name='incident_triager_is_not_concluder'), models.CheckConstraint(condition=models.Q(('submitted_at', None), models.Q(('disposed_at__isnull', False), ('handling_office__isnull', False), ('known_on__isnull', False), ('office__isnull', False)), models.Q(('handling_office__isnull', False), ('happened_at__isnull', False), ('known_on__isnull', False), ('office__isnull', False), ('person__isnull', False)), _connector='OR'), name='incident_submitted_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('concluded_at', None), ('concluded_by', None)), models.Q(('concluded_at__isnull', False), ('concluded_by__isnull', False)), models.Q(('concluded_by', None), ('disposed_at__isnull', False)), _connector='OR'), name='incident_conclusion_is_signed'), models.CheckConstraint(condition=models.Q(('disposed_at', None), models.Q(('folded', ''), ('handler', None), ('link', ''), ('narrative', ''), ('person', None), ('position', ''), ('proposed_by', None), ('title', ''), ('triaged_by', None), ('unit_action', '')), _connector='OR'), name='incident_disposed_is_empty')],
                    },
                ),
                migrations.CreateModel(
                    name='IncidentGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='incidents.incident')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'unique_together': {('user', 'permission', 'content_object')},
                    },
                ),
                migrations.CreateModel(
                    name='Recusal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=200, verbose_name='lý do')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                        ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='incidents.incident', verbose_name='vụ việc')),
                        ('successor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thay')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to=settings.AUTH_USER_MODEL, verbose_name='người thôi tham gia')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('incident', 'user'), name='recused_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Reporter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('incident', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reporter', to='incidents.incident', verbose_name='vụ việc')),
                        ('tag', models.CharField(db_index=True, editable=False, help_text="keyed hash: finds one's own reports, names nobody", max_length=64)),
                        ('sealed', models.TextField(editable=False, verbose_name='danh tính đã mã hóa')),
                        ('confidential', models.BooleanField(default=False, verbose_name='giữ kín cả với người xử lý')),
                    ],
                ),
                migrations.CreateModel(
                    name='StepTaken',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('verb', models.CharField(max_length=30, verbose_name='việc')),
                        ('from_status', models.CharField(max_length=20, verbose_name='từ')),
                        ('to_status', models.CharField(max_length=20, verbose_name='đến')),
                        ('version', models.PositiveIntegerField(verbose_name='phiên bản sau bước')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('note', models.TextField(blank=True, help_text='a reason shown to those who work on the case', verbose_name='ghi chú')),
                        ('by', models.ForeignKey(help_text='empty: the reporter', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thực hiện')),
                        ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='incidents.incident', verbose_name='vụ việc')),
                        ('erased_at', models.DateTimeField(null=True, verbose_name='xóa ghi chú lúc')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['incident', '-version'], name='incidents_s_inciden_ac6911_idx')],
                        'constraints': [models.UniqueConstraint(fields=('incident', 'version'), name='one_step_per_version')],
                    },
                ),
                migrations.CreateModel(
                    name='StoredFile',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('path', models.CharField(max_length=120, unique=True)),
                        ('sha256', models.CharField(max_length=64, verbose_name='mã kiểm tra')),
                        ('size', models.PositiveBigIntegerField(verbose_name='cỡ (byte)')),
                        ('kind', models.CharField(help_text='jpg, png, webp, gif, pdf, docx, xlsx, mp4, webm: sniffed, not trusted', max_length=10, verbose_name='loại')),
                        ('name', models.CharField(max_length=200, verbose_name='tên gốc')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('by', models.ForeignKey(help_text='empty: the reporter', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tải lên')),
                        ('checked_at', models.DateTimeField(db_index=True, help_text='when the bytes last still had their hash', null=True, verbose_name='kiểm tra gần nhất')),
                        ('damaged_at', models.DateTimeField(null=True, verbose_name='phát hiện hỏng lúc')),
                        ('facts', models.JSONField(default=dict, help_text='what parsing found: pages, width, height, active, author, exif; never text of the file', verbose_name='kết quả đọc tệp')),
                        ('scan', models.CharField(blank=True, choices=[('', 'Chưa quét mã độc'), ('clean', 'Đã quét mã độc'), ('infected', 'Có mã độc')], db_index=True, default='', max_length=8, verbose_name='quét mã độc')),
                    ],
                ),
                migrations.CreateModel(
                    name='Allegation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='thứ tự')),
                        ('fact', models.TextField(blank=True, help_text="the concrete act and its effect, in the reporter's words; the narrative when empty", verbose_name='nội dung cụ thể')),
                        ('provision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebook.provision', verbose_name='quy định viện dẫn')),
                        ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allegations', to='incidents.incident', verbose_name='vụ việc')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('incident', 'number'), name='allegation_numbered_once'), models.UniqueConstraint(fields=('incident', 'provision'), name='provision_cited_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('part', models.CharField(blank=True, choices=[('', 'Chỉ đọc'), ('unit', 'Thay thủ trưởng đơn vị cho ý kiến'), ('affairs', 'Thay đầu mối nội vụ cho ý kiến')], max_length=10, verbose_name='tham gia')),
                        ('until', models.DateField(verbose_name='đến hết ngày')),
                        ('reason', models.CharField(max_length=200, verbose_name='lý do')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='kết thúc lúc')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người mời')),
                        ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='incidents.incident', verbose_name='vụ việc')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL, verbose_name='người được mời')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('incident', 'user'), name='one_open_invitation')],
                    },
                ),
                migrations.CreateModel(
                    name='IncidentState',
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
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='states', to='incidents.incident', verbose_name='vụ việc')),
                        ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.office', verbose_name='đơn vị')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['incident', '-at', '-id'], name='state_of_incident'), models.Index(fields=['at'], name='state_by_moment')],
                    },
                ),
                migrations.CreateModel(
                    name='KeptWall',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(choices=[('relation', 'Có quan hệ đã khai khi hồ sơ đang mở'), ('line', 'Làm việc dưới quyền người được phản ánh khi hồ sơ đang mở')], max_length=10, verbose_name='vì')),
                        ('at', models.DateTimeField(verbose_name='ghi lúc')),
                        ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_walls', to='incidents.incident', verbose_name='vụ việc')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_walls', to=settings.AUTH_USER_MODEL, verbose_name='người không được xem')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('incident', 'user'), name='kept_wall_once')],
                    },
                ),
                migrations.CreateModel(
                    name='AlsoConcerned',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.staffmember', verbose_name='người được phản ánh')),
                        ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='also', to='incidents.incident', verbose_name='vụ việc')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('incident', 'person'), name='also_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Evidence',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('number', models.PositiveIntegerField(verbose_name='số chứng cứ')),
                        ('url', models.CharField(blank=True, max_length=500, verbose_name='đường dẫn')),
                        ('caption', models.CharField(blank=True, max_length=200, verbose_name='mô tả')),
                        ('account_name', models.CharField(blank=True, max_length=120, verbose_name='tên tài khoản')),
                        ('posted_at', models.DateTimeField(blank=True, null=True, verbose_name='đăng lúc')),
                        ('captured_at', models.DateTimeField(blank=True, null=True, verbose_name='chụp lúc')),
                        ('later_status', models.CharField(blank=True, choices=[('there', 'Còn'), ('edited', 'Đã sửa'), ('deleted', 'Đã gỡ'), ('private', 'Đã chuyển riêng tư')], max_length=10, verbose_name='tình trạng sau đó')),
                        ('relied_on', models.BooleanField(default=True, verbose_name='dùng làm căn cứ')),
                        ('removed_at', models.DateTimeField(help_text='only while a draft; nothing is removed after submission', null=True, verbose_name='gỡ lúc')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('by', models.ForeignKey(help_text='empty: the reporter', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nộp')),
                        ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='incidents.incident', verbose_name='vụ việc')),
                        ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='incidents.storedfile', verbose_name='tệp')),
                        ('account_kind', models.CharField(blank=True, choices=[('personal', 'Cá nhân'), ('official', 'Của cơ quan'), ('unknown', 'Chưa rõ')], max_length=10, verbose_name='loại tài khoản')),
                        ('boxes', models.JSONField(default=list, help_text='[{page, x, y, w, h, why}] in per cent of the page; of a redacted copy only', verbose_name='các ô đã che')),
                        ('captured_by', models.CharField(blank=True, help_text='empty: whoever handed it in; never shown to the person concerned', max_length=120, verbose_name='người chụp')),
                        ('copy', models.PositiveSmallIntegerField(default=0, help_text='0: not a copy', verbose_name='bản che thứ')),
                        ('disclosed_caption', models.CharField(blank=True, help_text='the one the person concerned reads; never names who reported', max_length=200, verbose_name='mô tả gửi người được phản ánh')),
                        ('later_status_on', models.DateField(blank=True, null=True, verbose_name='ngày ghi nhận tình trạng')),
                        ('redacts', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='redacted_copies', to='incidents.evidence', verbose_name='bản gốc được che')),
                        ('seen_how', models.CharField(blank=True, choices=[('public', 'Bài viết công khai'), ('group_member', 'Người trong nhóm cung cấp'), ('witnessed', 'Nghe, chứng kiến trực tiếp'), ('citizen', 'Người dân, đồng nghiệp phản ánh với đơn vị'), ('document', 'Qua hồ sơ, văn bản của cơ quan')], max_length=20, verbose_name='cách tiếp cận')),
                        ('translation_note', models.CharField(blank=True, max_length=500, verbose_name='ghi chú dịch')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('file__isnull', False), models.Q(('url', ''), _negated=True), _connector='OR'), name='evidence_is_file_or_link'), models.UniqueConstraint(fields=('incident', 'number', 'copy'), name='evidence_numbered_once'), models.CheckConstraint(condition=models.Q(models.Q(('copy', 0), ('redacts', None)), models.Q(('copy__gt', 0), ('file__isnull', False), ('redacts__isnull', False)), _connector='OR'), name='evidence_copy_has_its_original')],
                    },
                ),
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
                        ('by', models.ForeignKey(help_text='empty: see who', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thực hiện')),
                        ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody', to='incidents.evidence', verbose_name='chứng cứ')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['evidence', 'id'], name='incidents_c_evidenc_4100a4_idx')],
                    },
                ),
            ]
        ),
        migrations.RunPython(index_letters, migrations.RunPython.noop),
    ]
