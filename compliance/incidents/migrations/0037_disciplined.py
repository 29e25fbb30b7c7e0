"""Closed cases for discipline that are not disposed of, for the list of those that wait for the
archive: without it all cases were gone through.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0036_written_by_the_release_before"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(
                    ("disposed_at__isnull", True), ("outcome", "discipline"), ("status", "closed")
                ),
                fields=["closed_at", "id"],
                name="incident_disciplined",
            ),
        ),
    ]
