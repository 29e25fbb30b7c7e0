"""The second posts of today stand on the person's row, as the office does: shown and found there."""

from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone

from compliance.core.operations import KeepingTriggers
from compliance.core.text import search_text


def write_those_of_today(apps, schema_editor):
    today = timezone.localdate()
    held = {}
    rows = apps.get_model("registry", "Posting").objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today), kind="second", valid_from__lte=today
    )
    for row in rows.select_related("office").order_by("valid_from", "pk"):
        held.setdefault(row.staff_id, []).append(f"{row.position}, {row.office.name}")
    people = apps.get_model("registry", "StaffMember").objects.filter(pk__in=held)
    for person in people.exclude(office=None):
        person.second_posts = "; ".join(held[person.pk])
        words = dict.fromkeys((person.folded + search_text(person.second_posts)).split())
        person.folded = "".join(f" {word}" for word in words)
        person.save(update_fields=["second_posts", "folded"])


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0015_one_search'),
    ]

    operations = [
        KeepingTriggers("registry_staffmember", [
            migrations.AddField(
                model_name='staffmember',
                name='second_posts',
                field=models.TextField(blank=True, default='', help_text='in words, of the second posts held today; kept as the office is', verbose_name='kiêm nhiệm hiện nay'),
            ),
        ]),
        migrations.RunPython(write_those_of_today, migrations.RunPython.noop),
    ]
