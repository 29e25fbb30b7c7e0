"""Measures that somebody outside decides on, or that wait to be verified, are found without going
through all measures.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0024_written_by_the_release_before"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(
                    ("cancelled_at", None),
                    ("carried_out_at__isnull", False),
                    ("kind__in", ("discipline", "referral")),
                ),
                fields=["due_on", "id"],
                name="measure_outside",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(
                    ("cancelled_at", None),
                    ("carried_out_at__isnull", False),
                    ("verified_at", None),
                ),
                fields=["incident"],
                name="measure_to_verify",
            ),
        ),
    ]
