"""Requests for another handler, answers to them and reopenings among all steps ever taken: work lists
look for these, and went through every step.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0039_of_one'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='steptaken',
            index=models.Index(condition=models.Q(('verb__in', ('reopen', 'ask_replacement', 'answer_replacement'))), fields=['verb', 'incident'], name='step_awaited'),
        ),
    ]
