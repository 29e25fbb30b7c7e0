"""Evidence as stored files: whose it is, who is told when it changed, who may have it."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from compliance.core.addresses import case_url
from compliance.core.identity import tags
from compliance.core.language import _
from compliance.files.attachments import UNNAMED, Attachment, attach, permits, trail
from compliance.files.models import StoredFile
from compliance.incidents import custody
from compliance.incidents.custody import Verb
from compliance.incidents.models import CustodyEvent, Evidence, Incident
from compliance.incidents.queries import leads_of, must_declare
from compliance.incidents.transitions import look
from compliance.outbox.actions import notify
from compliance.registry.models import User
from compliance.rulebook.clocks import local_day

ROW_EVERY = timedelta(days=30)
CUSTODY = {"downloaded": Verb.DOWNLOADED, "evidence_damaged": Verb.DAMAGED}


def tell_leads(incident: Incident, stored: StoredFile, what: str, at: datetime) -> None:
    """The leads of a case learn that `what` (the beginning of a sentence) has changed on disk."""
    notify(
        users=leads_of(incident, local_day(at)),
        kind="damaged",
        text=_("{what} của hồ sơ {code} không còn nguyên vẹn").format(
            what=what, code=incident.code
        ),
        url=case_url(incident.code),
        at=at,
        subject=incident,
        key=f"damaged:{stored.pk}:{incident.pk}",
    )


def _damaged(stored: StoredFile, at: datetime) -> None:
    for item in stored.evidence.select_related("incident__person", "incident__reporter"):
        custody.write(item=item, verb=Verb.DAMAGED, at=at, incident=item.incident, by=None)
        tell_leads(item.incident, stored, _("Chứng cứ {label}").format(label=item.label), at)


def _sound(stored: StoredFile, at: datetime) -> None:
    """The row of the file remembers every night; the chain of custody gets one row a month, or it
    would be nothing else.
    """
    lately = CustodyEvent.objects.filter(
        verb=Verb.CHECKED, at__gt=at - ROW_EVERY, evidence__file=stored
    ).values("evidence_id")
    for item in stored.evidence.exclude(pk__in=lately).select_related(
        "incident__reporter", "incident__person"
    ):
        custody.write(item=item, verb=Verb.CHECKED, at=at, incident=item.incident, by=None)


def _sent_as_reporter(user: User, since: datetime) -> QuerySet[StoredFile]:
    """A reporter's files carry no name and are found by the tag of the vault."""
    return StoredFile.objects.filter(
        by=None, at__gte=since, evidence__incident__reporter__tag__in=tags(user.pk)
    )


def sees_case(user: User, incident: Incident) -> bool:
    """Whoever works on the case, its reporter, or the person concerned once they were told."""
    mine = Incident.objects.filter(pk=incident.pk)
    if mine.told_to(user).exists():
        return True
    return mine.visible_to(user).exists() and not must_declare(incident, user)


@permits(Evidence)
def _evidence(user: User, item: Evidence, stored: StoredFile) -> bool:
    if item.file_id != stored.pk:
        return False
    if Incident.objects.filter(pk=item.incident_id).told_to(user).exists():
        return True
    seen = Incident.objects.filter(pk=item.incident_id).visible_to(user).exists()
    seen = seen and not must_declare(item.incident, user)
    return seen and custody.open_evidence(item.incident, user).filter(pk=item.pk).exists()


@trail(Evidence)
def _evidence_looked_at(*, obj: Evidence, by: User, at: datetime, what: str) -> None:
    look(incident=obj.incident, obj=obj, by=by, at=at, what=what)
    verb = CUSTODY[what]
    who = None if verb == Verb.DAMAGED else by
    custody.write(item=obj, verb=verb, at=at, incident=obj.incident, by=who)


@trail(Incident)
def _case_looked_at(*, obj: Incident, by: User, at: datetime, what: str) -> None:
    look(incident=obj, obj=obj, by=by, at=at, what=what)


UNNAMED.register(_sent_as_reporter)
attach(
    Attachment(
        name="evidence",
        lookups=("evidence__incident",),
        owner_words=_("Vụ việc này"),
        damaged=_damaged,
        sound=_sound,
        counted=Q(evidence__removed_at=None, evidence__redacts=None),
    )
)
