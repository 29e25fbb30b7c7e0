"""Terms and choices as rows; and what is published is refused any change by the database, on both engines."""

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "published in the rulebook: a change is a new version"
OWN = "{row}.published_at IS NOT NULL"
OF_INSTRUMENT = "EXISTS (SELECT 1 FROM rulebook_instrument parent WHERE parent.id = {row}.instrument_id AND parent.published_at IS NOT NULL)"
OF_RULE_SET = "EXISTS (SELECT 1 FROM rulebook_ruleset parent WHERE parent.id = {row}.rule_set_id AND parent.published_at IS NOT NULL)"
# table -> ({verb: the row whose state is asked}, when it is refused)
FROZEN = {
    "rulebook_instrument": (("UPDATE", "DELETE"), OWN),
    "rulebook_ruleset": (("UPDATE", "DELETE"), OWN),
    "rulebook_provision": (("INSERT", "UPDATE", "DELETE"), OF_INSTRUMENT),
    "rulebook_ruleterm": (("INSERT", "UPDATE", "DELETE"), OF_RULE_SET),
    "rulebook_rulechoice": (("INSERT", "UPDATE", "DELETE"), OF_RULE_SET),
}


def _when(table, verb, condition):
    found = condition.format(row="NEW" if verb == "INSERT" else "OLD")
    return f"OLD.rule_set_id IS NULL OR {found}" if table == "rulebook_ruleterm" and verb != "INSERT" else found


def freeze(apps, schema_editor):
    for table, (verbs, condition) in FROZEN.items():
        for verb in verbs:
            name, when = f"{table}_no_{verb.lower()}", _when(table, verb, condition)
            if schema_editor.connection.vendor == "postgresql":
                back = "OLD" if verb == "DELETE" else "NEW"
                schema_editor.execute(
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN RAISE EXCEPTION '{REFUSAL}'; END IF; RETURN {back}; END $$;"
                    f" CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();"
                )
            else:
                schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;")


def thaw(apps, schema_editor):
    for table, (verbs, _) in FROZEN.items():
        for verb in verbs:
            name = f"{table}_no_{verb.lower()}"
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();")
            else:
                schema_editor.execute(f"DROP TRIGGER {name};")



class Migration(migrations.Migration):

    dependencies = [
        ('rulebook', '0002_lapse_and_complaint'),
    ]

    operations = [
        migrations.AddField(
            model_name='ruleset',
            name='published_at',
            field=models.DateTimeField(blank=True, help_text='from then on the database refuses any change', null=True, verbose_name='công bố trên cổng lúc'),
        ),
        migrations.AddField(
            model_name='ruleset',
            name='replaces',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='rulebook.ruleset', verbose_name='thay cho bộ quy tắc'),
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
        migrations.RunPython(freeze, thaw),
    ]
