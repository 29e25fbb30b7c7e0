"""make chaos: prints how many effects were lost, repeated or came too early, over how many kills;
ends with 1 when any was.
"""

import json
import random
import subprocess
import sys
import time
from contextlib import suppress
from urllib.request import urlopen

from tests.chaos.frozen import frozen
from tests.chaos.machine import ROOT, Machine

WEEKS, DIRECTORS, EACH = 150, 2, 40
TICKERS = [f"ticker-{number}" for number in range(5)]
ROUND = (
    "worker",
    "ticker-0",
    "web (con)",
    "postgres (con)",
    "ticker-1",
    "worker",
    "postgres",
    "ticker-2",
    "redis",
    "web",
    "worker",
    "postgres (con)",
    "ticker-3",
    "postgres",
    "worker",
    "ticker-4",
    "web",
    "postgres",
)
ASLEEP = 5


def people(machine: Machine, *words: object) -> subprocess.Popen:
    """Standard error goes to a file: a pipe that nobody empties would hold its writer up."""
    log = (machine.folder / "people.log").open("ab")
    return subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.people", *map(str, words)],
        cwd=ROOT,
        env=machine.env,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )


def said(process: subprocess.Popen):
    out, _ = process.communicate(timeout=600)
    if process.returncode:
        raise SystemExit(f"{process.args}: {process.returncode}")
    return json.loads(out.strip().splitlines()[-1]) if out.strip() else None


def rage(machine: Machine, directors: list[subprocess.Popen]) -> None:
    """Kill one thing after the other, raise it again, and once leave the broker away for a while;
    go on until the directors are done.
    """
    rng, turn, broker_back = random.Random(308), 0, 0.0
    while not list((machine.folder / "portal").glob("told-*.txt")):
        time.sleep(0.5)
    while (
        turn < len(ROUND)
        or any(process.poll() is None for process in directors)
        and turn < 3 * len(ROUND)
    ):
        name = ROUND[turn % len(ROUND)]
        if "(con)" in name:
            machine.kill_child(name.removesuffix(" (con)"))
        elif name in machine.processes:
            machine.kill(name)
            if name == "redis":
                broker_back = time.monotonic() + 20  # people and tickers go on without it
            else:
                time.sleep(rng.uniform(0.1, 0.6))
                machine.start(name)
        if broker_back and time.monotonic() > broker_back:
            machine.start("redis")
            broker_back = 0.0
        turn += 1
        time.sleep(rng.uniform(1.5, 3.5))
    if "redis" not in machine.processes:
        machine.start("redis")
    for process in directors:
        process.wait(timeout=300)


def browse(machine: Machine) -> dict:
    """What people see at their browsers, by the pages they were answered with."""
    base = f"http://127.0.0.1:{machine.web_port}"
    for _ in range(100):
        with suppress(OSError), urlopen(f"{base}/healthz", timeout=5):
            break
        time.sleep(0.3)
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.pages", base],
        cwd=ROOT,
        env=machine.env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"pages: {done.stderr[-1500:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def without_redis(machine: Machine) -> dict:
    """Everybody at work while Redis is away: killed, not asked to go."""
    machine.kill("redis")
    found = browse(machine)
    machine.start("redis")
    print(
        f"Redis vắng: {found['people']} người, {found['answers']} trang trả lời, trang lỗi"
        f" {len(found['errors'])} {found['errors'][:5] or ''}"
    )
    return found


def redis_alone() -> int:
    """`python -m tests.chaos redis`: that part alone, in a minute or two."""
    with Machine(WEEKS) as machine:
        said(people(machine, "prepare"))
        machine.start("web")
        before, found = browse(machine), without_redis(machine)
        print(f"Có Redis: {before['answers']} trang trả lời, trang lỗi {len(before['errors'])}")
        return 1 if before["errors"] or found["errors"] or not found["answers"] else 0


def frozen_alone() -> int:
    """`python -m tests.chaos frozen`: that part alone, in three minutes."""
    with Machine(WEEKS) as machine:
        said(people(machine, "prepare"))
        machine.start("web")
        browse(machine)
        return min(len(frozen(machine)), 1)


def settle(machine: Machine, seconds: int = 240) -> None:
    """Wait until nothing that is due is left."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and said(people(machine, "pending")):
        time.sleep(3)


def main() -> int:
    started = time.monotonic()
    with Machine(WEEKS) as machine:
        said(people(machine, "prepare"))
        for name in ("web", "worker", *TICKERS):
            machine.start(name)
        directors = [people(machine, "direct", number, EACH) for number in range(DIRECTORS)]
        rage(machine, directors)
        settle(machine)
        pages = without_redis(machine)
        amiss = frozen(machine)
        first = said(people(machine, "count"))
        for name in ("worker", *TICKERS):
            machine.kill(name)
        machine.kill("redis")
        said(people(machine, "direct", 9, 10))  # with everything asleep and no broker
        said(people(machine, "wake", ASLEEP))
        after = said(people(machine, "count", ASLEEP))
        kills = machine.kills
    print(
        f"PostgreSQL + Redis, {time.monotonic() - started:.0f} giây. Giết (kill -9):"
        f" {sum(kills.values())}, gồm {', '.join(f'{name} {n}' for name, n in kills.items())}."
    )
    for words, found in (
        (
            f"giữa lúc bị giết, broker vắng 20 giây, {len(TICKERS)} nơi cùng quay với đồng hồ lệch",
            first,
        ),
        (f"sau {ASLEEP} ngày ngủ, không broker", after),
    ):
        print(
            f"{words}: {found['effects']} việc ({found['directions']} chỉ đạo, {found['weeks']}"
            f" kỳ): mất {found['lost']}, lặp {found['repeated']}, sớm {found['premature']}, chưa"
            f" làm {found['undone']}."
        )
        print(
            f"  thư gửi lại với cùng Message-ID: {found['letters_again']} (nhiều nhất một lần mỗi"
            f" lần giết); đối chiếu: {len(found['gaps'])} chỗ thiếu {found['gaps'][:3] or ''}"
        )
    bad = [
        found
        for found in (first, after)
        if found["lost"]
        or found["repeated"]
        or found["premature"]
        or found["undone"]
        or found["gaps"]
    ]
    short = first["effects"] < 1500 or sum(kills.values()) < 15
    return 1 if bad or short or pages["errors"] or amiss else 0


if __name__ == "__main__":
    parts = {"redis": redis_alone, "frozen": frozen_alone}
    sys.exit(parts.get(" ".join(sys.argv[1:]), main)())
