"""What a page of a form asks the desk."""

from compliance.desk import unsent
from compliance.desk.models import Unsent
from compliance.desk.unsent import Place, Typed


def unsent_on(place: Place) -> list[Typed]:
    """What this person typed on this page and has not sent, form by form."""
    rows = Unsent.objects.filter(page__in=unsent.marks_of_page(place)).order_by("at")
    opened = (unsent.opened(row.sealed, place, row.at) for row in rows)
    return [typed for typed in opened if typed is not None]
