"""What deploy/ and docs/operation say is what the portal reads, runs and takes. Nothing is started
here; the document itself is carried out by test_deployment.py.
"""

import re
import shutil
import subprocess
from pathlib import Path

import environ
import pytest
from django.conf import settings

from halang_portal.environment import malformed
from halang_portal.production import refuse_half_configured
from halang_portal.supervisor import WITH_REDIS, read_procfile
from tests.env_sample import NEVER, SAMPLE, sample
from tests.house.test_docs import variables_read
from tests.house.test_production import PRODUCTION

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
PROCFILE = read_procfile(ROOT / "Procfile")
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictSUIDSGID": "yes",
    "RestrictNamespaces": "yes",
    "CapabilityBoundingSet": "",
    "SystemCallFilter": "@system-service",
    "UMask": "0077",
    "User": "cong308",
    "EnvironmentFile": "/etc/cong308/env",
    "WorkingDirectory": "/opt/cong308/portal",
}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def unit(path: Path) -> dict[str, str]:
    """The last value of every key."""
    return dict(line.split("=", 1) for line in read(path).splitlines() if re.match(r"\w+=", line))


# --- the environment


def test_the_sample_of_the_environment_is_made_from_what_is_read(counted):
    assert read(SAMPLE) == sample(), "write it again: python -m tests.env_sample"
    lines = read(SAMPLE).splitlines()
    told = {re.sub(r"^#?([A-Z_]+)=.*", r"\1", line): above for above, line in pair(lines)}
    assert set(told) == variables_read() - set(NEVER)
    assert all(above.startswith("# ") and len(above) > 20 for above in told.values())
    counted(len(told), "variables in deploy/env.sample")


def pair(lines: list[str]) -> list[tuple[str, str]]:
    """[(the line above, the line of a variable)]"""
    return [
        (above, line)
        for above, line in zip(lines, lines[1:], strict=False)
        if re.match(r"#?[A-Z_]+=", line)
    ]


def test_a_filled_sample_starts_and_an_empty_one_names_what_is_missing(monkeypatch):
    values = dict(re.findall(r"^([A-Z_]+)='([^']*)'$", read(SAMPLE), re.M))
    assert {name for name, value in values.items() if not value} < set(PRODUCTION)
    filled = {**values, **{name: PRODUCTION[name] for name in PRODUCTION if not values.get(name)}}
    for name in variables_read():
        monkeypatch.delenv(name, raising=False)
    for name, value in filled.items():
        monkeypatch.setenv(name, value)
    assert malformed(filled) == []
    refuse_half_configured(environ.Env())


# --- units


def test_the_target_starts_each_process_of_the_procfile_that_production_needs(counted):
    wanted = unit(UNITS / "halang.target")["Wants"].split()
    assert wanted == [f"halang@{name}.service" for name in WITH_REDIS]
    assert set(WITH_REDIS) <= set(PROCFILE)
    counted(len(wanted), "processes of halang.target")


def test_every_unit_is_hardened_and_names_what_is_there(counted):
    services = sorted(UNITS.glob("*.service"))
    for path in services:
        said = unit(path)
        assert {name: said.get(name) for name in HARDENED} == HARDENED, path.name
        assert said["ReadWritePaths"].split()[0] == "/var/lib/cong308"
        for command in re.findall(r"manage\.py (\w+)", read(path)):
            assert list(ROOT.rglob(f"management/commands/{command}.py")) or command in (
                "clearsessions",
            )
    for timer in UNITS.glob("*.timer"):
        assert timer.with_suffix(".service").is_file()
        assert "Persistent" in unit(timer)
    counted(len(services) * len(HARDENED), "lines that harden a unit")


def test_the_template_runs_the_line_of_the_procfile(tmp_path, counted):
    """By the shell that systemd would start, with words of the environment filled in."""
    command = unit(UNITS / "halang@.service")["ExecStart"]
    shell = re.fullmatch(r"/bin/sh -ec '(.*)'", command)[1].replace("$$", "$")
    for name in PROCFILE:
        (tmp_path / "Procfile").write_text(read(ROOT / "Procfile"), encoding="utf-8")
        bin_ = tmp_path / "python"
        bin_.write_text('#!/bin/sh\necho "$@"\n')
        bin_.chmod(0o755)
        said = subprocess.run(
            ["/bin/sh", "-ec", shell.replace("%i", name)],
            cwd=tmp_path,
            env={"PATH": f"{tmp_path}:/usr/bin:/bin", "PORT": "8123"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert said.split()[:1] == PROCFILE[name].split()[1:2], said
        assert "$" not in said
        assert ("--bind 127.0.0.1:8123" in said) == (name == "web")
    counted(len(PROCFILE), "lines of the Procfile run by the template")


def test_systemd_itself_finds_no_fault(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    for path in UNITS.iterdir():
        text = read(path).replace("/opt/cong308/venv/bin/python", "/bin/sh")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    names = [path.name.replace("@.", "@web.") for path in UNITS.iterdir()]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in names)],
        env={"PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "halang" in line]
    assert not ours, done.stderr


# --- proxies


def test_proxies_take_as_much_as_the_portal_and_have_pages_for_what_it_cannot_say(counted):
    nginx, caddy = read(DEPLOY / "proxy/nginx.conf"), read(DEPLOY / "proxy/Caddyfile")
    most = settings.UPLOAD_BODY_MAX_BYTES // 1024**2
    assert f"client_max_body_size {most}m;" in nginx
    assert f"max_size {most}MiB" in caddy
    for text in (nginx, caddy):
        assert "X-Request-ID" in text
        assert "8000" in text
    assert "$request_uri" not in re.findall(r"^log_format.*$", nginx, re.M)[0]
    pages = sorted((DEPLOY / "proxy/pages").glob("*.html"))
    assert [page.stem for page in pages] == ["413", "502"]
    for page in pages:
        text = read(page)
        assert '<html lang="vi">' in text
        assert "<script" not in text
        assert "style=" not in text
        assert re.findall(r'(?:src|href)="([^"]+)"', text) == ["/_proxy/page.css", "/"]
        for config in (nginx, caddy):
            assert f"/{page.name}" in config
    assert f"{settings.EVIDENCE_MAX_BYTES // 1024**2} MB" in read(pages[0])
    assert f"{settings.EVIDENCE_FILM_MAX_BYTES // 1024**2} MB" in read(pages[0])
    counted(2 * len(pages), "pages of proxies")


def test_caddy_reads_its_file():
    if not shutil.which("caddy"):
        pytest.skip("caddy is not installed")
    subprocess.run(
        ["caddy", "adapt", "--config", str(DEPLOY / "proxy/Caddyfile")],
        capture_output=True,
        check=True,
    )


# --- containers, scripts, the two documents


def test_containers_hold_the_same_processes():
    image, compose = read(DEPLOY / "Containerfile"), read(DEPLOY / "compose.yaml")
    known = re.search(r"case \$0 in ([\w|]+)\)", image)[1].split("|")
    assert set(PROCFILE) <= set(known)
    started = re.findall(r'^    command: \["(\w+)"\]$', compose, re.M)
    assert started == list(WITH_REDIS)
    assert "--require-hashes" in image


def test_scripts_are_shell():
    scripts = [DEPLOY / "cong308", DEPLOY / "wheelhouse.sh"]
    for path in scripts:
        subprocess.run(["sh", "-n", str(path)], check=True)
        assert path.stat().st_mode & 0o111
    done = subprocess.run(["sh", str(scripts[1])], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "install FOLDER VENV" in done.stdout


def blocks(name: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", read(ROOT / "docs" / name), re.M | re.S)


def test_both_documents_give_the_same_commands_under_the_same_numbers(counted):
    english, vietnamese = blocks("operation.md"), blocks("operation.vi.md")
    assert english == vietnamese
    numbers = [
        re.findall(r"^## (\d+)\.", read(ROOT / "docs" / name), re.M)
        for name in ("operation.md", "operation.vi.md")
    ]
    assert numbers[0] == numbers[1] == [str(at) for at in range(1, len(numbers[0]) + 1)]
    counted(len(english), "blocks of commands in docs/operation")
