"""Looked at by ClamAV on the way in, when there is one: the bytes go to clamd over its socket
(INSTREAM), 64 kB at a time; no file is shared with it.
"""

import logging
import socket
import struct
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.db import models

from compliance.core.language import _
from compliance.files.sandbox import Refused

log = logging.getLogger(__name__)
CHUNK = 64 * 1024
SECONDS = 30  # to connect, to send a piece, to wait for the answer: each
refused: ContextVar[list[str]] = ContextVar("refused", default=[])  # noqa: B039


class Scan(models.TextChoices):
    NOT = "", _("Chưa quét mã độc")
    CLEAN = "clean", _("Đã quét mã độc")
    INFECTED = "infected", _("Có mã độc")


class Infected(Refused):
    """The scanner knows what is in this file as harmful."""


class Away(Exception):
    """The scanner does not answer, or not in a way that can be understood."""


def look(path: Path, name: str, digest: str) -> Scan:
    """What is to be noted of a file that comes in. Raises Infected; and Refused when the scanner is
    away and MALWARE_SCAN_REQUIRED.
    """
    if not settings.CLAMD_ADDRESS:
        return Scan.NOT
    try:
        signature = harmful(path)
    except Away as away:
        log.warning("clamd: %s", away)
        if settings.MALWARE_SCAN_REQUIRED:
            raise Refused(
                _("Máy quét mã độc đang không trả lời, tệp chưa nhận được. Thử lại sau ít phút.")
            ) from away
        return Scan.NOT
    if signature:
        refused.set([*refused.get(), digest])
        log.warning("clamd: %s in %s", signature, digest)
        raise Infected(
            _(
                "Tệp “{name}” có mã độc ({signature}), không nhận. Quét máy của ông/bà, rồi gửi "
                "bản khác của tệp."
            ).format(name=name, signature=signature)
        )
    return Scan.CLEAN


def harmful(path: Path) -> str:
    """The name of what was found, empty when nothing was. Raises Away."""
    try:
        with _connect(settings.CLAMD_ADDRESS) as line, path.open("rb") as source:
            line.sendall(b"zINSTREAM\0")
            while piece := source.read(CHUNK):
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(bytes(4))
            answer = _answer(line)
    except (OSError, ValueError) as error:
        raise Away(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise Away(
        answer[:200]
    )  # among them 'INSTREAM size limit exceeded': StreamMaxLength must hold the largest file


def _connect(address: str) -> socket.socket:
    """A path is a socket on this machine, anything else host:port."""
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, port = address.rsplit(":", 1)
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    data = b""
    while not data.endswith(b"\0") and len(data) < 4096 and (piece := line.recv(1024)):
        data += piece
    return data.rstrip(b"\0").decode("utf-8", "replace").strip()
