#!/usr/bin/env python3
"""Check an export of the trail without the portal: only Python's standard library is needed.

    python verify_chain.py nhat-ky.jsonl [--anchors letters.txt] [--key PUBLIC_KEY] [--remember
    last-seen.json]

The export holds one event a line and the signed anchors. `--anchors` is any text in which anchors
stand, such as the letters that were sent out;
`--key` the public key from the first letter: several, separated by commas, after the key was
changed; without it the key in the export is believed. `--remember` keeps the last head this copy
saw and
refuses a shorter or different trail later. Exit status 0: whole; 1: tampered with, the sentence
says where; 2: cannot be read. COMMAND_LANGUAGE=en in the environment: English sentences.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ZERO = "0" * 64
WORDS = {
    "vi": {
        "missing": "Thiếu sự kiện số {number}.",
        "changed": "Sự kiện số {number} đã bị thay đổi.",
        "signature": "Chữ ký của mốc tại sự kiện số {number} không đúng.",
        "anchor": "Mốc tại sự kiện số {number} không khớp: sổ đã bị cắt ngắn hoặc viết lại.",
        "seen": "Lần trước sổ có sự kiện số {number} khác: sổ đã bị cắt ngắn hoặc viết lại.",
        "unreadable": "Không đọc được: {error}",
        "whole": "Nhật ký nguyên vẹn: {events} sự kiện, {anchors} mốc đã ký",
        "hidden": ", {count} sự kiện che nội dung.",
    },
    "en": {
        "missing": "Event {number} is missing.",
        "changed": "Event {number} has been changed.",
        "signature": "The signature of the anchor at event {number} is wrong.",
        "anchor": "The anchor at event {number} does not fit: the trail was cut or rewritten.",
        "seen": "Last time event {number} was another: the trail was cut or rewritten.",
        "unreadable": "Cannot be read: {error}",
        "whole": "The audit trail is whole. Events: {events}, signed anchors: {anchors}",
        "hidden": ", events with hidden content: {count}.",
    },
}
SAID = WORDS["en" if os.environ.get("COMMAND_LANGUAGE") == "en" else "vi"]


def _add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    e, f = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    g, h = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(k, point):
    result = (0, 1, 1, 0)
    while k:
        if k & 1:
            result = _add(result, point)
        point, k = _add(point, point), k >> 1
    return result


def _point(raw: bytes):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - xx) % P or y >= P:
        raise ValueError("not a point")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def signed(key: str, message: bytes, signature: str) -> bool:
    """Ed25519 (RFC 8032), in plain Python."""
    try:
        public, raw = bytes.fromhex(key), bytes.fromhex(signature)
        r, s = _point(raw[:32]), int.from_bytes(raw[32:], "little")
        k = int.from_bytes(hashlib.sha512(raw[:32] + public + message).digest(), "little") % L
        left, right = (
            _times(s, _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))),
            _add(r, _times(k, _point(public))),
        )
    except ValueError:
        return False
    return (
        s < L
        and not (left[0] * right[2] - right[0] * left[2]) % P
        and not (left[1] * right[2] - right[1] * left[2]) % P
    )


def statement(anchor: dict) -> bytes:
    """What an anchor signs."""
    return f"cong308 {anchor['seq']} {anchor['hash']} {anchor['at']}".encode()


def vouched(anchor: dict, keys: str = "") -> bool:
    """Whether it is signed, with one of `keys` (separated by commas) when any are given."""
    return (not keys or anchor["key"] in keys.split(",")) and signed(
        anchor["key"], statement(anchor), anchor["sig"]
    )


def first_break(events: list, anchors: list, key: str = "", seen: dict | None = None) -> str:
    """Empty when every link fits, every anchor stands where it was, and nothing this copy saw
    before is gone; else one sentence.
    """
    hashes, prev = {0: ZERO}, ZERO
    for number, event in enumerate(events, 1):
        if event["seq"] != number:
            return SAID["missing"].format(number=number)
        body = {name: value for name, value in event.items() if name != "hash"}
        text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        if (
            event["prev_hash"] != prev
            or not event.get("opaque")
            and hashlib.sha256(text).hexdigest() != event["hash"]
        ):
            return SAID["changed"].format(number=number)
        prev = hashes[number] = event["hash"]
    for anchor in anchors:
        if not vouched(anchor, key):
            return SAID["signature"].format(number=anchor["seq"])
        if hashes.get(anchor["seq"]) != anchor["hash"]:
            return SAID["anchor"].format(number=anchor["seq"])
    if seen and hashes.get(seen["seq"]) != seen["hash"]:
        return SAID["seen"].format(number=seen["seq"])
    return ""


def anchors_in(text: str) -> list:
    """Every anchor that stands in a text, whatever is around it."""
    lines = [
        line[line.index('{"at"') :].strip()
        for line in text.splitlines()
        if '{"at"' in line and '"sig"' in line
    ]
    return [json.loads(line[: line.rindex("}") + 1]) for line in lines]


def main(arguments: list) -> int:
    option = dict(zip(arguments[1::2], arguments[2::2], strict=False))
    try:
        rows = [
            json.loads(line)
            for line in Path(arguments[0]).read_text("utf-8").splitlines()
            if line.strip()
        ]
        letters = (
            anchors_in(Path(option["--anchors"]).read_text("utf-8"))
            if "--anchors" in option
            else []
        )
        memory = Path(option["--remember"]) if "--remember" in option else None
        seen = json.loads(memory.read_text("utf-8")) if memory and memory.exists() else None
    except (OSError, ValueError, IndexError) as error:
        print(SAID["unreadable"].format(error=error))
        return 2
    events, anchors = (
        [row for row in rows if "seq" in row and "sig" not in row],
        [row for row in rows if "sig" in row] + letters,
    )
    if verdict := first_break(events, anchors, option.get("--key", ""), seen):
        print(verdict)
        return 1
    if memory and events:
        memory.write_text(
            json.dumps({"seq": events[-1]["seq"], "hash": events[-1]["hash"]}), "utf-8"
        )
    hidden = sum(bool(event.get("opaque")) for event in events)
    print(
        SAID["whole"].format(events=len(events), anchors=len(anchors))
        + (SAID["hidden"].format(count=hidden) if hidden else ".")
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
