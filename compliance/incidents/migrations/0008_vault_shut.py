"""The open column goes. Before the rule of 0009, one lead could triage and conclude: there the short-cut column is emptied, the Triage row keeps who it was."""

from django.db import migrations, models


def forget_short_cut(apps, schema_editor):
    apps.get_model("incidents", "Incident").objects.filter(triaged_by=models.F("concluded_by")).update(triaged_by=None)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0007_vault_fill")]
    operations = [migrations.RemoveField("reporter", "user"), migrations.RunPython(forget_short_cut, migrations.RunPython.noop)]
