"""Walk the chain and the anchors, and name the first thing that does not fit. The arithmetic is
that of the stand-alone verifier.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC

from django.db.models import Q

from compliance.audit.anchors import line_of, public_keys
from compliance.audit.chain import FIELDS, link
from compliance.audit.models import Anchor, ChainHead, Event
from compliance.audit.verify_chain import anchors_in, vouched
from compliance.core.language import _


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
    prev, seq, due = "0" * 64, 0, {}
    for anchor in anchors or []:
        if not vouched(anchor, key):
            return _("Chữ ký của mốc tại sự kiện số {seq} không đúng.").format(seq=anchor["seq"])
        due.setdefault(anchor["seq"], set()).add(anchor["hash"])
    for event in events:
        if event.seq != seq + 1:
            return _("Thiếu sự kiện số {seq}.").format(seq=seq + 1)
        if event.prev_hash != prev or link(event) != event.hash:
            return _("Sự kiện số {seq} đã bị thay đổi.").format(seq=event.seq)
        prev, seq = event.hash, event.seq
        if due.pop(seq, {prev}) != {prev}:
            return _("Mốc tại sự kiện số {seq} không khớp: sổ đã bị viết lại.").format(seq=seq)
    if (seq, prev) != (head_seq, head_hash):
        return _("Sổ có {seq} sự kiện nhưng đầu chuỗi ghi {head_seq}.").format(
            seq=seq, head_seq=head_seq
        )
    return (
        _("Mốc tại sự kiện số {due} không khớp: sổ đã bị cắt ngắn.").format(due=max(due))
        if due
        else ""
    )


def check(letters: str = "") -> tuple[str, int, str, int]:
    """The whole trail against its head, its own anchors and those in `letters`: (what is broken,
    events, head, anchors).
    """
    head = ChainHead.objects.filter(pk=1).first()
    anchors = [
        anchor for row in Anchor.objects.order_by("seq") for anchor in anchors_in(line_of(row))
    ] + anchors_in(letters)
    seq, value = (head.seq, head.hash) if head else (0, "0" * 64)
    return (
        first_break(
            Event.objects.order_by("seq").iterator(), seq, value, anchors, ",".join(public_keys())
        ),
        seq,
        value,
        len(anchors),
    )


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
