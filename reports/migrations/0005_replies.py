"""What was replied to a task before replies had rows of their own becomes the first row."""

from django.db import migrations


def forward(apps, schema_editor):
    Task, Reply = (apps.get_model("reports", name) for name in ("DirectionTask", "TaskReply"))
    for task in Task.objects.filter(replied_at__isnull=False, replies=None).order_by("pk"):
        judged = {"judged_by_id": task.accepted_by_id, "judged_at": task.accepted_at} if task.accepted_by_id != task.replied_by_id else {}
        Reply.objects.create(
            task=task, text=task.reply, by_id=task.replied_by_id, at=task.replied_at, sent_back=task.sent_back, accepted=task.accepted_at is not None, **judged
        )


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_add_up")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
