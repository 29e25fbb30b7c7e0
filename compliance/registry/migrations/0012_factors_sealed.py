"""Secrets of second factors that stood in clear are sealed under SECRET_KEY; backwards they are opened again."""

from functools import partial

from django.db import migrations

from compliance.core.keys import seal, unseal
from compliance.registry.factors import USE, changed


def _all(change, apps, _editor):
    rows = apps.get_model("mfa", "Authenticator").objects
    for row in rows.order_by("pk").iterator(chunk_size=500):
        data = changed(row.data, lambda text: change(text, USE))
        if data != row.data:
            rows.filter(pk=row.pk).update(data=data)


class Migration(migrations.Migration):
    dependencies = [("registry", "0011_ways_in"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(partial(_all, seal), partial(_all, unseal))]
