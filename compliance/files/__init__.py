"""Files of every room: one table, one way in, one way out, one nightly look.

actions: stored, with every limit, whole or piece by piece (arriving, pieces) · serving: handed out,
hashed first · attachments: which rows hold files, told by their rooms · periodic,
consistency_checks: what is looked at again.

Beneath it bytes alone. storage: what is kept and read again · backends, bucket: the folder or the
bucket it lies in · parse, office, video: what is taken · sandbox, worker:
parsing in a process of its own, with limits · renditions: pictures, copies without hidden data,
redacted copies · scan: malware · notes: what stands beside a file.
"""

from compliance.files import kinds
from compliance.files.backends import root
from compliance.files.notes import notes, runs
from compliance.files.parse import IMAGES, MIME, Refused, kind_of
from compliance.files.renditions import (
    DRAWN,
    asides,
    bare,
    bare_hash,
    forget,
    names_left,
    page_count,
    picture,
    redacted,
    sweep,
)
from compliance.files.scan import Away, Scan, harmful, look
from compliance.files.storage import intact, limits_in_words, shown_name

__all__ = [
    "DRAWN",
    "IMAGES",
    "MIME",
    "Away",
    "Refused",
    "Scan",
    "asides",
    "bare",
    "bare_hash",
    "forget",
    "harmful",
    "intact",
    "kind_of",
    "kinds",
    "limits_in_words",
    "look",
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
