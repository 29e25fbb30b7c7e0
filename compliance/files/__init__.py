"""Bytes in and out: capped, sniffed and fully parsed, hashed, written whole before any row speaks of them; what pages show is drawn anew.

keep: the disk · parse, office, video: what is taken · apart, worker: heavy parsing in a process of its own, with limits · derive: pictures and redacted copies.
"""

from compliance.files.derive import DRAWN, forget, metadata_free, page_count, picture, redacted, sweep
from compliance.files.keep import intact, keep, root
from compliance.files.parse import IMAGES, MIME, Refused, kind_of

__all__ = ["DRAWN", "IMAGES", "MIME", "Refused", "forget", "intact", "keep", "kind_of", "metadata_free", "page_count", "picture", "redacted", "root", "sweep"]
