from django.db import migrations

ENDS = {"contest_amend": "amended", "contest_annul": "annulled", "reopen": "reopened"}


def link(apps, schema_editor):
    """When and why each replaced conclusion stopped standing, what took its place, and which
    conclusion a document tells of: all read from the steps and days that are there.
    """
    Conclusion = apps.get_model("review", "Conclusion")
    StepTaken = apps.get_model("incidents", "StepTaken")
    for old in Conclusion.objects.filter(state="replaced").order_by("pk"):
        since = old.decided_at or old.proposed_at
        step = (
            StepTaken.objects.filter(incident=old.incident_id, verb__in=ENDS, at__gte=since)
            .order_by("version")
            .first()
        )
        if step is None:
            continue
        Conclusion.objects.filter(pk=old.pk).update(
            replaced_at=step.at, replaced_because=ENDS[step.verb]
        )
        if step.verb != "reopen":
            Conclusion.objects.filter(
                incident=old.incident_id, decided_at=step.at, pk__gt=old.pk
            ).update(amends=old)
    CaseDocument = apps.get_model("review", "CaseDocument")
    for document in CaseDocument.objects.filter(kind__in=("reminder", "result")):
        told = (
            Conclusion.objects.filter(
                incident=document.incident_id,
                state__in=("concluded", "replaced"),
                decided_at__lte=document.drafted_at,
            )
            .order_by("-decided_at")
            .first()
        )
        if told:
            CaseDocument.objects.filter(pk=document.pk).update(conclusion=told)


class Migration(migrations.Migration):
    dependencies = [("review", "0010_conclusions_amended")]

    operations = [migrations.RunPython(link, migrations.RunPython.noop)]
