"""A report says in which post of the person it is made; the posts are rows of the registry."""

import django.db.models.deletion
from django.db import migrations, models

from compliance.core.operations import KeepingTriggers


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0032_one_search'),
        ('registry', '0016_second_posts'),
    ]

    operations = [
        KeepingTriggers("incidents_incident", [
            migrations.RemoveConstraint(
                model_name='incident',
                name='incident_disposed_is_empty',
            ),
            migrations.AddField(
                model_name='incident',
                name='post_kind',
                field=models.CharField(blank=True, choices=[('main', 'Vị trí chính'), ('second', 'Kiêm nhiệm'), ('secondment', 'Biệt phái'), ('leave', 'Nghỉ dài ngày')], default='', max_length=10, verbose_name='hình thức giữ vị trí'),
            ),
            migrations.AddField(
                model_name='incident',
                name='second_post',
                field=models.ForeignKey(blank=True, help_text='chosen by the reporter; empty: where the person works', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='registry.posting', verbose_name='vị trí kiêm nhiệm được phản ánh'),
            ),
            migrations.AddConstraint(
                model_name='incident',
                constraint=models.CheckConstraint(condition=models.Q(('disposed_at', None), models.Q(('asked_by', None), ('folded', ''), ('handler', None), ('link', ''), ('narrative', ''), ('person', None), ('position', ''), ('proposed_by', None), ('second_post', None), ('title', ''), ('triaged_by', None), ('unit_action', '')), _connector='OR'), name='incident_disposed_is_empty'),
            ),
        ]),
        migrations.AddField(
            model_name='alsoconcerned',
            name='second_post',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='registry.posting', verbose_name='vị trí kiêm nhiệm được phản ánh'),
        ),
    ]
