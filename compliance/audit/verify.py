"""Walk the chain and name the first event that does not fit."""

from collections.abc import Iterable

from compliance.audit.chain import link


def first_break(events: Iterable, head_seq: int, head_hash: str) -> str:
    """Empty when every link fits and the last one is the head; otherwise one sentence that names the place."""
    prev, seq = "0" * 64, 0
    for event in events:
        if event.seq != seq + 1:
            return f"Thiếu sự kiện số {seq + 1}."
        if event.prev_hash != prev or link(event) != event.hash:
            return f"Sự kiện số {event.seq} đã bị thay đổi."
        prev, seq = event.hash, event.seq
    if (seq, prev) != (head_seq, head_hash):
        return f"Sổ có {seq} sự kiện nhưng đầu chuỗi ghi {head_seq}."
    return ""
