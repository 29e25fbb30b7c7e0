"""The register in its order, and what is decided outside by the day it lapses."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0006_written_by_the_release_before'),
        ('guidance', '0007_no_guidance_files'),
        ('incidents', '0040_awaited'),
        ('registry', '0023_language'),
        ('review', '0025_measure_outside'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='casedocument',
            index=models.Index(condition=models.Q(('discarded_at__isnull', True)), fields=['-issued_on', '-id'], name='document_newest'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(condition=models.Q(('cancelled_at__isnull', True), ('carried_out_at__isnull', False), ('kind__in', ('discipline', 'referral'))), fields=['kind', 'lapses_on'], name='measure_by_lapse'),
        ),
    ]
