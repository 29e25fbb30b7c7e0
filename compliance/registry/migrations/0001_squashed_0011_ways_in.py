"""All of 0011 and before at once: what an empty database gets."""

import datetime
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import guardian.mixins
from django.conf import settings
from django.db import migrations, models

from compliance.core.operations import AtOnce
from compliance.registry.triggers import WORDS_KNOWN

VECTOR = "array_to_tsvector(string_to_array(btrim(folded), ' '))"


def index_words(apps, schema_editor):
    """On PostgreSQL people are found through an index of whole words."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX staff_words ON registry_staffmember USING gin ({VECTOR}) WITH (fastupdate = off)"
        )


class Migration(migrations.Migration):

    replaces = [
        ('registry', '0001_initial'),
        ('registry', '0002_search'),
        ('registry', '0003_departures'),
        ('registry', '0004_signin'),
        ('registry', '0005_offices_over_time'),
        ('registry', '0006_postings_over_time'),
        ('registry', '0007_staged_import'),
        ('registry', '0008_search_words'),
        ('registry', '0009_data_requests'),
        ('registry', '0010_words_kept'),
        ('registry', '0011_ways_in'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('username', models.CharField(max_length=60, unique=True, validators=[django.contrib.auth.validators.ASCIIUsernameValidator()], verbose_name='tên đăng nhập')),
                        ('display_name', models.CharField(max_length=120, verbose_name='họ và tên')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='thư điện tử')),
                        ('is_active', models.BooleanField(default=True, verbose_name='đang dùng')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lập lúc')),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=(guardian.mixins.GuardianUserMixin, models.Model),
                ),
                migrations.CreateModel(
                    name='Office',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=30, unique=True, verbose_name='mã đơn vị')),
                        ('name', models.CharField(max_length=200, verbose_name='tên đơn vị')),
                        ('short_name', models.CharField(max_length=80, verbose_name='tên ngắn')),
                        ('kind', models.CharField(choices=[('authority', 'Ủy ban nhân dân'), ('department', 'Cơ quan chuyên môn'), ('commune', 'Xã, thị trấn'), ('school', 'Trường học'), ('service', 'Đơn vị sự nghiệp'), ('team', 'Tổ công tác')], max_length=20, verbose_name='loại')),
                        ('valid_from', models.DateField(verbose_name='từ ngày')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                        ('statistics_code', models.CharField(blank=True, max_length=10, verbose_name='mã thống kê')),
                        ('sends_return', models.BooleanField(default=True, verbose_name='gửi báo cáo kỳ')),
                        ('order', models.PositiveIntegerField(default=0, verbose_name='thứ tự')),
                        ('folded', models.TextField(default='', editable=False)),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='registry.office', verbose_name='parent')),
                    ],
                    options={
                        'permissions': [('oversee_office', 'Phụ trách đơn vị')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='office_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='Function',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('unit_head', 'Thủ trưởng đơn vị'), ('deputy_head', 'Cấp phó được giao'), ('lead', 'Tổ trưởng Tổ kiểm tra giám sát'), ('deputy_lead', 'Tổ phó Tổ kiểm tra giám sát'), ('member', 'Thành viên Tổ kiểm tra giám sát'), ('internal_affairs', 'Đầu mối nội vụ'), ('chairman', 'Chủ tịch UBND'), ('vice_chairman', 'Phó Chủ tịch được ủy quyền'), ('auditor', 'Thanh tra, kiểm toán nội bộ'), ('administrator', 'Quản trị hệ thống')], max_length=20, verbose_name='chức năng')),
                        ('valid_from', models.DateField(verbose_name='từ ngày')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                        ('basis', models.CharField(blank=True, max_length=200, verbose_name='căn cứ')),
                        ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người giao')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='functions', to=settings.AUTH_USER_MODEL, verbose_name='người giữ')),
                        ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='functions', to='registry.office', verbose_name='đơn vị')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['user', 'valid_from'], name='registry_fu_user_id_277dc7_idx'), models.Index(fields=['kind', 'valid_from'], name='registry_fu_kind_4d3662_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='function_dates_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['unit_head', 'deputy_head']), _negated=True), ('office__isnull', False), _connector='OR'), name='head_has_office'), models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('user', 'kind', 'office'), name='one_open_function')],
                    },
                ),
                migrations.CreateModel(
                    name='OfficeGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='registry.office')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'unique_together': {('user', 'permission', 'content_object')},
                    },
                ),
                migrations.CreateModel(
                    name='OfficeSuccession',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(verbose_name='ngày')),
                        ('basis', models.CharField(max_length=200, verbose_name='căn cứ')),
                        ('from_office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='registry.office', verbose_name='đơn vị cũ')),
                        ('to_office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='registry.office', verbose_name='đơn vị mới')),
                        ('kind', models.CharField(choices=[('merged', 'Sáp nhập'), ('split', 'Chia, tách'), ('changed', 'Đổi tên, đổi loại hình'), ('ended', 'Kết thúc hoạt động, chuyển nhiệm vụ')], default='merged', max_length=10, verbose_name='hình thức')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('from_office', 'to_office'), name='succession_once')],
                    },
                ),
                migrations.CreateModel(
                    name='StaffMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=20, unique=True, verbose_name='mã cán bộ')),
                        ('full_name', models.CharField(max_length=120, verbose_name='họ và tên')),
                        ('salutation', models.CharField(choices=[('ong', 'ông'), ('ba', 'bà')], default='ong', max_length=3, verbose_name='xưng hô')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='thư điện tử')),
                        ('phone', models.CharField(blank=True, max_length=20, verbose_name='điện thoại')),
                        ('position', models.CharField(blank=True, max_length=160, verbose_name='chức vụ hiện nay')),
                        ('staff_kind', models.CharField(blank=True, choices=[('can_bo', 'Cán bộ'), ('cong_chuc', 'Công chức'), ('vien_chuc', 'Viên chức'), ('nguoi_lao_dong', 'Người lao động'), ('khac', 'Khác, không thuộc diện')], max_length=20, verbose_name='loại cán bộ hiện nay')),
                        ('is_leader', models.BooleanField(default=False, verbose_name='là lãnh đạo')),
                        ('folded', models.TextField(default='', editable=False)),
                        ('sort_key', models.CharField(default='', editable=False, max_length=400)),
                        ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff_now', to='registry.office', verbose_name='đơn vị hiện nay')),
                        ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản')),
                        ('state', models.CharField(choices=[('working', 'Đang làm việc'), ('seconded', 'Đang biệt phái'), ('on_leave', 'Nghỉ dài ngày'), ('left', 'Không còn công tác')], default='working', max_length=10, verbose_name='tình trạng')),
                        ('given', models.CharField(default='', editable=False, help_text='the last word of the name, folded, in one spelling', max_length=60, verbose_name='tên gọi')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['sort_key', 'code'], name='registry_st_sort_ke_effb69_idx'), models.Index(fields=['office', 'sort_key'], name='registry_st_office__a47557_idx'), models.Index(fields=['given', 'sort_key', 'code'], name='registry_st_given_31bf2a_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Posting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.CharField(max_length=160, verbose_name='chức vụ')),
                        ('staff_kind', models.CharField(choices=[('can_bo', 'Cán bộ'), ('cong_chuc', 'Công chức'), ('vien_chuc', 'Viên chức'), ('nguoi_lao_dong', 'Người lao động'), ('khac', 'Khác, không thuộc diện')], max_length=20, verbose_name='loại cán bộ')),
                        ('is_leader', models.BooleanField(default=False, verbose_name='là lãnh đạo')),
                        ('valid_from', models.DateField(verbose_name='từ ngày')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                        ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='registry.office', verbose_name='đơn vị')),
                        ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='registry.staffmember', verbose_name='cán bộ')),
                        ('basis', models.CharField(blank=True, max_length=200, verbose_name='căn cứ')),
                        ('kind', models.CharField(choices=[('main', 'Vị trí chính'), ('second', 'Kiêm nhiệm'), ('secondment', 'Biệt phái'), ('leave', 'Nghỉ dài ngày')], default='main', max_length=10, verbose_name='hình thức')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['staff', 'valid_from'], name='registry_po_staff_i_9d95a5_idx'), models.Index(fields=['valid_from'], name='registry_po_valid_f_831359_idx'), models.Index(fields=['valid_to'], name='registry_po_valid_t_260778_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='posting_dates_in_order'), models.UniqueConstraint(condition=models.Q(('kind', 'main'), ('valid_to', None)), fields=('staff',), name='one_open_main_posting')],
                    },
                ),
                migrations.CreateModel(
                    name='Kinship',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('relation', models.CharField(choices=[('spouse', 'Vợ, chồng'), ('parent', 'Cha, mẹ (đẻ, vợ hoặc chồng, nuôi)'), ('child', 'Con đẻ, con nuôi'), ('sibling', 'Anh, chị, em ruột'), ('uncle_aunt', 'Cô, dì, chú, bác, cậu ruột'), ('spouse_sibling', 'Anh, chị, em ruột của vợ hoặc chồng'), ('sibling_spouse', 'Vợ, chồng của anh, chị, em ruột'), ('interest', 'Có quyền, nghĩa vụ liên quan')], max_length=20, verbose_name='quan hệ')),
                        ('declared_at', models.DateTimeField(verbose_name='khai lúc')),
                        ('declared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kin', to='registry.staffmember', verbose_name='người khai')),
                        ('relative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kin_of', to='registry.staffmember', verbose_name='người có liên quan')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'relative'), name='kinship_once'), models.CheckConstraint(condition=models.Q(('person', models.F('relative')), _negated=True), name='kinship_of_two')],
                    },
                ),
                migrations.CreateModel(
                    name='Departure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(choices=[('transfer', 'Chuyển công tác'), ('retired', 'Nghỉ hưu'), ('resigned', 'Thôi việc'), ('long_leave', 'Nghỉ dài ngày')], max_length=12, verbose_name='lý do')),
                        ('last_day', models.DateField(verbose_name='ngày làm việc cuối')),
                        ('at', models.DateTimeField(verbose_name='lập lúc')),
                        ('finished_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người lập')),
                        ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departures', to='registry.staffmember', verbose_name='người bàn giao')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('finished_at', None)), fields=('staff',), name='one_open_departure')],
                    },
                ),
                migrations.CreateModel(
                    name='SignInCounter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=120)),
                        ('begins', models.DateTimeField()),
                        ('used', models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('key', 'begins'), name='one_signin_counter_a_window')],
                    },
                ),
                migrations.CreateModel(
                    name='OfficeHours',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('morning_from', models.TimeField(default=datetime.time(7, 30), verbose_name='sáng từ')),
                        ('morning_to', models.TimeField(default=datetime.time(11, 30), verbose_name='sáng đến')),
                        ('afternoon_from', models.TimeField(default=datetime.time(13, 30), verbose_name='chiều từ')),
                        ('afternoon_to', models.TimeField(default=datetime.time(17, 0), verbose_name='chiều đến')),
                        ('valid_from', models.DateField(verbose_name='từ ngày')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                        ('basis', models.CharField(blank=True, max_length=200, verbose_name='căn cứ')),
                        ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='registry.office', verbose_name='đơn vị')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='office_hours_dates_in_order'), models.CheckConstraint(condition=models.Q(('afternoon_from__lt', models.F('afternoon_to')), ('morning_from__lt', models.F('morning_to')), ('morning_to__lte', models.F('afternoon_from'))), name='office_hours_in_order'), models.UniqueConstraint(fields=('office', 'valid_from'), name='one_office_hours_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='OfficeVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200, verbose_name='tên đơn vị')),
                        ('short_name', models.CharField(max_length=80, verbose_name='tên ngắn')),
                        ('kind', models.CharField(choices=[('authority', 'Ủy ban nhân dân'), ('department', 'Cơ quan chuyên môn'), ('commune', 'Xã, thị trấn'), ('school', 'Trường học'), ('service', 'Đơn vị sự nghiệp'), ('team', 'Tổ công tác')], max_length=20, verbose_name='loại')),
                        ('valid_from', models.DateField(verbose_name='từ ngày')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                        ('basis', models.CharField(blank=True, max_length=200, verbose_name='căn cứ')),
                        ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='registry.office', verbose_name='đơn vị')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.office', verbose_name='đơn vị cấp trên')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='office_version_dates_in_order'), models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('office')), _negated=True), _connector='OR'), name='office_not_under_itself'), models.UniqueConstraint(fields=('office', 'valid_from'), name='one_office_version_a_day'), models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('office',), name='one_open_office_version')],
                    },
                ),
                migrations.CreateModel(
                    name='SearchWord',
                    fields=[
                        ('word', models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ('people', models.PositiveIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name='DataRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('correct', 'Sửa thông tin'), ('provide', 'Cung cấp, cho biết dữ liệu'), ('restrict', 'Hạn chế xử lý'), ('object', 'Phản đối xử lý'), ('delete', 'Xóa dữ liệu')], max_length=10, verbose_name='đề nghị')),
                        ('part', models.CharField(choices=[('name', 'Họ và tên, xưng hô'), ('post', 'Vị trí công tác'), ('contact', 'Thư điện tử, điện thoại'), ('kin', 'Quan hệ đã khai'), ('read', 'Văn bản đã xác nhận, buổi quán triệt'), ('other', 'Nội dung khác')], max_length=10, verbose_name='phần dữ liệu')),
                        ('text', models.TextField(verbose_name='nội dung đề nghị')),
                        ('on_paper', models.BooleanField(default=False, verbose_name='nhận bằng giấy')),
                        ('state', models.CharField(choices=[('sent', 'Đã gửi'), ('received', 'Đã tiếp nhận'), ('done', 'Đã thực hiện'), ('refused', 'Không thực hiện được'), ('withdrawn', 'Người đề nghị đã rút')], default='sent', max_length=10, verbose_name='tình trạng')),
                        ('asked_at', models.DateTimeField(verbose_name='gửi lúc')),
                        ('receive_by', models.DateField(verbose_name='hạn tiếp nhận')),
                        ('due_on', models.DateField(verbose_name='hạn trả lời')),
                        ('received_at', models.DateTimeField(null=True, verbose_name='tiếp nhận lúc')),
                        ('extended_because', models.CharField(blank=True, max_length=300, verbose_name='lý do gia hạn')),
                        ('answered_at', models.DateTimeField(null=True, verbose_name='trả lời lúc')),
                        ('answer', models.TextField(blank=True, verbose_name='trả lời')),
                        ('ground', models.CharField(blank=True, choices=[('law', 'Dữ liệu cơ quan nhà nước xử lý theo luật (Luật Bảo vệ dữ liệu cá nhân, Điều 19)'), ('term', 'Còn trong thời hạn lưu giữ theo quy định'), ('case', 'Thuộc hồ sơ đang được giải quyết'), ('right', 'Dữ liệu hiện có là đúng'), ('others', 'Ảnh hưởng quyền, lợi ích của người khác')], max_length=10, verbose_name='căn cứ không thực hiện')),
                        ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người trả lời')),
                        ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nhập')),
                        ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tiếp nhận')),
                        ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='registry.staffmember', verbose_name='người đề nghị')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['state', 'due_on'], name='registry_da_state_44c489_idx'), models.Index(fields=['staff', '-asked_at'], name='registry_da_staff_i_5e3596_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('ground', ''), _negated=True), _connector='OR'), name='data_request_refused_on_a_ground'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='data_request_answer_is_signed'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('receive_by'))), name='data_request_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='AccessRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('first', 'Mở tài khoản mới'), ('password', 'Đặt lại mật khẩu'), ('factor', 'Bỏ bước xác thực thứ hai')], max_length=10, verbose_name='việc')),
                        ('way', models.CharField(blank=True, choices=[('mail', 'Gửi đường dẫn đến địa chỉ thư đã đăng ký'), ('slip', 'In phiếu giao tận tay')], max_length=10, verbose_name='cách giao')),
                        ('reason', models.CharField(max_length=300, verbose_name='lý do')),
                        ('asked_at', models.DateTimeField(verbose_name='đề nghị lúc')),
                        ('state', models.CharField(choices=[('open', 'Chờ xác nhận'), ('done', 'Đã xác nhận'), ('refused', 'Không xác nhận'), ('withdrawn', 'Đã hủy')], default='open', max_length=10, verbose_name='tình trạng')),
                        ('decided_at', models.DateTimeField(null=True, verbose_name='xác nhận lúc')),
                        ('said', models.CharField(blank=True, max_length=300, verbose_name='ghi chú')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người đề nghị')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xác nhận')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access_requests', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['state', '-asked_at'], name='registry_ac_state_aa9068_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='access_confirmed_by_another'), models.CheckConstraint(condition=models.Q(('asked_by', models.F('user')), _negated=True), name='access_not_asked_for_oneself'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='access_decision_is_dated'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('user', 'kind'), name='one_open_access_request')],
                    },
                ),
                migrations.CreateModel(
                    name='AddressChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('old', models.EmailField(blank=True, max_length=254, verbose_name='địa chỉ cũ')),
                        ('new', models.EmailField(blank=True, max_length=254, verbose_name='địa chỉ mới')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('confirmed_at', models.DateTimeField(null=True, verbose_name='chủ tài khoản xác nhận lúc')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người sửa danh sách')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='address_changes', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['user', '-at'], name='registry_ad_user_id_3e9be7_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='DoorCode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('way', models.CharField(choices=[('mail', 'Thư'), ('paper', 'Thông báo giấy')], max_length=10, verbose_name='cách giao')),
                        ('about', models.CharField(blank=True, max_length=40)),
                        ('address', models.EmailField(blank=True, max_length=254, verbose_name='gửi đến')),
                        ('made_at', models.DateTimeField(verbose_name='lập lúc')),
                        ('ends_at', models.DateTimeField(verbose_name='hết hạn lúc')),
                        ('salt', models.CharField(max_length=32)),
                        ('tries', models.PositiveIntegerField(default=0, verbose_name='số lần nhập sai')),
                        ('used_at', models.DateTimeField(null=True, verbose_name='dùng lúc')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='door_codes', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['user', 'way', '-made_at'], name='registry_do_user_id_b51dce_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='SignInLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('way', models.CharField(choices=[('mail', 'Thư'), ('slip', 'Phiếu in'), ('server', 'In tại máy chủ')], max_length=10, verbose_name='cách giao')),
                        ('address', models.EmailField(blank=True, max_length=254, verbose_name='gửi đến')),
                        ('made_at', models.DateTimeField(verbose_name='lập lúc')),
                        ('ends_at', models.DateTimeField(verbose_name='hết hạn lúc')),
                        ('salt', models.CharField(max_length=32)),
                        ('mark', models.CharField(max_length=32)),
                        ('tries', models.PositiveIntegerField(default=0, verbose_name='số lần nhập sai')),
                        ('used_at', models.DateTimeField(null=True, verbose_name='dùng lúc')),
                        ('cancelled_at', models.DateTimeField(null=True, verbose_name='hủy lúc')),
                        ('request', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='link', to='registry.accessrequest', verbose_name='đề nghị')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_in_links', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản')),
                    ],
                ),
                migrations.CreateModel(
                    name='ImportRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                        ('path', models.CharField(max_length=200, unique=True)),
                        ('sha256', models.CharField(max_length=64, verbose_name='mã kiểm tra')),
                        ('state', models.CharField(choices=[('reading', 'Đang đọc'), ('unreadable', 'Không đọc được'), ('previewed', 'Đã xem trước'), ('applying', 'Đang nhập'), ('applied', 'Đã nhập'), ('cancelled', 'Đã bỏ'), ('undone', 'Đã hoàn tác')], default='reading', max_length=10, verbose_name='tình trạng')),
                        ('counts', models.JSONField(default=dict, verbose_name='số dòng')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('applied_at', models.DateTimeField(null=True, verbose_name='nhập lúc')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nhập')),
                        ('left_day', models.DateField(blank=True, null=True, verbose_name='ngày cuối của người rời danh sách')),
                        ('left_out', models.JSONField(default=list, verbose_name='cột bỏ lại')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='lý do')),
                        ('scope', models.ForeignKey(blank=True, help_text='empty: nobody ever leaves by this list', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.office', verbose_name='danh sách đầy đủ của')),
                        ('seen_seq', models.PositiveBigIntegerField(default=0, verbose_name='nhật ký lúc xem trước')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'applying')), fields=('state',), name='one_import_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(help_text='0: not in the list', verbose_name='dòng')),
                        ('fate', models.CharField(max_length=10, verbose_name='sẽ làm gì')),
                        ('code', models.CharField(max_length=40, verbose_name='mã cán bộ')),
                        ('values', models.JSONField(default=dict, verbose_name='nội dung')),
                        ('errors', models.JSONField(default=list, verbose_name='lỗi')),
                        ('changes', models.JSONField(default=list, verbose_name='thay đổi')),
                        ('before', models.JSONField(default=dict, verbose_name='trước khi nhập')),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='registry.importrun', verbose_name='lần nhập')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['run', 'fate', 'number'], name='registry_im_run_id_c25aaa_idx'), models.Index(fields=['run', 'code'], name='registry_im_run_id_5f4920_idx')],
                    },
                ),
            ]
        ),
        migrations.RunPython(index_words, migrations.RunPython.noop),
        migrations.RunPython(WORDS_KNOWN.install, WORDS_KNOWN.remove),
    ]
