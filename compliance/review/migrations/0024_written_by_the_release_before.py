"""The database itself fills these columns where the release before, which does not know them, writes
a row: a process that is still the old one goes on submitting while the new ones start (0091).
"""

from django.db import migrations, models

from compliance.core.operations import KeepingTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0023_terms_put_right"),
    ]

    operations = [
        KeepingTriggers(
            "review_conclusion",
            [
                migrations.AlterField(
                    model_name="conclusion",
                    name="replaced_because",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("amended", "kết luận đã được sửa khi xem xét lại"),
                            ("annulled", "kết luận đã bị hủy khi xem xét lại"),
                            ("reopened", "hồ sơ đã được mở lại"),
                            ("stopped", "việc xem xét đã dừng"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                        verbose_name="được thay vì",
                    ),
                ),
            ],
        ),
        KeepingTriggers(
            "review_delivery",
            [
                migrations.AlterField(
                    model_name="delivery",
                    name="what",
                    field=models.CharField(
                        choices=[
                            ("notice", "Thông báo"),
                            ("conclusion", "Kết luận"),
                            ("reminder", "Văn bản nhắc nhở"),
                            ("reply", "Trả lời đề nghị thay người xử lý"),
                        ],
                        db_default="notice",
                        default="notice",
                        max_length=10,
                        verbose_name="giao",
                    ),
                ),
            ],
        ),
    ]
