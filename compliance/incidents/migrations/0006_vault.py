"""Who reported moves into the vault: sealed, found by tag. Files and items a reporter handed in lose the name."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0005_closed_index"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AddField("reporter", "tag", models.CharField(db_index=True, editable=False, default="", help_text="keyed hash: finds one's own reports, names nobody", max_length=64), preserve_default=False),
        migrations.AddField("reporter", "sealed", models.TextField(editable=False, default="", verbose_name="danh tính đã mã hóa"), preserve_default=False),
        migrations.AddField("reporter", "confidential", models.BooleanField(default=False, verbose_name="giữ kín cả với người xử lý")),
        migrations.AlterField("evidence", "by", models.ForeignKey(help_text="empty: the reporter", null=True, on_delete=models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="người nộp")),
        migrations.AlterField("storedfile", "by", models.ForeignKey(help_text="empty: the reporter", null=True, on_delete=models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="người tải lên")),
        migrations.AlterField("steptaken", "by", models.ForeignKey(help_text="empty: the reporter", null=True, on_delete=models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="người thực hiện")),
    ]
