"""A machine of its own: a PostgreSQL cluster, a Redis and the portal's processes on free ports, in
a folder that is thrown away. Processes are killed by the number they were started with.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def binary(name: str) -> str:
    """A program of PostgreSQL's: on the path, or where distributions keep it."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = str(places[0]) if places else shutil.which(name)
    if not found:
        raise SystemExit(f"Thiếu {name}: cài PostgreSQL và Redis rồi chạy lại.")
    return found


class Machine:
    """with Machine() as machine: databases run, the schema is there; start('web') … kill('web')."""

    def __init__(self, weeks: int):
        self.folder = Path(tempfile.mkdtemp(prefix="chaos-"))
        self.folder.chmod(0o755)
        self.pg_port, self.redis_port, self.web_port = free_port(), free_port(), free_port()
        self.owner = self._owner()
        self.data, self.processes, self.kills = self.folder / "pg", {}, {}
        since = time.strftime("%Y-%m-%d", time.localtime(time.time() - weeks * 7 * 86400))
        self.env = {
            **os.environ,
            "TRY_OUT": "1",
            "TESTING": "0",  # limits, hashes and static files as in production
            "RING_DOORBELL": "1",
            "DATA_DIR": str(self.folder / "portal"),
            "PORT": str(self.web_port),
            "LOG_LEVEL": "CRITICAL",
            "CHAOS": "1",
            "DATABASE_URL": f"postgres://postgres@127.0.0.1:{self.pg_port}/chaos",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "DJANGO_SETTINGS_MODULE": "halang_portal.settings",
            "OUTBOX_LEASE_SECONDS": "20",
            "SUMMARY_KINDS": "week",
            "RETURN_KINDS": "month",
            "SUMMARY_START": since,
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": str(self.folder / "pyc"),
        }

    def _owner(self) -> dict:
        """PostgreSQL refuses to run as root: it runs as the account that its packages make, else as
        nobody.
        """
        if os.getuid() != 0:
            return {}
        for name in ("postgres", "nobody"):
            try:
                found = pwd.getpwnam(name)
            except KeyError:
                continue
            return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
        raise SystemExit("Không có tài khoản nào để chạy PostgreSQL.")

    def __enter__(self) -> "Machine":
        self.data.mkdir()
        if self.owner:
            os.chown(self.data, self.owner["user"], self.owner["group"])
        self._run(
            [
                binary("initdb"),
                "-D",
                str(self.data),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ],
            **self.owner,
            cwd="/",
        )
        self.start("postgres")
        self.start("redis")
        self._run(
            [
                binary("createdb"),
                "-h",
                "127.0.0.1",
                "-p",
                str(self.pg_port),
                "-U",
                "postgres",
                "chaos",
            ]
        )
        for command in (
            ("migrate", "-v", "0"),
            ("createcachetable",),
            ("collectstatic", "--noinput", "-v", "0"),
        ):
            self._run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.env)
        return self

    def __exit__(self, *gone) -> None:
        for name in list(self.processes):
            self._signal(name, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, command, **how) -> str:
        done = subprocess.run(command, capture_output=True, text=True, check=False, **how)
        if done.returncode:
            raise SystemExit(f"{command[:2]}: {done.stderr[-1500:]}")
        return done.stdout

    def command(self, name: str) -> list[str]:
        kind = name.split("-")[0]
        return {
            "postgres": [
                binary("postgres"),
                "-D",
                str(self.data),
                "-p",
                str(self.pg_port),
                "-k",
                str(self.data),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "max_connections=120",
            ],
            "redis": [
                shutil.which("redis-server") or "redis-server",
                "--port",
                str(self.redis_port),
                "--dir",
                str(self.folder),
                "--appendonly",
                "yes",
                "--save",
                "",
            ],
            "web": [
                sys.executable,
                "-m",
                "gunicorn",
                "halang_portal.wsgi:application",
                "--bind",
                f"127.0.0.1:{self.web_port}",
                "--workers",
                "2",
                "--threads",
                "2",
                "--no-control-socket",
            ],
            "worker": [
                sys.executable,
                "-m",
                "celery",
                "--quiet",
                "-A",
                "halang_portal",
                "worker",
                "--loglevel",
                "CRITICAL",
                "--concurrency",
                "1",
                "--without-gossip",
                "--without-mingle",
            ],
            "ticker": [sys.executable, "-m", "tests.chaos.people", "tick", name.split("-")[-1]],
        }[kind]

    def start(self, name: str) -> None:
        """Start it in a group of its own; databases are waited for."""
        log = (self.folder / f"{name}.log").open("ab")
        how = {**self.owner, "cwd": "/"} if name == "postgres" else {"cwd": ROOT, "env": self.env}
        for _ in range(30):
            process = subprocess.Popen(
                self.command(name), stdout=log, stderr=log, start_new_session=True, **how
            )
            if name not in ("postgres", "redis") or self._answers(
                self.pg_port if name == "postgres" else self.redis_port, process
            ):
                self.processes[name] = process
                return
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            time.sleep(0.5)
        raise SystemExit(
            f"{name} không chạy được: {(self.folder / f'{name}.log').read_text()[-800:]}"
        )

    def _answers(self, port: int, process: subprocess.Popen) -> bool:
        for _ in range(150):
            if process.poll() is not None:
                return False
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return True
            time.sleep(0.1)
        return False

    def kill(self, name: str) -> None:
        """kill -9 of the whole group, counted by kind."""
        self._signal(name, signal.SIGKILL)
        kind = name.split("-")[0]
        self.kills[kind] = self.kills.get(kind, 0) + 1

    def stop(self, name: str) -> None:
        """SIGSTOP of it and what it started: it keeps its lines, and answers nothing."""
        self._send(name, signal.SIGSTOP)

    def go_on(self, name: str) -> None:
        self._send(name, signal.SIGCONT)

    def _send(self, name: str, number: int) -> None:
        process = self.processes[name]
        for pid in (process.pid, *self._children(process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill_child(self, name: str) -> None:
        """kill -9 of one process that `name` started: a worker of gunicorn, a backend of
        PostgreSQL.
        """
        children = self._children(self.processes[name].pid)
        if children:
            os.kill(children[-1], signal.SIGKILL)
            kind = f"{name} (con)"
            self.kills[kind] = self.kills.get(kind, 0) + 1

    def _children(self, parent: int) -> list[int]:
        try:
            return [
                int(word)
                for word in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
            ]
        except FileNotFoundError:
            return []

    def _signal(self, name: str, number: int) -> None:
        process = self.processes.pop(name, None)
        if process is None:
            return
        children = (
            self._children(process.pid) if name == "postgres" else []
        )  # each of them is a session of its own
        for pid, kill in [(process.pid, os.killpg), *((child, os.kill) for child in children)]:
            with suppress(ProcessLookupError):
                kill(pid, number)
        process.wait(timeout=30)
        if name == "postgres":
            time.sleep(0.5)
            (self.data / "postmaster.pid").unlink(missing_ok=True)
