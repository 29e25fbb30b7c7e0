"""Documents of some cases: one at every stage from a draft to a number typed back, and one that was
replaced.
"""

from datetime import date, datetime, time, timedelta

from compliance.incidents.models import Incident
from compliance.incidents.workflow import CONCLUDED, Status
from compliance.registry.models import User
from compliance.review.case.queries import live_measures
from compliance.review.documents.actions import (
    draft_document,
    export_document,
    type_back,
    works_on,
)
from compliance.review.documents.checks import why_not
from compliance.review.documents.composing import USUAL_ISSUER, compose
from compliance.review.models import CaseDocument, Measure
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar
from halang_portal.tryout.sample.places import place
from halang_portal.tryout.sample.texts import signer_name

Kind = CaseDocument.Kind
_ROOM = "Phòng họp số 2, trụ sở Ủy ban nhân dân huyện"


def load_documents(*, now: datetime, cast) -> None:
    """The newest cases of each stage; everything is dated within the last days, so that the
    register reads as one.
    """
    cases = (
        Incident.objects.with_people()
        .select_related("handling_office", "rule_set", "reporter")
        .filter(handler__isnull=False, sealed=False, suspended_at=None)
    )
    counts: dict[tuple, int] = {}
    for number, incident in enumerate(
        cases.filter(status__in=(Status.AWAITING_ANSWER, Status.IN_REVIEW)).order_by("-pk")[:4]
    ):
        _make(incident, Kind.RECORD, now, cast, counts, issued=number % 2 == 0)
        _make(incident, Kind.REQUEST, now, cast, counts, issued=number < 3)
    for number, incident in enumerate(cases.filter(status=Status.CONSULTING).order_by("-pk")[:3]):
        _make(incident, Kind.INVITATION, now, cast, counts, issued=number > 0)
        _make(incident, Kind.MINUTES, now, cast, counts, issued=number == 2)
    for number, incident in enumerate(
        cases.filter(status__in=CONCLUDED).order_by("-concluded_at", "-pk")[:8]
    ):
        first = _make(incident, Kind.RESULT, now, cast, counts, issued=number > 0)
        if number == 3 and first:
            _make(incident, Kind.RESULT, now, cast, counts, issued=True, replaces=first)
    waiting = (
        Measure.objects.live()
        .filter(kind=Measure.Kind.WRITTEN_REMINDER, document_number="")
        .order_by()
        .values("incident")
    )
    for number, incident in enumerate(
        cases.filter(status=Status.ENFORCING, pk__in=waiting).order_by("-concluded_at", "-pk")[:4]
    ):
        _make(incident, Kind.REMINDER, now, cast, counts, issued=number == 0)


def _make(
    incident: Incident,
    kind: str,
    now: datetime,
    cast,
    counts: dict,
    *,
    issued: bool,
    replaces: CaseDocument | None = None,
) -> CaseDocument | None:
    """None where nobody may draw it up: the handler stands behind the wall, or the step has not
    come.
    """
    by: User = incident.handler
    if (
        why_not(incident, kind)
        or not works_on(incident, by)
        or not Incident.objects.visible_to(by).filter(pk=incident.pk).exists()
    ):
        return None
    at = now - timedelta(days=2, hours=3)
    document = _draft(incident, kind, _given(kind, by, cast, local_day(now)), replaces, at)
    return _issue(document, cast, counts, at + timedelta(hours=2)) if issued else document


def _draft(
    incident: Incident, kind: str, given: dict, replaces: CaseDocument | None, at: datetime
) -> CaseDocument:
    issuer = USUAL_ISSUER.get(kind, CaseDocument.Issuer.TEAM)
    return draft_document(
        incident=incident,
        kind=kind,
        issuer=issuer,
        words=compose(incident=incident, kind=kind, issuer=issuer, given=given, day=local_day(at)),
        fields={
            name: value.isoformat() if isinstance(value, date | time) else value
            for name, value in given.items()
        },
        measure=(
            live_measures(incident).filter(kind="written_reminder").first()
            if kind == Kind.REMINDER
            else None
        ),
        replaces=replaces,
        by=incident.handler,
        at=at,
    )


def _issue(document: CaseDocument, cast, counts: dict, at: datetime) -> CaseDocument:
    """Printed at `at`, signed and typed back four hours later. `counts`: numbers given so far."""
    incident, by = document.incident, document.incident.handler
    export_document(document=document, form="docx", by=by, at=at)
    key = (document.words["number"], document.words["body"])
    counts[key] = counts.get(key, 0) + 1
    return type_back(
        document=CaseDocument.objects.select_related("incident").get(pk=document.pk),
        number=f"{counts[key]:02d}/{document.words['number']}",
        issued_on=local_day(at),
        signer=(
            signer_name(incident).split(",")[0]
            if document.issuer == CaseDocument.Issuer.UNIT
            else cast.lead.display_name
        ),
        by=by,
        at=at + timedelta(hours=4),
    )


def _given(kind: str, by: User, cast, today: date) -> dict:
    lead = f"Ông {cast.lead.display_name}, Tổ trưởng Tổ kiểm tra giám sát"
    day = add_working_days(today, 6, calendar())
    met = {"day": today - timedelta(days=3), "time": time(8, 30), "place": place().here(_ROOM)}
    return {
        Kind.RECORD: {
            **met,
            "present": f"{lead}\n{by.display_name}, thành viên Tổ kiểm tra giám sát",
        },
        Kind.REQUEST: {"where": place().here("Phòng Nội vụ huyện"), "more": ""},
        Kind.INVITATION: {
            "day": day,
            "time": time(14, 0),
            "place": place().here(_ROOM),
            "chair": lead,
            "bring": "Bản giải trình\nTài liệu, chứng cứ liên quan (nếu có)",
        },
        Kind.MINUTES: {
            **met,
            "ended": time(10, 15),
            "chair": lead,
            "secretary": f"{by.display_name}, thành viên Tổ kiểm tra giám sát",
            "present": "Đại diện công đoàn cơ sở",
            "proceedings": (
                "Chủ trì nêu nội dung được phản ánh và các chứng cứ đã cung cấp.\nNgười làm việc"
                " trình bày hoàn cảnh, thời điểm và việc đã làm để khắc phục."
            ),
            "said": (
                "Nhất trí với nội dung chứng cứ; đề nghị xem xét việc đã tự gỡ bài và đính chính."
            ),
            "agreed": "Người làm việc gửi bổ sung tài liệu trong 03 ngày làm việc.",
        },
        Kind.REMINDER: {
            "ask": (
                "Nghiêm túc rút kinh nghiệm, không để lặp lại.\nThực hiện đúng quy định về phát"
                " ngôn, cung cấp thông tin và văn hóa công sở."
            )
        },
        Kind.RESULT: {"more": ""},
    }[kind]
