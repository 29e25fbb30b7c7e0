"""The sealed lines of a bell in the order of its list, as the named ones have it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0006_lines_of_a_wall'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('tag', ''), _negated=True), fields=['tag', '-at'], name='notification_sealed'),
        ),
    ]
