"""Bytes of strangers are decoded in a process of their own: bounded memory, processor time and file
size, no network use, no environment, no database.
"""

import json
import subprocess
import sys
from pathlib import Path

from compliance.core.language import _
from compliance.core.recalling import recalled
from compliance.files import worker

SECONDS = {
    "read_image": 30,
    "read_sound": 60,
    "read_pdf": 30,
    "image": 20,
    "sheets": 60,
    "page": 20,
    "notes": 20,
    "signatures": 60,
    "burn_image": 30,
    "burn_pdf": 120,
    "burn_sheets": 120,
    "bare": 60,
    "bare_sheets": 120,
    "left": 60,
}


class Refused(Exception):
    """A file that is not taken; the message is the reason."""


def run(job: str, source: Path, **how) -> dict:
    """Do one job of worker.py in a process of its own. Raises Refused with its reason, or when it
    ran out of its limits.
    """
    order = json.dumps({"job": job, "source": str(source), **how})
    command = [sys.executable, "-I", "-B", worker.__file__]
    try:
        done = subprocess.run(  # noqa: S603  our own script, no shell
            command,
            input=order,
            capture_output=True,
            text=True,
            timeout=SECONDS[job],
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(
            _("Tệp quá phức tạp, đọc quá lâu. Lưu lại thành ảnh hoặc PDF đơn giản hơn.")
        ) from error
    if done.returncode != 0:
        raise Refused(_("Tệp bị hỏng hoặc quá phức tạp để đọc."))
    return _answer(json.loads(done.stdout))


def here(job: str, source: Path, **how) -> dict:
    """The same job in this process: for small pictures only, whose size the header has bounded."""
    return _answer(worker.do({"job": job, "source": str(source), **how}))


def _answer(answer: dict) -> dict:
    if "refused" in answer:
        raise Refused(recalled(answer["refused"]))
    return answer
