"""mypy over the portal, held to what is known: `make types`, and the first thing `make test` does.

DEBT counts what is still wrong, by package and kind of error; strict rooms (actions, queries,
checks, clocks: pyproject.toml) apart. A count may only go down: one more is a failure, one fewer is
written down by
`make types ARGS=--write`, which moves counts between packages and refuses a larger sum.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEBT = Path(__file__).with_name("type_errors.toml")
PRODUCT = ("compliance", "reports", "halang_portal")
ERROR = re.compile(r"(?P<path>[^:]+\.py):\d+: error: .*\[(?P<code>[a-z-]+)\]$")
STRICT = ("actions", "queries", "checks", "clocks")
HEAD = """\
# Errors of types that are still there, by package and kind: read and written by tests/typecheck.py.
# A count only goes down. A package with "(strict)" is what pyproject.toml asks to be typed through.
"""


def package_of(path: str) -> str:
    """The app a file is in, marked when it is one of the strict rooms."""
    parts = path.removesuffix(".py").split("/")
    app = ".".join(parts[:2]) if parts[0] == "compliance" else parts[0]
    return f"{app} (strict)" if set(parts) & set(STRICT) else app


def lines_of_mypy() -> list[str]:
    """What mypy says. Exits with its words when it could not look at all."""
    data = Path(os.environ.get("DATA_DIR", ROOT / "var")).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        done = subprocess.run(
            [sys.executable, "-m", "mypy", f"--cache-dir={data / 'mypy'}", *PRODUCT],
            cwd=ROOT,
            env={
                **os.environ,
                "TRY_OUT": "1",
                "TESTING": "1",
                "DATA_DIR": scratch,
                "PYTHONPATH": str(ROOT),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode not in (0, 1) or not re.search(r"^(Found|Success)", done.stdout, re.M):
        sys.exit(done.stdout[-3000:] + done.stderr[-3000:])
    return done.stdout.splitlines()


def counts_of(lines: list[str]) -> Counter[tuple[str, str]]:
    """{(package, kind of error): how many}"""
    matches = (ERROR.match(line) for line in lines)
    return Counter((package_of(match["path"]), match["code"]) for match in matches if match)


def known() -> Counter[tuple[str, str]]:
    rows = tomllib.loads(DEBT.read_text(encoding="utf-8")) if DEBT.exists() else {}
    return Counter(
        {(package, code): n for package, codes in rows.items() for code, n in codes.items()}
    )


def write(counts: Counter[tuple[str, str]]) -> None:
    lines = [HEAD]
    for package in sorted({package for package, _ in counts}):
        lines.append(f'["{package}"]')
        lines += [f"{code} = {n}" for (name, code), n in sorted(counts.items()) if name == package]
        lines.append("")
    DEBT.write_text("\n".join(lines), encoding="utf-8")


def main() -> int:
    started = time.monotonic()
    lines = lines_of_mypy()
    counts, debt = counts_of(lines), known()
    more, fewer = counts - debt, debt - counts
    for package, code in sorted(more):
        print(f"{package}: {counts[package, code]} [{code}], {debt[package, code]} known")
        for line in lines:
            match = ERROR.match(line)
            if match and (package_of(match["path"]), match["code"]) == (package, code):
                print(f"  {line}")
    if "--write" in sys.argv and (counts.total() <= debt.total() or not debt):
        write(counts)
        more.clear()
    elif fewer:
        print(f"{fewer.total()} fewer than known: make types ARGS=--write")
    strict = sum(n for (package, _), n in counts.items() if package.endswith("(strict)"))
    print(
        f"types: {counts.total()} errors known, {strict} of them in strict rooms, "
        f"{more.total()} new; {time.monotonic() - started:.0f} s"
    )
    return 1 if more and debt else 0


if __name__ == "__main__":
    sys.exit(main())
