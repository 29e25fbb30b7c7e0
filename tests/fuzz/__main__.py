"""make fuzz: the long form on SQLite and, where it can be reached, on PostgreSQL + Redis. Prints
the seed and the counts; ends with 1 on any 5xx or lost draft.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

from tests.run import DATA, POSTGRES, REDIS, ROOT, reachable, say

REQUESTS = os.environ.get("FUZZ_REQUESTS", "10000")


def throw(title: str, folder: Path, seed: str, **env: str) -> int:
    say(f"{title}, {REQUESTS} yêu cầu, hạt giống {seed}")
    folder.mkdir(parents=True, exist_ok=True)
    base = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DATABASE_URL", "REDIS_URL", "DEBUG", "BENCH", "PORT", "BOTH_ENGINES")
    }
    told = {
        "TRY_OUT": "1",
        "TESTING": "1",
        "DATA_DIR": str(folder),
        "FUZZ_REQUESTS": REQUESTS,
        "FUZZ_SEED": seed,
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-s",
            "--show-capture=no",
            "-p",
            "no:cacheprovider",
            "tests/fuzz/test_fuzz.py",
        ],
        cwd=ROOT,
        env={**base, **told, **env},
        check=False,
    ).returncode


def main() -> int:
    seed = os.environ.get("FUZZ_SEED") or str(random.SystemRandom().randrange(10**6))
    failed = throw("SQLite", DATA / "fuzz-sqlite", seed)
    if reachable(POSTGRES) and reachable(REDIS):
        failed |= throw(
            "PostgreSQL + Redis",
            DATA / "fuzz-postgresql",
            seed,
            DATABASE_URL=POSTGRES,
            REDIS_URL=REDIS,
        )
    else:
        say(f"Không thấy {POSTGRES} hoặc {REDIS}: chỉ chạy trên SQLite.")
    say("CÓ LỖI" if failed else "Không có lỗi máy chủ, không mất bản nháp nào")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
