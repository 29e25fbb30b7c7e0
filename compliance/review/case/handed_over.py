"""Which cases have a paper that is still to be handed over to somebody who reads at no door."""

from django.db.models import Exists, OuterRef, Q

from compliance.incidents.workflow import STEPS, Status
from compliance.review.case.queries import in_round
from compliance.review.case.replacement import reply_waits
from compliance.review.models import Answer, Delivery, Notice, PaperAct


def paper_to_hand_over() -> Q:
    """On the cases of with_round(): a notice, a conclusion or the reply to a request that somebody
    stands aside has to go out on paper, and no delivery of it is recorded or waits to be confirmed.
    """
    arrived = Delivery.objects.exclude(how=Delivery.How.MISSED)
    waits = PaperAct.objects.waiting().filter(incident=OuterRef("pk"), verb="record_delivery")
    notices = Notice.objects.filter(incident=OuterRef("pk"), served_at__gte=OuterRef("round_began"))
    pending = notices.exclude(pk__in=arrived.filter(notice=OuterRef("pk")).values("notice"))
    sent = pending.exclude(paper="")
    handed_over = arrived.filter(
        incident=OuterRef("pk"), what=Delivery.What.CONCLUSION, at__gte=OuterRef("concluded_at")
    )
    opened = Notice.objects.filter(incident__person=OuterRef("person"), opened_at__isnull=False)
    unread = ~Q(person__user__is_active=True) | Q(person__user__last_login=None) & ~Q(
        Exists(opened)
    )
    # asked from left to right: what is in the row first, all cases of the person last
    return (
        Q(status=Status.AWAITING_ANSWER)
        & Q(~Exists(notices.filter(opened_at__isnull=False)), ~in_round(Answer))
        & (Q(Exists(sent)) | Q(Exists(pending)) & unread)
        | Q(status__in=(Status.CONCLUDED, Status.ENFORCING)) & Q(~Exists(handed_over)) & unread
        | Q(status__in=STEPS["record_delivery"].sources) & Q(reply_waits()) & unread
    ) & Q(~Exists(waits))
