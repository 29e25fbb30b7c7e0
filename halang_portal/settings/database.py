"""How the lines to the database are opened: one way for whoever serves pages, one for long work."""

from typing import Any

import environ

SQLITE: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA "
        "cache_size=-64000; PRAGMA mmap_size=268435456;"
    ),
}
# no just-in-time compilation: it took longer (100 ms and more) than any query of a page that it
# could make faster
ALWAYS = {"jit": "off"}
READS_ONLY = {"default_transaction_read_only": "on"}
# pgbouncer hands a line to somebody else after every transaction and takes no start-up parameters:
# what a line needs is set by the pool itself (deploy/pgbouncer/pgbouncer.ini), that of pages apart
POOLED = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "DISABLE_SERVER_SIDE_CURSORS": True}
POOL_OF_PAGES = "_web"


def with_lines(database: dict, env: environ.Env, *, reads_only: bool = False) -> dict:
    """`database` with the options of its lines. Pages (SERVES_PAGES, set by wsgi.py) wait for no
    statement longer than STATEMENT_TIMEOUT_SECONDS and for no lock longer than
    LOCK_TIMEOUT_SECONDS; migrations and work in the background wait as long as it takes.
    """
    if reads_only:  # a copy of the default: tests have one database, not two
        database = {**database, "TEST": {"MIRROR": "default"}}
    if database["ENGINE"].endswith("sqlite3"):
        return {**database, "OPTIONS": SQLITE}
    said = ALWAYS | (READS_ONLY if reads_only else {})
    options = dict(database.get("OPTIONS", {}))
    options.setdefault("connect_timeout", 5)
    options.update(keepalives_idle=30, keepalives_interval=10, keepalives_count=3)
    pooled, serves_pages = (
        env.bool("PGBOUNCER", default=False),
        env.bool("SERVES_PAGES", default=False),
    )
    if not pooled:
        from compliance.core.plans import PlanningCursor

        options["cursor_factory"] = PlanningCursor
    if serves_pages:
        from halang_portal.patience import PatientCursor, PatientPlanningCursor, patient

        statement = env.int("STATEMENT_TIMEOUT_SECONDS", default=30)
        lock = env.int("LOCK_TIMEOUT_SECONDS", default=10)
        said |= {"statement_timeout": f"{statement}s", "lock_timeout": f"{lock}s"}
        options["connection_factory"] = patient(statement)
        options["cursor_factory"] = PatientCursor if pooled else PatientPlanningCursor
    if pooled:
        pool = database["NAME"] + (POOL_OF_PAGES if serves_pages else "")
        return {**database, **POOLED, "NAME": pool, "OPTIONS": options}
    options["options"] = " ".join(f"-c {name}={value}" for name, value in said.items())
    # an hour: the plans of its questions go with a line (compliance/core/plans.py)
    return {**database, "CONN_MAX_AGE": 3600, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
