from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0022_written_by_the_release_before"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "of pages and letters; empty: pages follow the browser, letters are Vietnamese"
                ),
                max_length=5,
                verbose_name="ngôn ngữ",
            ),
        ),
    ]
