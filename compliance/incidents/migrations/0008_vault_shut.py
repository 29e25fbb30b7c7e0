from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("incidents", "0007_vault_fill")]
    operations = [migrations.RemoveField("reporter", "user")]
