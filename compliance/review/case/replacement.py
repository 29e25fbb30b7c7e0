"""Whether the person's request that somebody stands aside still waits for an answer, and whether
the answer has reached somebody who reads on paper.
"""

from django.db.models import Exists, OuterRef, QuerySet

from compliance.incidents.models import Incident, StepTaken
from compliance.incidents.workflow import STEPS
from compliance.review.case.queries import story_read
from compliance.review.models import Delivery

ASKED, ANSWERED = "ask_replacement", "answer_replacement"
OPEN_TO = STEPS[ASKED].sources


def _last(incident: Incident) -> StepTaken | None:
    """The last word on it, of either side. Another handler or a recusal meanwhile is none: whom the
    request meant stands in its own words, and the person is owed a reply.
    """
    story = story_read(incident)
    if story is not None:
        return next((step for step in story if step.verb in (ASKED, ANSWERED)), None)
    return incident.steps.filter(verb__in=(ASKED, ANSWERED)).order_by("-version").first()


def open_replacement(incident: Incident) -> StepTaken | None:
    """The step that asked, while it is not answered."""
    last = _last(incident)
    return last if last and last.verb == ASKED else None


def replacement_answer(incident: Incident) -> StepTaken | None:
    """The step that answered, unless the person asked again."""
    last = _last(incident)
    return last if last and last.verb == ANSWERED else None


def reply_to_hand_over(incident: Incident) -> StepTaken | None:
    """The step that answered, while no delivery of it is recorded: asked of a person who does not
    read at their own door.
    """
    answer = replacement_answer(incident)
    if answer is None:
        return None
    rows = Delivery.objects.filter(incident=incident, what=Delivery.What.REPLY, at__gte=answer.at)
    return None if rows.exclude(how=Delivery.How.MISSED).exists() else answer


def reply_waits() -> Exists:
    """reply_to_hand_over() as a condition on cases, asked of a whole list at once."""
    of = {"incident": OuterRef("incident")}
    later = StepTaken.objects.filter(
        **of, version__gt=OuterRef("version"), verb__in=(ASKED, ANSWERED)
    )
    arrived = Delivery.objects.filter(**of, what=Delivery.What.REPLY, at__gte=OuterRef("at"))
    arrived = arrived.exclude(how=Delivery.How.MISSED)
    return Exists(
        StepTaken.objects.filter(
            ~Exists(later.order_by()),
            ~Exists(arrived.order_by()),
            incident=OuterRef("pk"),
            verb=ANSWERED,
        )
    )


def with_open_replacement() -> QuerySet[Incident]:
    """The cases under review in which one waits."""
    later = StepTaken.objects.filter(
        incident=OuterRef("incident"), version__gt=OuterRef("version"), verb=ANSWERED
    )
    asked = StepTaken.objects.filter(~Exists(later.order_by()), verb=ASKED)
    return Incident.objects.filter(status__in=OPEN_TO, pk__in=asked.order_by().values("incident"))
