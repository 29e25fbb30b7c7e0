"""Rows of the fairness record on the ground of a case and on who took part in it."""

from datetime import date

from compliance.core.language import _, joined, lower_first
from compliance.core.presence import present
from compliance.incidents.checks import misapplied
from compliance.incidents.custody import in_file, items_read, labels_kept_back, sealed_numbers
from compliance.incidents.models import Incident, Outcome
from compliance.review.conclusion.checks.outcomes import UNLIMITED, in_time
from compliance.review.conclusion.checks.precondition import (
    INSIDE,
    Precondition,
    name_of,
    row_of,
)
from compliance.review.deadlines.queries import limits_of
from compliance.review.models import Conclusion, Protected
from compliance.review.triage.queries import accepted_by
from compliance.rulebook.clocks import local_day


def basis(incident: Incident, conclusion: Conclusion | None, day: date) -> list[Precondition]:
    """What the case stands on, with the limitation as of `day`."""
    return [
        _cited(incident),
        _evidence(incident),
        _asked(incident),
        _in_time(incident, conclusion, day),
    ]


def _cited(incident: Incident) -> Precondition:
    """Asked before anything rests on a breach: that no provision applies is itself a way to find no
    violation.
    """
    cited, wrong = incident.allegations.exists(), misapplied(incident)
    return row_of(
        "basis",
        "provision",
        cited and not wrong,
        _("Mỗi nội dung viện dẫn quy định có hiệu lực, áp dụng cho người này vào ngày xảy ra"),
        _("quy định không áp dụng được: {wrong}").format(wrong=joined("; ", wrong))
        if cited
        else _("chưa viện dẫn quy định nào"),
        "noi-dung-phan-anh",
        day=local_day(present(incident.happened_at)),
        always=False,
    )


def _evidence(incident: Incident) -> Precondition:
    """With what was neither relied on nor shown to the person, by number: it carries nothing, and
    whoever concludes does not open it. A sealed file is no evidence: where nothing else is left,
    no breach can rest on it, while a case may still end without one.
    """
    names = joined(", ", labels_kept_back(incident))
    aside = _("; không cho xem, không dùng làm căn cứ và không được viện dẫn: {names}").format(
        names=names
    )
    count = _open_count(incident)
    sealed = joined(", ", (f"CC-{number:02d}" for number in sealed_numbers(incident)))
    gone = (
        _("; đã niêm phong, không còn là chứng cứ: {sealed}").format(sealed=sealed)
        if sealed
        else ""
    )
    return row_of(
        "basis",
        "evidence",
        count,
        _("Có chứng cứ ({count} mục){gone}{aside}").format(
            count=count, gone=gone, aside=aside if names else ""
        ),
        _("không có chứng cứ{gone}").format(gone=gone),
        "chung-cu",
        day=local_day(present(incident.submitted_at)),
        always=not sealed,
    )


def _open_count(incident: Incident) -> int:
    """How many items are there whose file is not sealed."""
    items = items_read(incident)
    if items is None:
        return incident.evidence.filter(removed_at=None, file__sealed_at=None).count()
    return sum(not (item.file and item.file.sealed_at) for item in in_file(items))


def _asked(incident: Incident) -> Precondition:
    """Every kind of protected speech was asked for (docs/law.md#protected-speech)."""
    triage = accepted_by(incident)
    scope = triage.scope if triage else {}
    asked = bool(triage) and set(scope) >= set(Protected.values)
    protected = [label for value, label in Protected.choices if scope.get(value)]
    return row_of(
        "basis",
        "protected",
        asked and not protected,
        _("Đã hỏi từng nội dung được bảo vệ; không thuộc nội dung nào"),
        (
            _("thuộc nội dung được bảo vệ: {protected}").format(
                protected=joined(", ", protected).lower()
            )
            if protected
            else _("chưa hỏi đủ các nội dung được bảo vệ khi thụ lý")
        ),
        "noi-dung-phan-anh",
        day=local_day(triage.at) if triage else None,
        who=name_of(triage.by) if triage else "",
        part=_("Người thụ lý"),
    )


def _in_time(incident: Incident, conclusion: Conclusion | None, day: date) -> Precondition:
    """Whether the limitation leaves open what is proposed; before a proposal, discipline at all."""
    rules, limits = incident.rule_set, limits_of(incident, day)
    outcome = conclusion.outcome if conclusion else Outcome.DISCIPLINE
    words = limits.in_words(day)
    if outcome in UNLIMITED:
        words = _("Thời hiệu không áp dụng cho kết quả này. {words}").format(words=words)
    return row_of(
        "basis",
        "limitation",
        in_time(outcome, limits, day),
        words,
        lower_first(words),
        "viec-tiep",
        day=day,
        rule=rules.limitation_basis or INSIDE if rules else INSIDE,
        always=False,
    )
