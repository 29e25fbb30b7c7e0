"""A machine to deploy on, in one folder: what the document writes below / lies below that folder,
PostgreSQL, Redis and nginx listen on free ports, and what needs root or systemd is stood in for by
tests/deployment/shims.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.chaos.machine import binary, free_port

ROOT = Path(__file__).resolve().parents[2]
HOST = "cong308.example.gov.vn"
MOVED = (
    "/opt/cong308",
    "/etc/cong308",
    "/etc/systemd/system",
    "/etc/nginx",
    "/var/lib/cong308",
    "/var/backups/cong308",
    "/var/log/nginx",
    "/usr/local/sbin",
    "/mnt",
)
LEFT_OUT = shutil.ignore_patterns(
    ".git", "var", "var-*", "node_modules", "__pycache__", "pictures", "*.pyc"
)


class Failed(Exception):
    """A command of the document, or what should have come of it."""


def until(what, seconds: float, why: str):
    """The first true answer of `what`; asks ten times a second. Raises Failed."""
    end = time.monotonic() + seconds
    while not (answer := what()):
        if time.monotonic() > end:
            raise Failed(why)
        time.sleep(0.1)
    return answer


class Machine:
    """with Machine(folder) as machine: machine.sh(block)"""

    def __init__(self, folder: Path):
        self.folder = folder
        self.ports = {name: free_port() for name in ("postgres", "redis", "web", "https", "http")}
        self.release = folder / "release"
        self.daemons: list[subprocess.Popen] = []
        shims = ROOT / "tests" / "deployment" / "shims"
        self.env = {
            "PATH": f"{folder}/usr/local/sbin:{shims}:/usr/sbin:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "TMPDIR": str(folder / "tmp"),
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.ports["postgres"]),
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONPYCACHEPREFIX": str(folder / "pyc"),
            "MACHINE": str(folder),
            "MACHINE_PACKAGES": os.pathsep.join(path for path in sys.path if "site" in path),
            **{f"MACHINE_{name.upper()}": str(port) for name, port in self.ports.items()},
        }

    def moved(self, text: str) -> str:
        """A text of the document or of deploy/ with the paths and ports of this machine."""
        for path in MOVED:
            text = text.replace(path, f"{self.folder}{path}")
        text = text.replace("127.0.0.1:5432", f"127.0.0.1:{self.ports['postgres']}")
        text = text.replace("127.0.0.1:6379", f"127.0.0.1:{self.ports['redis']}")
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{self.ports['web']}")
        text = re.sub(r"listen (\[::\]:)?80;", f"listen 127.0.0.1:{self.ports['http']};", text)
        return re.sub(
            r"listen (\[::\]:)?443 ssl", f"listen 127.0.0.1:{self.ports['https']} ssl", text
        )

    def __enter__(self) -> "Machine":
        for name in (*MOVED, "/tmp", "/run", "/mail", "/etc/nginx/sites-enabled"):
            (self.folder / name.strip("/")).mkdir(parents=True, exist_ok=True)
        (self.folder / "etc/nginx/sites-available").mkdir()
        for made in ("/opt/cong308", "/etc/cong308", "/var/lib/cong308", "/var/backups/cong308"):
            (self.folder / made.strip("/")).rmdir()
        shutil.copytree(ROOT, self.release, ignore=LEFT_OUT, symlinks=True)
        for path in (self.release / "deploy").rglob("*"):
            if path.is_file():
                text = self.moved(path.read_text(encoding="utf-8"))
                path.write_text(self._one_listen(text), encoding="utf-8")
        self._start_postgres()
        self._start_redis()
        self._lay_nginx()
        return self

    def _one_listen(self, text: str) -> str:
        """Without the second of two equal listen lines (IPv4 and IPv6 are one port here)."""
        return re.sub(r"^( *listen [^\n]+\n)\1", r"\1", text, flags=re.M)

    def _start_postgres(self) -> None:
        data, password = self.folder / "pg", self.folder / "pg-password"
        password.write_text("of-the-superuser")
        self.env["MACHINE_PGPASSWORD"] = "of-the-superuser"
        words = ["-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8"]
        self.run([binary("initdb"), "-D", str(data), f"--pwfile={password}", *words])
        self._daemon(
            "postgres",
            [
                *(binary("postgres"), "-D", str(data), "-p", str(self.ports["postgres"])),
                *("-k", str(self.folder / "run"), "-c", "listen_addresses=127.0.0.1"),
                *("-c", "fsync=off"),  # nobody pulls this plug
            ],
        )

    def _start_redis(self) -> None:
        server = shutil.which("redis-server") or "redis-server"
        port = str(self.ports["redis"])
        self._daemon("redis", [server, "--port", port, "--save", "", "--appendonly", "no"])

    def _daemon(self, name: str, command: list[str]) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=self.folder, env=self.env, start_new_session=True
        )
        self.daemons.append(process)
        ready = [binary("pg_isready"), "-q", "-U", "postgres"] if name == "postgres" else None
        answers = (
            (lambda: subprocess.run(ready, env=self.env, check=False).returncode == 0)
            if ready
            else (lambda: self._listens(self.ports[name]))
        )
        until(answers, 30, f"{name}: {(self.folder / f'{name}.log').read_text()[-800:]}")

    def _listens(self, port: int) -> bool:
        import socket

        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def _lay_nginx(self) -> None:
        """What Debian's package brings, for somebody without rights."""
        temporary = "\n".join(
            f"    {kind}_temp_path {self.folder}/tmp/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.folder / "etc/nginx/nginx.conf").write_text(
            f"pid {self.folder}/run/nginx.pid;\nerror_log {self.folder}/nginx.log crit;\n"
            "events {}\nhttp {\n    access_log off;\n    types { text/html html; text/css css; }\n"
            f"{temporary}\n    include {self.folder}/etc/nginx/sites-enabled/*.conf;\n}}\n"
        )

    def run(self, command: list[str], **how) -> str:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env=self.env,
            cwd=self.release if self.release.exists() else self.folder,
            **how,
        )
        if done.returncode:
            said = f"{done.stdout[-1500:]}\n{done.stderr[-3000:]}"
            raise Failed(f"{' '.join(command)[:2000]}\n→ {done.returncode}\n{said}")
        return done.stdout + done.stderr

    def sh(self, block: str) -> str:
        """One block of the document as it stands, stopping at the first command that fails."""
        return self.run(["sh", "-euc", self.moved(block)])

    def __exit__(self, *gone) -> None:
        with suppress(Failed):
            self.run(["systemctl", "stop", "halang.target"])
        for pid_file in (self.folder / "run").glob("*.pid"):
            with suppress(ProcessLookupError, ValueError):
                os.kill(int(pid_file.read_text()), signal.SIGTERM)
        for process in reversed(self.daemons):
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
