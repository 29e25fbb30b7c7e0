"""Offices are found as people are; one name has one place in the order, wherever its tone is typed."""

from django.db import migrations

from compliance.core.text import name_key, search_text

BATCH = 1000


def refill(apps, schema_editor):
    offices = apps.get_model("registry", "Office").objects
    for row in offices.order_by("pk"):
        words = search_text(row.name, row.short_name, row.code)
        offices.filter(pk=row.pk).update(folded=words)


def sort_anew(apps, schema_editor):
    people = apps.get_model("registry", "StaffMember").objects
    batch = []
    rows = people.only("full_name", "sort_key").order_by("pk")
    for row in rows.iterator(chunk_size=BATCH):
        if (key := name_key(row.full_name)) != row.sort_key:
            row.sort_key = key
            batch.append(row)
        if len(batch) == BATCH:
            people.bulk_update(batch, ["sort_key"])
            batch = []
    people.bulk_update(batch, ["sort_key"])


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_own_door")]

    operations = [
        migrations.RunPython(refill, migrations.RunPython.noop),
        migrations.RunPython(sort_anew, migrations.RunPython.noop),
    ]
