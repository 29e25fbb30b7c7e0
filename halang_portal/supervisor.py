"""Keeps the processes of the Procfile running: one that ends is started again, a little later each
time; the others never notice.

    python halang_portal/supervisor.py [-f Procfile] [web worker mail long beat …]

Without names: web, beat and a worker for each lane where REDIS_URL is set, else web and tick.
Under systemd each process is a unit of its own with Restart=always and this is not needed. Only the
standard library: nothing here can fail with the portal.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WITH_REDIS, WITHOUT = ("web", "worker", "mail", "long", "beat"), ("web", "tick")
SHORTEST, LONGEST = 0.5, 30.0  # seconds between a death and the next start
STEADY = 60.0  # seconds after which a process counts as running well
PATIENCE = 20.0  # seconds a process has to end when it is asked to
WORDS = {
    "vi": {
        "what": "Giữ các tiến trình của cổng luôn chạy.",
        "started": "[{name}] chạy, tiến trình {number}",
        "ended": "[{name}] dừng (mã {code}), chạy lại sau {pause:g} giây",
        "unknown": "không có trong {file}: {names}",
    },
    "en": {
        "what": "Keeps the processes of the portal running.",
        "started": "[{name}] runs, process {number}",
        "ended": "[{name}] ended (code {code}), runs again in {pause:g} seconds",
        "unknown": "not in {file}: {names}",
    },
}
SAID = WORDS["en" if os.environ.get("COMMAND_LANGUAGE") == "en" else "vi"]


def read_procfile(path: Path) -> dict[str, str]:
    """{name: command}, in the order of the file."""
    lines = [
        line.partition(":")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    return {name.strip(): command.strip() for name, _, command in lines}


def pause(deaths: int) -> float:
    """Seconds to wait after so many deaths in a row."""
    return min(SHORTEST * 2 ** (deaths - 1), LONGEST)


class Process:
    """One line of the Procfile. `due`: when it is to be started, on the clock of
    time.monotonic().
    """

    def __init__(self, name: str, command: str, environment: dict[str, str]):
        self.name, self.command, self.environment = name, command, environment
        self.running: subprocess.Popen | None = None
        self.due, self.since, self.deaths = 0.0, 0.0, 0

    def look(self, now: float) -> None:
        """Start it when it is due; note it when it has ended."""
        if self.running is None:
            if now >= self.due:
                self.running, self.since = (
                    subprocess.Popen(  # noqa: S602  our own Procfile
                        f"exec {self.command}", shell=True, cwd=ROOT, env=self.environment
                    ),
                    now,
                )
                say(SAID["started"].format(name=self.name, number=self.running.pid))
        elif self.running.poll() is not None:
            self.deaths = 1 if now - self.since > STEADY else self.deaths + 1
            self.due = now + pause(self.deaths)
            say(
                SAID["ended"].format(
                    name=self.name, code=self.running.returncode, pause=pause(self.deaths)
                )
            )
            self.running = None

    def end(self) -> None:
        if self.running is not None:
            with suppress(ProcessLookupError):
                self.running.terminate()

    def wait(self, until: float) -> None:
        if self.running is None:
            return
        try:
            self.running.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()


def say(line: str) -> None:
    print(line, flush=True)


def keep(processes: list[Process]) -> None:
    """Until SIGTERM, SIGINT or SIGHUP: then everything is asked to end, and waited for."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, frame: asked.append(number))
    while not asked:
        for process in processes:
            process.look(time.monotonic())
        time.sleep(0.2)
    for process in processes:
        process.end()
    until = time.monotonic() + PATIENCE
    for process in processes:
        process.wait(until)


def main() -> None:
    parser = argparse.ArgumentParser(description=SAID["what"])
    parser.add_argument("-f", "--file", type=Path, default=ROOT / "Procfile")
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    commands = read_procfile(asked.file)
    names = asked.names or (WITH_REDIS if os.environ.get("REDIS_URL") else WITHOUT)
    if unknown := [name for name in names if name not in commands]:
        parser.error(SAID["unknown"].format(file=asked.file.name, names=", ".join(unknown)))
    environment = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    keep([Process(name, commands[name], environment) for name in names])


if __name__ == "__main__":
    main()
