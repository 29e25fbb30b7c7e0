"""Holds in the order of their list, and those that stand on a day."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0040_awaited'),
        ('retention', '0002_out_of_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='legalhold',
            index=models.Index(fields=['-asked_at', '-id'], name='hold_newest'),
        ),
        migrations.AddIndex(
            model_name='legalhold',
            index=models.Index(condition=models.Q(('state__in', ('proposed', 'active', 'release'))), fields=['until', 'incident'], name='hold_standing'),
        ),
    ]
