"""The person concerned is told, sees the bundle, and is heard."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from compliance.audit.actions import keyed_hash
from compliance.core.refusals import NotNow
from compliance.incidents import custody
from compliance.incidents.gate import look, take_step
from compliance.incidents.models import Evidence, Incident, StoredFile
from compliance.registry.models import User
from compliance.review.case.checks import require_all
from compliance.review.case.notices import tell_handler, tell_leads, tell_person
from compliance.review.case.queries import (
    answered,
    last_notice,
    may_still_answer,
    open_extension,
)
from compliance.review.conclusion.checks.preconditions import before_silence
from compliance.review.hearing.checks import handed_hash, why_not_handed
from compliance.review.models import Answer, AnswerDraft, ClockEntry, Extension, Notice
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar


@transaction.atomic
def notify(
    *,
    incident: Incident,
    bundle: Iterable[Evidence],
    by: User,
    at: datetime,
    paper: str = "",
    captions: dict[str, str] | None = None,
) -> Incident:
    """First notice: the allegations, the numbered bundle, the window in working days. `captions` =
    {evidence id: what the person reads}.
    """
    bundle = _own_evidence(incident, bundle)
    if not bundle:
        raise NotNow("Chọn ít nhất một chứng cứ để người được phản ánh xem.")
    _reachable(incident, paper)
    return _serve(incident, "notify", bundle, by, at, paper, captions)


@transaction.atomic
def notify_again(*, incident: Incident, by: User, at: datetime, paper: str = "") -> Incident:
    """Second notice, after the first window ran out unanswered; the same bundle."""
    first = last_notice(incident)
    if answered(incident) or local_day(at) <= first.due_on:
        raise NotNow(
            f"Chỉ thông báo lần hai khi đã hết hạn giải trình ({first.due_on:%d/%m/%Y}) mà chưa có"
            " giải trình."
        )
    _reachable(incident, paper)
    return _serve(
        incident,
        "notify_again",
        list(first.bundle.select_related("file").order_by("number", "copy")),
        by,
        at,
        paper,
    )


def _own_evidence(incident: Incident, bundle: Iterable[Evidence]) -> list[Evidence]:
    wanted = {evidence.pk for evidence in bundle}
    return list(
        incident.evidence.filter(pk__in=wanted, removed_at=None)
        .select_related("file")
        .order_by("number", "copy")
    )


def disclose(
    *,
    notice: Notice,
    items: list[Evidence],
    incident: Incident,
    by: User,
    at: datetime,
    captions: dict[str, str] | None = None,
) -> None:
    """Put items into the bundle of a notice: one version of each, with the words the person reads,
    and a row of custody each.
    """
    shown = list(shown_already(incident))
    new = [item for item in items if item not in shown]  # a second notice repeats what was shown
    if twice := both_versions(new):
        raise NotNow(f"CC-{twice[0].number:02d} được chọn cả bản gốc và bản che: chỉ gửi một bản.")
    if bared := uncovers(new, shown):
        raise NotNow(uncovers_says(bared))
    for item in new:
        if reason := why_not_handed(item):
            raise NotNow(reason)
    for item in items:
        item.disclosed_caption = (
            (captions or {}).get(str(item.pk)) or item.disclosed_caption or item.caption
        )
        Evidence.objects.filter(pk=item.pk).update(disclosed_caption=item.disclosed_caption)
        custody.write(
            item=item,
            verb=custody.Verb.DISCLOSED,
            at=at,
            incident=incident,
            by=by,
            note=_disclosed_note(item, notice),
        )
    notice.bundle.add(*items)


def _disclosed_note(item: Evidence, notice: Notice) -> str:
    """The number of the notice, and the hash of what is taken away there."""
    given = handed_hash(item)
    return f"thông báo lần {notice.number}{f'; bản giao SHA-256 {given}' if given else ''}"


def both_versions(bundle: Iterable[Evidence]) -> list[Evidence]:
    """Items chosen although another version of the same item is chosen too: a covered place would
    be seen in the other.
    """
    numbers = Counter(item.number for item in bundle)
    return [item for item in bundle if numbers[item.number] > 1]


def shown_already(incident: Incident) -> QuerySet[Evidence]:
    """What any notice of this case has shown the person."""
    return Evidence.objects.filter(incident=incident, disclosed_in__incident=incident).distinct()


def uncovers(chosen: Iterable[Evidence], shown: Iterable[Evidence]) -> list[Evidence]:
    """Originals whose redacted copy was sent before: sending them would show what was covered. A
    second, lighter copy may be sent.
    """
    covered = {item.number for item in shown if item.copy}
    return [item for item in chosen if not item.copy and item.number in covered]


def uncovers_says(bared: list[Evidence]) -> str:
    return (
        f"{bared[0].label}: đã gửi bản che, không gửi bản gốc nữa. Nếu che quá nhiều, lập một bản"
        " che khác rồi gửi."
    )


def _reachable(incident: Incident, paper: str) -> None:
    if not (incident.person.user_id and incident.person.user.is_active) and not paper.strip():
        raise NotNow(
            "Người được phản ánh chưa có tài khoản: ghi rõ việc giao thông báo bằng giấy (ngày,"
            " người giao, người nhận)."
        )


def _serve(
    incident: Incident,
    verb: str,
    bundle: list[Evidence],
    by: User,
    at: datetime,
    paper: str,
    captions: dict[str, str] | None = None,
) -> Incident:
    due_on = add_working_days(local_day(at), incident.rule_set.answer_workdays, calendar())
    changes = {"due_on": due_on} if incident.told_at else {"due_on": due_on, "told_at": at}
    number = incident.notices.count() + 1
    fresh = take_step(
        incident=incident,
        verb=verb,
        by=by,
        at=at,
        after={"notice": number, "due_on": due_on.isoformat()},
        **changes,
    )
    notice = Notice.objects.create(
        incident=fresh, number=number, served_at=at, due_on=due_on, by=by, paper=paper
    )
    disclose(notice=notice, items=bundle, incident=fresh, by=by, at=at, captions=captions)
    tell_person(fresh, "notice", f"Xem thông báo {fresh.code} và giải trình", at)
    return fresh


@transaction.atomic
def open_notice(*, incident: Incident, by: User, at: datetime) -> None:
    """The person concerned takes the notice by pressing a button: that is the delivery, recorded
    once a notice. Looking at a page is not.
    """
    if incident.person.user_id != by.pk:
        raise NotNow
    if Notice.objects.filter(incident=incident, opened_at=None).update(opened_at=at):
        look(incident=incident, by=by, at=at, what="received_notice")


def look_at_own_case(*, incident: Incident, by: User, at: datetime) -> None:
    """The person concerned looks at their page: recorded as a look and nothing more."""
    look(incident=incident, by=by, at=at, what="opened_own_case")


@transaction.atomic
def save_answer_draft(
    *,
    incident: Incident,
    fields: dict,
    by: User,
    at: datetime,
    files: Iterable[StoredFile] = (),
    without: Iterable = (),
) -> AnswerDraft:
    """Kept for the person alone, files too, whatever its state. No step, no audit: nothing has been
    said yet. `without`: keys of files taken out.
    """
    if incident.person.user_id != by.pk:
        raise NotNow
    draft, _ = AnswerDraft.objects.update_or_create(
        incident=incident, defaults={"fields": fields, "saved_at": at}
    )
    draft.files.add(*files)
    draft.files.remove(*draft.files.filter(pk__in=list(without)))
    return draft


@transaction.atomic
def answer(
    *,
    incident: Incident,
    per_allegation: list[dict],
    text: str,
    by: User,
    at: datetime,
    files: Iterable[StoredFile] = (),
    companion: str = "",
    companion_as: str = "",
) -> Incident:
    """An answer, or a supplement to it while the window is open. `per_allegation` = [{allegation:
    id, stance, text}].
    """
    if not may_still_answer(incident, local_day(at)):
        raise NotNow(
            "Đã hết hạn giải trình. Ông/bà có thể đề nghị gia hạn hoặc liên hệ đầu mối nội vụ."
        )
    if not text.strip() and not any(part.get("text", "").strip() for part in per_allegation):
        raise NotNow("Nội dung giải trình còn trống.")
    fresh = take_step(
        incident=incident,
        verb="answer",
        by=by,
        at=at,
        after={"text": keyed_hash(text + str(per_allegation))},
    )
    row = Answer.objects.create(
        incident=fresh,
        kind=Answer.Kind.ANSWER,
        text=text,
        per_allegation=per_allegation,
        companion=companion,
        companion_as=companion_as if companion else "",
        by=by,
        at=at,
    )
    draft = AnswerDraft.objects.filter(incident=fresh).first()
    row.files.set([*files, *(draft.files.all() if draft else ())])
    AnswerDraft.objects.filter(incident=fresh).delete()
    tell_handler(fresh, "answered", f"Đã có giải trình trong hồ sơ {fresh.code}", at)
    return fresh


@transaction.atomic
def waive(*, incident: Incident, text: str, by: User, at: datetime) -> Incident:
    """The person declares that they will not answer. They may still answer while the window is
    open.
    """
    if answered(incident):
        raise NotNow("Hồ sơ đã có giải trình.")
    fresh = take_step(incident=incident, verb="waive", by=by, at=at)
    Answer.objects.create(incident=fresh, kind=Answer.Kind.WAIVER, text=text, by=by, at=at)
    tell_handler(fresh, "waived", f"Người được phản ánh không giải trình, hồ sơ {fresh.code}", at)
    return fresh


@transaction.atomic
def record_silence(*, incident: Incident, by: User, at: datetime, text: str = "") -> Incident:
    """Two notices, both windows over, no word: recorded, so that the case may go on."""
    require_all(before_silence(incident, local_day(at)))
    fresh = take_step(incident=incident, verb="record_silence", by=by, at=at)
    Answer.objects.create(incident=fresh, kind=Answer.Kind.SILENCE, text=text, by=by, at=at)
    tell_person(fresh, "silence", "Đã ghi nhận ông/bà không giải trình", at)
    return fresh


@transaction.atomic
def ask_extension(
    *, incident: Incident, workdays: int, reason: str, by: User, at: datetime
) -> Incident:
    """The person asks for more time. One wish at a time, while the window is open."""
    if open_extension(incident):
        raise NotNow("Đã có một đề nghị gia hạn đang chờ trả lời.")
    if not may_still_answer(incident, local_day(at)):
        raise NotNow("Đã hết hạn giải trình.")
    fresh = take_step(
        incident=incident, verb="ask_extension", by=by, at=at, after={"workdays": workdays}
    )
    Extension.objects.create(incident=fresh, workdays=workdays, reason=reason, asked_at=at)
    tell_handler(fresh, "extension_asked", f"Trả lời đề nghị gia hạn trong hồ sơ {fresh.code}", at)
    return fresh


@transaction.atomic
def decide_extension(
    *,
    incident: Incident,
    grant: bool,
    reason: str,
    by: User,
    at: datetime,
    workdays: int | None = None,
) -> Incident:
    """Answer the wish, or give more time unasked. The window moves; who, why and by which rule is a
    row.
    """
    if grant and not workdays:
        raise NotNow("Ghi số ngày làm việc thêm.")
    notice = last_notice(incident)
    due_on = (
        add_working_days(max(notice.due_on, local_day(at)), workdays, calendar())
        if grant
        else notice.due_on
    )
    fresh = take_step(
        incident=incident,
        verb="extend_answer",
        by=by,
        at=at,
        note=reason,
        after={"granted": grant, "due_on": due_on.isoformat()},
        due_on=due_on,
    )
    wish = open_extension(fresh)
    if wish:
        Extension.objects.filter(pk=wish.pk).update(
            granted=grant, answer=reason, decided_by=by, decided_at=at
        )
    if grant:
        Notice.objects.filter(pk=notice.pk).update(due_on=due_on)
        ClockEntry.objects.create(
            incident=fresh,
            kind=ClockEntry.Kind.EXTEND_ANSWER,
            starts_on=local_day(at),
            ends_on=due_on,
            reason=reason,
            rule=incident.rule_set.step_basis,
            by=by,
            at=at,
        )
    words = "được gia hạn" if grant else "không được gia hạn, xem lý do"
    tell_person(fresh, "extension_decided", f"Giải trình {words}; hạn {due_on:%d/%m/%Y}", at)
    return fresh


@transaction.atomic
def ask_replacement(*, incident: Incident, reason: str, by: User, at: datetime) -> Incident:
    """The person says somebody involved should stand aside. The leads are told; the reason stands
    in the story of the case.
    """
    fresh = take_step(incident=incident, verb="ask_replacement", by=by, at=at, note=reason)
    tell_leads(fresh, "replacement", f"Xem đề nghị thay người xử lý, hồ sơ {fresh.code}", at)
    return fresh


def look_at_evidence(*, incident: Incident, evidence: Evidence, by: User, at: datetime) -> None:
    """The person concerned opens one item of the bundle; recorded, so that 'đã xem' is a fact."""
    look(incident=incident, obj=evidence, by=by, at=at, what="opened_evidence")
