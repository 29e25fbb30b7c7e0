"""make explore: the long form on SQLite. Prints the seed, the steps and the states; ends with 1
when a rule does not hold.
"""

import os
import random
import subprocess
import sys

from tests.run import DATA, ROOT, WORKERS, say

STEPS = os.environ.get("EXPLORE_STEPS", "100000")


def main() -> int:
    seed = os.environ.get("EXPLORE_SEED") or str(random.SystemRandom().randrange(10**6))
    say(f"{STEPS} bước qua mọi vai, hạt giống {seed}")
    folder = DATA / "explore"
    folder.mkdir(parents=True, exist_ok=True)
    dropped = ("DATABASE_URL", "REDIS_URL", "DEBUG", "BENCH", "PORT", "BOTH_ENGINES", "MOMENT")
    env = {key: value for key, value in os.environ.items() if key not in dropped}
    env |= {
        "TRY_OUT": "1",
        "TESTING": "1",
        "DATA_DIR": str(folder),
        "EXPLORE_STEPS": STEPS,
        "EXPLORE_SEED": seed,
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }
    spread = ["-n", WORKERS, "--dist", "worksteal", "-p", "no:randomly", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--tb=short", *spread, "tests/explorer"],
        cwd=ROOT,
        env=env,
        check=False,
    )
    say(f"{'CÓ LỖI' if done.returncode else 'Mọi quy tắc giữ được'} (EXPLORE_SEED={seed})")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
