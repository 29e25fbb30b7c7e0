"""The database itself fills these columns where the release before, which does not know them, writes
a row: a process that is still the old one goes on submitting while the new ones start (0091).
"""

from django.db import migrations, models

from compliance.core.operations import KeepingTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0035_kept_seals"),
    ]

    operations = [
        KeepingTriggers(
            "incidents_evidence",
            [
                migrations.AlterField(
                    model_name="evidence",
                    name="url_key",
                    field=models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        editable=False,
                        help_text="the canonical form of the address",
                        max_length=400,
                        verbose_name="đường dẫn để so",
                    ),
                ),
            ],
        ),
        KeepingTriggers(
            "incidents_incident",
            [
                migrations.AlterField(
                    model_name="incident",
                    name="happened_about",
                    field=models.BooleanField(
                        db_default=False, default=False, verbose_name="thời điểm áng chừng"
                    ),
                ),
                migrations.AlterField(
                    model_name="incident",
                    name="hour_known",
                    field=models.BooleanField(
                        db_default=True, default=True, verbose_name="biết giờ xảy ra"
                    ),
                ),
                migrations.AlterField(
                    model_name="incident",
                    name="link_key",
                    field=models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        editable=False,
                        help_text="the canonical form of the address",
                        max_length=400,
                        verbose_name="địa chỉ để so",
                    ),
                ),
                migrations.AlterField(
                    model_name="incident",
                    name="post_kind",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("main", "Vị trí chính"),
                            ("second", "Kiêm nhiệm"),
                            ("secondment", "Biệt phái"),
                            ("leave", "Nghỉ dài ngày"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                        verbose_name="hình thức giữ vị trí",
                    ),
                ),
            ],
        ),
    ]
