"""PostgreSQL is stopped for a minute without going away (SIGSTOP: lines stay open, nothing is
answered) while everybody turns pages. Afterwards: did each wait have an end, was each answer a page
of the portal's, and does everything open again.
"""

import json
import subprocess
import sys
import threading
import time
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.chaos.machine import ROOT, Machine
from tests.chaos.pages import NO_ANSWER

BEFORE, FROZEN, AFTER = 10, 60, 30  # seconds
# seconds: a statement ends after 30, its line is cut 5 later, a new one is given up after 5 more;
# the rest is waiting for a thread, and the machine's
END = 60
SETTLED = 5  # seconds after which nothing that is asked may fail
PATIENT = 15  # seconds: three for an answer, five for a new line, the rest is the machine's
AT_ONCE = 5  # seconds within which a busy machine says that the process lives


def frozen(machine: Machine) -> list[str]:
    """What is amiss; prints what was seen."""
    base = f"http://127.0.0.1:{machine.web_port}"
    turning = subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.pages", base, str(BEFORE + FROZEN + AFTER)],
        cwd=ROOT,
        env=machine.env,
        stdout=subprocess.PIPE,
        stderr=(machine.folder / "pages.log").open("ab"),
        text=True,
    )
    turning.stdout.readline()  # everybody is signed in
    time.sleep(BEFORE)
    lives, ready, over = [], [], threading.Event()
    asking = [
        threading.Thread(target=_ask, args=(f"{base}{path}", answers, over))
        for path, answers in (("/healthz", lives), ("/readyz", ready))
    ]
    stopped = time.time()
    machine.stop("postgres")
    for one in asking:
        one.start()
    time.sleep(FROZEN)
    machine.go_on("postgres")
    went_on = time.time()
    over.set()
    for one in asking:
        one.join()
    out, _ = turning.communicate(timeout=300)
    amiss = _told(json.loads(out.strip().splitlines()[-1]), lives, stopped, went_on)
    return amiss + _told_ready(ready)


def _ask(address: str, answers: list, over: threading.Event) -> None:
    """(seconds, status) of `address`, asked every second; 0: no answer."""
    while not over.wait(1):
        began, status = time.time(), 0
        try:
            with urlopen(address, timeout=END) as answer:
                status = answer.status
        except HTTPError as refused:
            status = refused.code
        except OSError:
            pass
        answers.append((time.time() - began, status))


def _told_ready(answers: list) -> list[str]:
    """What the monitor reads meanwhile: that the portal is not ready, after a wait with an end."""
    slowest = max((took for took, _ in answers), default=0.0)
    states = sorted({status for _, status in answers})
    print(f"/readyz trả lời {len(answers)} lần ({states}), lâu nhất {slowest:.1f} giây")
    wanted = {
        "/readyz said that the database is away": states == [503],
        f"/readyz answered within {PATIENT} seconds": slowest < PATIENT,
    }
    amiss = [name for name, so in wanted.items() if not so]
    for name in amiss:
        print(f"  không được: {name}")
    return amiss


def _told(turned: list, lives: list, stopped: float, went_on: float) -> list[str]:
    during = [one for one in turned if stopped <= one[0] < went_on]
    later = [one for one in turned if one[0] >= went_on]
    bad = [one[0] - went_on for one in later if one[2] >= 500]
    longest = max((took for _, took, _ in turned), default=0.0)
    states = sorted({status for _, _, status in during})
    said = ", ".join(f"{state}: {sum(one[2] == state for one in during)}" for state in states)
    print(
        f"CSDL đứng {FROZEN} giây: trước đó {sum(one[0] < stopped for one in turned)} trang, trong"
        f" lúc đó {len(during)} trang ({said}), sau đó {len(later)} trang, trong đó lỗi {len(bad)}"
        f" (muộn nhất {max(bad, default=0.0):.1f} giây sau); chờ lâu nhất {longest:.1f} giây;"
        f" /healthz trả lời {sum(status == 200 for _, status in lives)}/{len(lives)}, lâu nhất"
        f" {max((took for took, _ in lives), default=0.0):.1f} giây"
    )
    wanted = {
        "a page was asked while the database stood still": bool(during),
        "each of them was answered": all(one[2] != NO_ANSWER for one in turned),
        f"nobody waited {END} seconds": longest < END,
        f"no error page {SETTLED} seconds after": max(bad, default=0.0) < SETTLED,
        "pages open again": any(one[2] == 200 for one in later),
        "/healthz answered": bool(lives) and all(status == 200 for _, status in lives),
        "/healthz answered at once": max((took for took, _ in lives), default=0.0) < AT_ONCE,
    }
    amiss = [name for name, so in wanted.items() if not so]
    for name in amiss:
        print(f"  không được: {name}")
    return amiss
