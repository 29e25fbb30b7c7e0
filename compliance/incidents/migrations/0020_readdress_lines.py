"""Lines told to a reporter before they were sealed: addressed by the tag of the vault, as those written from now on; the rows of their mails too.

The keys stand in the environment of whoever migrates (settings refuse to start without), so that this works on the try-out and in production alike.
What was copied before (backups, replicas, dead rows until VACUUM) still holds the old lines: docs/security.md says so.
"""

from django.db import migrations

TOLD_AS_REPORTER = ("accepted", "returned", "screened_out", "noted_reporter", "revealed", "draft_ends")
BATCH = 1000


def readdress(apps, schema_editor):
    from compliance.core import identity

    Notification, Message, Reporter = apps.get_model("outbox", "Notification"), apps.get_model("outbox", "Message"), apps.get_model("incidents", "Reporter")
    named = Notification.objects.exclude(user=None)
    reminded = named.filter(kind="reminder", subject_type="incident", dedup_key__contains=":step:")
    reporters = {}
    for sealed in Reporter.objects.filter(incident__in={int(pk) for pk in reminded.values_list("subject_id", flat=True)}).iterator(chunk_size=BATCH):
        reporters[str(sealed.incident_id)] = identity.unseal(sealed.sealed)
    wanted = {pk for pk, user, about in reminded.values_list("pk", "user_id", "subject_id") if reporters.get(about) == user}
    wanted |= set(named.filter(subject_type="incident", kind__in=TOLD_AS_REPORTER).values_list("pk", flat=True))
    pks = sorted(wanted)
    for start in range(0, len(pks), BATCH):
        _seal(list(Notification.objects.filter(pk__in=pks[start : start + BATCH]).order_by("pk")), Notification, Message, identity)


def _seal(lines, Notification, Message, identity) -> None:
    renamed = {}
    for line in lines:
        tag, before = identity.tags(line.user_id)[0], line.dedup_key
        line.dedup_key = f"{before.removesuffix(f':{line.user_id}')}:{tag[:24]}"
        line.tag, line.sealed, line.user_id = tag, identity.seal(line.user_id), None
        line.read_at = line.at if line.read_at else None
        renamed[f"mail:{before}"] = f"mail:{line.dedup_key}"
    Notification.objects.bulk_update(lines, ["user", "tag", "sealed", "dedup_key", "read_at"])
    mails = list(Message.objects.filter(topic="mail", dedup_key__in=renamed))
    for mail in mails:
        mail.dedup_key = renamed[mail.dedup_key]
    Message.objects.bulk_update(mails, ["dedup_key"])


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0019_scanned"),
        ("outbox", "0004_sealed_lines"),
    ]

    operations = [migrations.RunPython(readdress, migrations.RunPython.noop)]
