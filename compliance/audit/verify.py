"""Walk the chain and the anchors, and name the first thing that does not fit. The arithmetic is
that of the stand-alone verifier.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC

from django.db.models import Q, Subquery

from compliance.audit.anchors import line_of, public_keys
from compliance.audit.chain import FIELDS, link
from compliance.audit.models import Anchor, ChainHead, Event
from compliance.audit.verify_chain import ZERO, anchors_in, vouched
from compliance.core.language import _

BATCH = 5000  # events in memory at once


def _links(events: Iterable, seq: int, prev: str, due: dict[int, set]) -> tuple[str, int, str]:
    """From the link `seq` over `events`, each anchor of `due` taken out where it is met: (what is
    broken, how far it came, the hash there).
    """
    for event in events:
        if event.seq != seq + 1:
            return _("Thiếu sự kiện số {seq}.").format(seq=seq + 1), seq, prev
        if event.prev_hash != prev or link(event) != event.hash:
            return _changed(event.seq), seq, prev
        prev, seq = event.hash, event.seq
        if due.pop(seq, {prev}) != {prev}:
            words = _("Mốc tại sự kiện số {seq} không khớp: sổ đã bị viết lại.")
            return words.format(seq=seq), seq, prev
    return "", seq, prev


def _changed(seq: int) -> str:
    return _("Sự kiện số {seq} đã bị thay đổi.").format(seq=seq)


def _unsigned(anchors: list[dict], key: str) -> str:
    for anchor in anchors:
        if not vouched(anchor, key):
            return _("Chữ ký của mốc tại sự kiện số {seq} không đúng.").format(seq=anchor["seq"])
    return ""


def _where(anchors: list[dict]) -> dict[int, set]:
    due: dict[int, set] = {}
    for anchor in anchors:
        due.setdefault(anchor["seq"], set()).add(anchor["hash"])
    return due


def _not_the_head(seq: int, head_seq: int) -> str:
    return _("Sổ có {seq} sự kiện nhưng đầu chuỗi ghi {head_seq}.").format(
        seq=seq, head_seq=head_seq
    )


def _cut(due: int) -> str:
    return _("Mốc tại sự kiện số {due} không khớp: sổ đã bị cắt ngắn.").format(due=due)


def first_break(
    events: Iterable,
    head_seq: int,
    head_hash: str,
    anchors: list[dict] | None = None,
    key: str = "",
) -> str:
    """Empty when every link fits, the last one is the head and every anchor stands where it was;
    otherwise one sentence that names the place.
    """
    due = _where(anchors or [])
    if broken := _unsigned(anchors or [], key):
        return broken
    broken, seq, prev = _links(events, 0, ZERO, due)
    if broken:
        return broken
    if (seq, prev) != (head_seq, head_hash):
        return _not_the_head(seq, head_seq)
    return _cut(max(due)) if due else ""


@dataclass
class Walk:
    """A walk along the trail up to the head it began with (`until`), which may stop after any batch
    and go on from there: events only join behind, so what it left is as it was.
    """

    until: int
    until_hash: str
    letters: list[dict]  # anchors that came from outside
    seq: int = 0
    hash: str = ZERO
    marks: int = 0  # anchors met so far

    def go_on(self) -> str | None:
        """One batch further. None when there is more, else what is broken: empty when nothing."""
        rows = Event.objects.filter(seq__gt=self.seq, seq__lte=self.until).order_by("seq")
        events = list(rows[:BATCH])
        if not events:
            return self._arrived()
        own = Anchor.objects.filter(seq__gt=self.seq, seq__lte=events[-1].seq).order_by("seq")
        anchors = [anchor for row in own for anchor in anchors_in(line_of(row))]
        anchors += [mark for mark in self.letters if self.seq < mark["seq"] <= events[-1].seq]
        if broken := _unsigned(anchors, ",".join(public_keys())):
            return broken
        due = _where(anchors)
        broken, self.seq, self.hash = _links(events, self.seq, self.hash, due)
        self.marks += len(anchors) - len(due)
        return broken or None

    def _arrived(self) -> str:
        """What the end says: is it the head, and does nothing stand behind the head of now?"""
        if (self.seq, self.hash) != (self.until, self.until_hash):
            return _not_the_head(self.seq, self.until)
        late = [mark for mark in self.letters if mark["seq"] > self.until]
        if broken := _unsigned(late, ",".join(public_keys())):
            return broken
        head, last, fits, marked = _ends()
        if last != head or head < self.until:
            return _not_the_head(last, max(head, self.until))
        if not fits:
            return _changed(last)
        if late or marked > head:
            return _cut(max(marked, *(mark["seq"] for mark in late)) if late else marked)
        return ""


def _ends() -> tuple[int, int, bool, int]:
    """(the head, the last event, whether the head has its hash, the last anchor), all of one
    moment: they move together.
    """
    events = Event.objects.order_by("-seq")
    last, value = Subquery(events.values("seq")[:1]), Subquery(events.values("hash")[:1])
    marked = Subquery(Anchor.objects.order_by("-seq").values("seq")[:1])
    heads = ChainHead.objects.filter(pk=1).annotate(last=last, value=value, marked=marked)
    head = heads.values_list("seq", "last", "hash", "value", "marked").first()
    if head is None:
        event, anchor = events.first(), Anchor.objects.order_by("-seq").first()
        return 0, event.seq if event else 0, True, anchor.seq if anchor else 0
    seq, end, value_of_head, value_of_end, anchored = head
    return seq, end or 0, not seq or value_of_head == value_of_end, anchored or 0


def head_now() -> tuple[int, str]:
    head = ChainHead.objects.filter(pk=1).first()
    return (head.seq, head.hash) if head else (0, ZERO)


def read_letters(text: str) -> list[dict]:
    """The anchors in what somebody pasted. Raises ValueError where one is no anchor."""
    anchors = anchors_in(text)
    for anchor in anchors:
        if not isinstance(anchor.get("seq"), int) or not all(
            isinstance(anchor.get(name), str) for name in ("at", "hash", "key", "sig")
        ):
            raise ValueError(anchor)
    return anchors


def check(letters: str = "") -> tuple[str, int, str, int]:
    """The whole trail against its head, its own anchors and those in `letters`: (what is broken,
    events, head, anchors).
    """
    seq, value = head_now()
    walk = Walk(seq, value, anchors_in(letters))
    while (broken := walk.go_on()) is None:
        pass
    return broken, seq, value, walk.marks


def lines(hidden: Q | None = None) -> Iterator[dict]:
    """The export for the stand-alone verifier: one event each; `hidden` ones without
    their content.
    """
    opaque = (
        set(Event.objects.filter(hidden).values_list("seq", flat=True))
        if hidden is not None
        else set()
    )
    for event in Event.objects.order_by("seq").iterator(chunk_size=2000):
        if event.seq in opaque:
            yield {
                "seq": event.seq,
                "prev_hash": event.prev_hash,
                "hash": event.hash,
                "opaque": True,
            }
            continue
        values = {name: getattr(event, name) for name in FIELDS}
        values["at"] = values["at"].astimezone(UTC).isoformat(timespec="microseconds")
        yield {**values, "hash": event.hash}
