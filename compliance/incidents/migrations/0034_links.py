"""An address is kept as it was typed, up to 2,000 letters, and beside it the one form by which it
is compared and found.
"""

from django.db import migrations, models

from compliance.core.links import canonical
from compliance.core.operations import KeepingTriggers, OnlyBackWithout

BATCH = 1000


def fill(apps, schema_editor):
    for model, typed, key in (("Incident", "link", "link_key"), ("Evidence", "url", "url_key")):
        rows = apps.get_model("incidents", model).objects
        batch = []
        for row in rows.exclude(**{typed: ""}).only("pk", typed).iterator(chunk_size=BATCH):
            setattr(row, key, canonical(getattr(row, typed)))
            batch.append(row)
            if len(batch) == BATCH:
                rows.bulk_update(batch, [key])
                batch = []
        rows.bulk_update(batch, [key])


def key_column(name):
    return models.CharField(
        blank=True,
        default="",
        editable=False,
        help_text="the canonical form of the address",
        max_length=400,
        verbose_name=name,
    )


def disposed(*emptied):
    texts = ("folded", "link", "narrative", "position", "title", "unit_action")
    people = ("asked_by", "handler", "person", "proposed_by", "second_post", "triaged_by")
    empty = {name: "" for name in (*texts, *emptied)} | dict.fromkeys(people)
    return models.CheckConstraint(
        condition=models.Q(disposed_at=None) | models.Q(**empty), name="incident_disposed_is_empty"
    )


class Migration(migrations.Migration):
    dependencies = [("incidents", "0033_second_posts")]

    operations = [
        KeepingTriggers(
            "incidents_incident",
            [
                migrations.RemoveConstraint("incident", "incident_disposed_is_empty"),
                migrations.AddField("incident", "link_key", key_column("địa chỉ để so")),
                migrations.AlterField(
                    "incident",
                    "link",
                    models.CharField(blank=True, max_length=2000, verbose_name="địa chỉ bài viết"),
                ),
                migrations.AddConstraint("incident", disposed("link_key")),
            ],
        ),
        KeepingTriggers(
            "incidents_evidence",
            [
                migrations.AddField("evidence", "url_key", key_column("đường dẫn để so")),
                migrations.AlterField(
                    "evidence",
                    "url",
                    models.CharField(blank=True, max_length=2000, verbose_name="đường dẫn"),
                ),
            ],
        ),
        migrations.AlterField(
            "invitation", "reason", models.CharField(max_length=2000, verbose_name="lý do")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "incident",
            models.Index(
                fields=["link_key"],
                condition=~models.Q(link_key=""),
                name="incident_by_address",
            ),
        ),
        migrations.AddIndex(
            "evidence",
            models.Index(
                fields=["url_key"], condition=~models.Q(url_key=""), name="evidence_by_address"
            ),
        ),
        OnlyBackWithout(
            "incidents_incident WHERE length(link) > 500",
            "địa chỉ bài viết dài hơn 500 ký tự",
        ),
        OnlyBackWithout(
            "incidents_evidence WHERE length(url) > 500",
            "đường dẫn chứng cứ dài hơn 500 ký tự",
        ),
        OnlyBackWithout(
            "incidents_invitation WHERE length(reason) > 200",
            "lý do mời dài hơn 200 ký tự",
        ),
    ]
