"""The six official documents of a case, drawn up from its rows: words that people may edit
afterwards, without number, day and name.
"""

from datetime import date

from django.utils import timezone

from compliance.core import committee
from compliance.core.language import joined
from compliance.incidents.models import Incident
from compliance.papers.paper import (
    Paper,
    from_data,
    number_line,
    official,
    place_and_day,
    plain_name,
    to_data,
    with_end_mark,
)
from compliance.review.documents.composing.asking import invitation, request
from compliance.review.documents.composing.heads import head_of
from compliance.review.documents.composing.meeting import minutes, record
from compliance.review.documents.composing.telling import reminder, result
from compliance.review.models import CaseDocument

Kind, Issuer = CaseDocument.Kind, CaseDocument.Issuer
# kind: (who writes it up, abbreviation of the type in the symbol; a công văn has none)
_WRITERS = {
    Kind.RECORD: (record, "BB"),
    Kind.REQUEST: (request, ""),
    Kind.INVITATION: (invitation, "GM"),
    Kind.MINUTES: (minutes, "BB"),
    Kind.REMINDER: (reminder, "TB"),
    Kind.RESULT: (result, "TB"),
}
USUAL_ISSUER = {
    Kind.REQUEST: Issuer.AUTHORITY,
    Kind.INVITATION: Issuer.AUTHORITY,
    Kind.REMINDER: Issuer.UNIT,
}


@official()
def compose(*, incident: Incident, kind: str, issuer: str, given: dict, day: date) -> dict:
    """The words of a new draft, as data. `given` is what the form asked for; `day` tells
    the year of the blank date, and who heads the office.
    """
    write, type_code = _WRITERS[kind]
    head = head_of(issuer, incident, day)
    parts = write(incident, given, head)
    parts["sections"] = with_end_mark(parts["sections"])
    paper = Paper(
        above=head.above,
        body=head.body,
        number=head.symbol(type_code),
        place_and_day="" if type_code == "BB" else str(day.year),
        place=head.place,
        recipients=[*parts.pop("recipients"), head.archived()],
        label=joined(" ", (CaseDocument.Kind(kind).label, incident.code)),
        draft=True,
        **parts,
    )
    return to_data(paper)


@official()
def paper_of(document: CaseDocument) -> Paper:
    """The paper as it stands: number, day and name are blank until they were typed back."""
    paper = from_data(document.words)
    paper.number = number_line(document.number, paper.number)
    if paper.place_and_day:
        issued = document.issued_on
        place = paper.place or committee.on(issued or timezone.localdate()).place
        paper.place_and_day = place_and_day(place, issued, int(paper.place_and_day))
    paper.draft = not document.is_issued
    paper.withdrawn = document.withdrawn
    if document.is_issued:
        paper.signatures[min(1, len(paper.signatures) - 1)].name = plain_name(document.signer)
    return paper
