"""The database itself fills these columns where the release before, which does not know them, writes
a row: a process that is still the old one goes on submitting while the new ones start (0091).
"""

from django.db import migrations, models

from compliance.core.operations import KeepingTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0021_office_lists"),
    ]

    operations = [
        KeepingTriggers(
            "registry_importrow",
            [
                migrations.AlterField(
                    model_name="importrow",
                    name="notes",
                    field=models.JSONField(
                        db_default=[], default=list, verbose_name="cổng hiểu là"
                    ),
                ),
                migrations.AlterField(
                    model_name="importrow",
                    name="sheet",
                    field=models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="empty: the only one",
                        max_length=100,
                        verbose_name="trang",
                    ),
                ),
            ],
        ),
        KeepingTriggers(
            "registry_importrun",
            [
                migrations.AlterField(
                    model_name="importrun",
                    name="choices",
                    field=models.JSONField(db_default={}, default=dict, verbose_name="đã chọn gì"),
                ),
                migrations.AlterField(
                    model_name="importrun",
                    name="report",
                    field=models.JSONField(db_default={}, default=dict, verbose_name="đã đọc gì"),
                ),
            ],
        ),
        KeepingTriggers(
            "registry_kinship",
            [
                migrations.AlterField(
                    model_name="kinship",
                    name="denied_because",
                    field=models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=300,
                        verbose_name="lý do không đúng",
                    ),
                ),
                migrations.AlterField(
                    model_name="kinship",
                    name="ended_because",
                    field=models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=300,
                        verbose_name="lý do kết thúc",
                    ),
                ),
                migrations.AlterField(
                    model_name="kinship",
                    name="removal_because",
                    field=models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=300,
                        verbose_name="lý do bỏ",
                    ),
                ),
            ],
        ),
        KeepingTriggers(
            "registry_staffmember",
            [
                migrations.AlterField(
                    model_name="staffmember",
                    name="second_posts",
                    field=models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="in words, of the second posts held today; kept as the office is",
                        verbose_name="kiêm nhiệm hiện nay",
                    ),
                ),
            ],
        ),
    ]
