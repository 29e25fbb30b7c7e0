"""python -m tests.deployment [FOLDER]: the document from its first command to its last, and between
them what a person would look at. As root it becomes nobody first. Ends with 1 and the command that
failed.
"""

import os
import pwd
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.deployment.machine import ROOT, Failed, Machine
from tests.deployment.visitor import Visitor

DOCUMENT = ROOT / "docs" / "operation.md"
SYSTEM = "/usr/bin/python3"


def sections() -> list[tuple[str, list[str]]]:
    """[(number of the section, its blocks)]"""
    text = DOCUMENT.read_text(encoding="utf-8")
    parts = re.split(r"^## (\d+)\..*$", text, flags=re.M)[1:]
    return [
        (number, re.findall(r"^```sh\n(.*?)^```$", body, re.M | re.S))
        for number, body in zip(parts[::2], parts[1::2], strict=True)
    ]


def looks(machine: Machine, said: dict[str, str]) -> dict:
    """{section: what is looked at after it}"""
    visitor = Visitor(machine)
    return {
        "6": lambda: visitor.keep_links(said["6"]),
        "8": lambda: visitor.looks_in(),
        "10": lambda: visitor.still_knows(),
        "11": lambda: visitor.still_knows(),
    }


def processor() -> float:
    """Seconds of processor time of the commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def carry_out(folder: Path) -> None:
    with Machine(folder) as machine:
        said: dict[str, str] = {}
        after, blocks, began = looks(machine, said), 0, time.monotonic()
        for number, commands in sections():
            since, worked = time.monotonic(), processor()
            for block in commands:
                said[number] = said.get(number, "") + machine.sh(block)
                blocks += 1
            if number in after:
                after[number]()
            took = f"{time.monotonic() - since:.1f} giây, bộ xử lý {processor() - worked:.1f}"
            print(f"  {number:>2}: {len(commands)} đoạn lệnh, {took}", flush=True)
        print(said["10"].strip())
        print(f"{blocks} đoạn lệnh, {time.monotonic() - began:.0f} giây, người dùng {os.getuid()}")


def as_nobody() -> None:
    """Start again without rights, with the system's Python where this one lies in root's own
    folder.
    """
    nobody = pwd.getpwnam("nobody")
    folder = Path(tempfile.mkdtemp(prefix="cong308-deploy-"))
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    packages = os.pathsep.join(path for path in sys.path if "site" in path)
    try:
        done = subprocess.run(
            [SYSTEM, "-m", "tests.deployment", str(folder / "machine")],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": f"{ROOT}{os.pathsep}{packages}",
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            check=False,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(done.returncode)


if __name__ == "__main__":
    if os.getuid() == 0:
        as_nobody()
    place = Path(sys.argv[1]) if sys.argv[1:] else Path(tempfile.mkdtemp(prefix="cong308-deploy-"))
    place.mkdir(exist_ok=True)
    try:
        carry_out(place)
    except Failed as failure:
        sys.exit(f"{failure}")
    finally:
        if not os.environ.get("KEEP"):
            shutil.rmtree(place, ignore_errors=True)
