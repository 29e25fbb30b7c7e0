"""Encryption of a stream with age (age-encryption.org, by pyrage): to public keys, so that the host
that makes backups cannot open one. The Debian program `age` opens them too.
"""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import pyrage
from pyrage import x25519

from compliance.core.language import _


class Unopened(Exception):
    """An archive that this key does not open, or that is cut off or altered."""


def new_key() -> tuple[str, str]:
    """(secret key, public key) as age writes them."""
    key = x25519.Identity.generate()
    return str(key), str(key.to_public())


def recipients_of(texts: list[str]) -> list[x25519.Recipient]:
    """Raises pyrage.RecipientError for what is no public key."""
    return [x25519.Recipient.from_str(text) for text in texts]


def identity_in(path: Path) -> x25519.Identity:
    """The secret key of a file as age-keygen writes it. Raises Unopened when it holds none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-"):
            with suppress(pyrage.IdentityError):
                return x25519.Identity.from_str(line.strip())
    raise Unopened(_("{path} không có khóa nào (dòng AGE-SECRET-KEY-…).").format(path=path))


def encrypt(write: Callable[[BinaryIO], None], target: BinaryIO, to: list) -> None:
    """What `write` writes into its stream arrives in `target` encrypted; nothing lies in between.
    Raises what `write` raises.
    """
    source, sink = os.pipe()
    failed: list[BaseException] = []

    def feed() -> None:
        try:
            with os.fdopen(sink, "wb") as out:
                write(out)
        except BaseException as error:
            failed.append(error)

    feeder = threading.Thread(target=feed, name="backup")
    feeder.start()
    try:
        with os.fdopen(source, "rb") as plain:
            pyrage.encrypt_io(plain, target, to)
    finally:
        feeder.join()
    if failed:
        raise failed[0]


def decrypt(source: BinaryIO, read: Callable[[BinaryIO], None], key: x25519.Identity) -> None:
    """`read` is given the plain stream. Raises Unopened when the key does not fit, or the archive
    is cut off or altered anywhere; else what `read` raises.
    """
    back, front = os.pipe()
    failed: list[BaseException] = []

    def consume() -> None:
        with os.fdopen(back, "rb") as plain:
            try:
                read(plain)
            except BaseException as error:
                failed.append(error)
            while plain.read(1 << 20):  # to the end: age vouches for the last byte alone
                pass

    reader = threading.Thread(target=consume, name="restore")
    reader.start()
    try:
        with os.fdopen(front, "wb") as out:
            pyrage.decrypt_io(source, out, [key])
    except pyrage.DecryptError as error:
        known = "No matching keys" in str(error)  # the header was read, and names other keys
        failed.insert(
            0,
            Unopened(
                _("Khóa giải mã không phải của bản sao lưu này.")
                if known
                else _("Không phải bản sao lưu của cổng, hoặc phần đầu đã hỏng.")
            ),
        )
        failed[0].__cause__ = error
    except OSError as error:
        failed.insert(0, Unopened(_("Bản sao lưu hỏng: bị cắt ngắn hoặc đã bị thay đổi.")))
        failed[0].__cause__ = error
    finally:
        reader.join()
    if failed:
        raise failed[0]
