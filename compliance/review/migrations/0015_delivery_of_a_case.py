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
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('what', 'notice'), ('conclusion', None), ('measure', None), ('notice__isnull', False)), models.Q(('what', 'conclusion'), ('measure', None), ('notice', None)), models.Q(('what', 'reminder'), ('conclusion', None), ('measure__isnull', False), ('notice', None)), _connector='OR'), name='delivers_one_thing'),
        ),
    ]
