"""Which kinds of files there are is told in one place; help texts alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0003_sealed_files'),
    ]

    operations = [
        migrations.AlterField(
            model_name='storedfile',
            name='facts',
            field=models.JSONField(default=dict, help_text='what parsing found: pages, sheets, width, height, active, author, exif; never text of the file', verbose_name='kết quả đọc tệp'),
        ),
        migrations.AlterField(
            model_name='storedfile',
            name='kind',
            field=models.CharField(help_text='one of compliance.files.kinds: sniffed, not trusted', max_length=10, verbose_name='loại'),
        ),
    ]
