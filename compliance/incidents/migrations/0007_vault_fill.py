"""The names that stood in the open are sealed, then the column goes."""

from django.db import migrations, models


def seal_all(apps, schema_editor):
    from compliance.core import identity

    Reporter = apps.get_model("incidents", "Reporter")
    batch = []
    for row in Reporter.objects.only("pk", "user_id").iterator(chunk_size=2000):
        row.tag, row.sealed = identity.tags(row.user_id)[0], identity.seal(row.user_id)
        batch.append(row)
        if len(batch) == 2000:
            Reporter.objects.bulk_update(batch, ["tag", "sealed"])
            batch = []
    Reporter.objects.bulk_update(batch, ["tag", "sealed"])
    for name in ("Evidence", "StoredFile"):
        model = apps.get_model("incidents", name)
        early = models.Q(incident__submitted_at=None) | models.Q(at__lte=models.F("incident__submitted_at"))
        if name == "StoredFile":
            early = models.Q(evidence__in=apps.get_model("incidents", "Evidence").objects.filter(by=None))
        model.objects.filter(pk__in=model.objects.filter(early).values("pk")).update(by=None)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0006_vault")]
    operations = [migrations.RunPython(seal_all, migrations.RunPython.noop)]
