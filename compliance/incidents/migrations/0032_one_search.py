"""Cases are found as staff are: whole words from their beginning, in both spellings, a code with or
without its dashes, and by the names of today. Sealed ones by their code alone.
"""

from django.db import migrations

from compliance.core.text import search_text

BATCH = 1000


def refill(apps, schema_editor):
    incidents = apps.get_model("incidents", "Incident").objects
    rows = incidents.filter(disposed_at=None).select_related("person", "office").order_by("pk")
    shown = ("code", "title", "sealed", "folded", "office__name")
    rows = rows.only(*shown, "person__full_name", "person__code")
    batch = []
    for row in rows.iterator(chunk_size=BATCH):
        who = (row.person.full_name, row.person.code) if row.person_id else ()
        where = (row.office.name,) if row.office_id else ()
        words = () if row.sealed else (row.code.replace("-", ""), row.title, *who, *where)
        row.folded = search_text(row.code, *words)
        batch.append(row)
        if len(batch) == BATCH:
            incidents.bulk_update(batch, ["folded"])
            batch = []
    incidents.bulk_update(batch, ["folded"])


class Migration(migrations.Migration):
    dependencies = [("incidents", "0031_occurrence"), ("registry", "0015_one_search")]

    operations = [migrations.RunPython(refill, migrations.RunPython.noop)]
