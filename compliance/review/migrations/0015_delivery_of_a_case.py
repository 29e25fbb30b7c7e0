"""Every delivery has its case, and hands over one thing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('review', '0014_paper_acts')]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='incidents.incident', verbose_name='vụ việc'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('conclusion', None), ('measure', None), ('notice__isnull', False), ('what', 'notice')), models.Q(('measure', None), ('notice', None), ('what', 'conclusion')), models.Q(('conclusion', None), ('measure__isnull', False), ('notice', None), ('what', 'reminder')), _connector='OR'), name='delivers_one_thing'),
        ),
    ]
