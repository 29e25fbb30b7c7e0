"""Bytes in and out: capped, sniffed and fully parsed, hashed, written whole before any row speaks
of them; what pages show is drawn anew.

keep: the disk · parse, office, video: what is taken · apart, worker: heavy parsing in a process of
its own, with limits · derive: pictures, copies without hidden data, redacted copies · scan: malware
· notes: what stands beside a file.
"""

from compliance.files.derive import (
    DRAWN,
    bare,
    bare_hash,
    forget,
    names_left,
    page_count,
    picture,
    redacted,
    sweep,
)
from compliance.files.keep import intact, keep, root, shown_name
from compliance.files.notes import notes, runs
from compliance.files.parse import IMAGES, MIME, Refused, kind_of
from compliance.files.scan import Away, Scan, harmful, look

__all__ = [
    "DRAWN",
    "IMAGES",
    "MIME",
    "Away",
    "Refused",
    "Scan",
    "harmful",
    "look",
    "bare",
    "bare_hash",
    "forget",
    "intact",
    "keep",
    "kind_of",
    "names_left",
    "notes",
    "page_count",
    "picture",
    "redacted",
    "root",
    "runs",
    "shown_name",
    "sweep",
]
