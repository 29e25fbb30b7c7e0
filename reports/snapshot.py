"""What stood at the cut-off, read from what the database remembers (IncidentState): the same
whether it is read on time, days late or years later.
"""

from datetime import datetime, time

from django.db.models import Q

from compliance.core.language import _
from compliance.incidents.models import FACTS, Incident, IncidentState
from compliance.incidents.workflow import ENDED, OPEN, Status
from compliance.rulebook.clocks import ZONE, local_day
from reports.models import Summary, SummaryEntry
from reports.narrative import labelled, told_apart
from reports.periods import Period, period_ending, previous, windows_of, year_before
from reports.rollups import SeenFlows, median_of
from reports.summary_figures import figures_of, surroundings_of

MOMENTS = (
    "submitted_at",
    "concluded_at",
    "closed_at",
    "first_concluded_at",
    "first_ended_at",
    "suspended_at",
)
WORDS = {
    "status": _("trạng thái"),
    "office_id": _("đơn vị"),
    "staff_kind": _("loại cán bộ"),
    "category": _("nhóm nội dung"),
    "act_kind": _("hành vi"),
    "outcome": _("kết quả"),
    "submitted_at": _("ngày gửi"),
    "concluded_at": _("ngày kết luận"),
    "closed_at": _("ngày kết thúc"),
    "first_concluded_at": _("ngày kết luận lần đầu"),
    "first_outcome": _("kết quả lần đầu"),
    "first_term_ends": _("thời hạn xử lý lúc kết luận lần đầu"),
    "first_ended_at": _("ngày kết thúc lần đầu"),
    "first_ended_as": _("kết thúc lần đầu"),
    "suspended_at": _("ngày tạm dừng"),
    "due_on": _("hạn của bước"),
    "processing_ends": _("thời hạn xử lý"),
    "known_on": _("ngày biết sự việc"),
}


def spans(period: Period) -> tuple[Period, Period, Period]:
    """The period, the one before, the same one of last year."""
    windows = windows_of(period.end)
    return period, previous(period, windows), year_before(period, windows)


def entries_of(period: Period) -> list[SummaryEntry]:
    """Every case that a figure of the period, of the one before or of the same one last year
    counts, as it stood just before the cut-off; unsaved.
    """
    since = min(span.start_at for span in spans(period))
    moved = IncidentState.objects.filter(at__gte=since).order_by().values("incident")
    wanted = Incident.objects.filter(submitted_at__lt=period.end_at).filter(
        Q(status__in=OPEN) | Q(pk__in=moved)
    )
    rows = IncidentState.objects.filter(incident__in=wanted.order_by().values("pk")).order_by(
        "incident_id", "at", "pk"
    )
    last_states: dict[int, dict] = {}
    for row in rows.values("incident_id", "at", *FACTS).iterator(chunk_size=5000):
        if (
            row["at"] < period.end_at or row["incident_id"] not in last_states
        ):  # disposed since, or older than what is remembered: the earliest there is
            last_states[row["incident_id"]] = row
    entries = [
        _entry(row, period.end_at)
        for row in last_states.values()
        if row["submitted_at"] < period.end_at
    ]
    return [
        entry
        for entry in entries
        if entry.status in OPEN or any(_touches(entry, span) for span in spans(period))
    ]


def _entry(row: dict, cut: datetime) -> SummaryEntry:
    facts = {name: row[name] for name in FACTS}
    for name in MOMENTS:
        facts[name] = _noon(facts[name]) if facts[name] and facts[name] < cut else None
    if (
        facts["status"] in ENDED and not facts["closed_at"]
    ):  # ended only after the cut-off, and nothing older is remembered
        facts["status"] = Status.IN_REVIEW
    if not facts["first_concluded_at"]:
        facts |= {"first_outcome": None, "first_term_ends": None}
    if not facts["first_ended_at"]:
        facts["first_ended_as"] = None
    entry = SummaryEntry(incident_id=row["incident_id"], **facts)
    if not entry.concluded_at:
        entry.outcome = ""
    if entry.first_concluded_at:
        concluded = local_day(entry.first_concluded_at)
        entry.days = (concluded - local_day(entry.submitted_at)).days
        entry.in_time = concluded <= entry.first_term_ends if entry.first_term_ends else None
    return entry


def _noon(moment: datetime) -> datetime:
    return datetime.combine(local_day(moment), time(12), ZONE)


def _touches(entry: SummaryEntry, span: Period) -> bool:
    return any(
        moment and span.start_at <= moment < span.end_at
        for moment in (entry.submitted_at, entry.first_concluded_at, entry.first_ended_at)
    )


def read_period(period: Period) -> dict:
    """{'entries', 'surroundings'}: all that a summary is counted from."""
    return {"entries": entries_of(period), "surroundings": surroundings_of(period)}


def count(summary: Summary, period: Period) -> dict:
    """The figures of the rows kept with `summary`, counted anew."""
    return figures_of(summary.entries.all(), *spans(period))


def differences(summary: Summary) -> list[str]:
    """What today's rows would say otherwise than the frozen summary, in sentences; empty when
    everything can be told again exactly.
    """
    period = period_ending(summary.kind, summary.end)
    sentences = told_apart(
        summary.figures,
        {**summary.figures, **count(summary, period)},
        _("đã chốt"),
        _("đếm lại từ các dòng đã chốt"),
    )
    known = {entry.incident_id: entry for entry in entries_of(period)}
    frozen = {entry.incident_id: entry for entry in summary.entries.select_related("incident")}
    gone = set(
        Incident.objects.filter(pk__in=frozen, disposed_at__isnull=False).values_list(
            "pk", flat=True
        )
    )
    codes = dict(
        Incident.objects.filter(pk__in=known.keys() | frozen.keys()).values_list("pk", "code")
    )
    for pk in sorted(known.keys() | frozen.keys()):
        sentences += [
            f"{codes[pk]}: {words}"
            for words in _entry_differs(frozen.get(pk), known.get(pk), pk in gone)
        ]
    return sentences + told_apart(
        summary.figures, {**summary.figures, **surroundings_of(period)}, _("đã chốt"), "nay"
    )


def told_otherwise(summary: Summary) -> list[str]:
    """What the page of figures tells of the whole committee otherwise than the frozen summary of
    the same period, in sentences: flows of a past period change with nothing that comes later.
    """
    period = period_ending(summary.kind, summary.end)
    flows, frozen = SeenFlows(None, [period], asked_periods=[period]), summary.figures
    outcomes = flows.by_outcome(period)
    now = {
        **flows.counts_of(period),
        "in_time": flows.in_time(period),
        "median_days": median_of(flows.processing_days(period)),
        "by_outcome": {code: outcomes[code] for code in frozen["by_outcome"]},
    }
    then = {name: frozen.get(name, 0) for name in now}  # an older one has fewer figures
    return [
        f"{period.label}: {words}"
        for words in told_apart(then, now, _("báo cáo ghi"), _("trang Số liệu ghi"))
    ]


def _entry_differs(
    frozen: SummaryEntry | None, known: SummaryEntry | None, disposed: bool
) -> list[str]:
    if disposed:
        return []  # what stood at the cut-off went with the case; the kept row is all there is
    if frozen is None:
        return [_("nay thuộc kỳ này, khi chốt chưa có.")]
    if known is None:
        return [_("khi chốt thuộc kỳ này, nay không còn.")]
    return [
        _("{words} khi chốt “{name}”, nay “{labelled}”.").format(
            words=WORDS[name],
            name=labelled(name, getattr(frozen, name)),
            labelled=labelled(name, getattr(known, name)),
        )
        for name in FACTS
        if getattr(frozen, name) != getattr(known, name)
    ]
