"""Read by gunicorn by itself: its own lines look like the portal's. No access log of its own:
halang_portal/access_log.py writes one without paths. The counters of /metrics lie in files that all
workers share; they begin anew with the first process. Workers answer /healthz and /readyz beside
their threads (halang_portal/worker.py).
"""

import gc
import os
import shutil
from pathlib import Path

from halang_portal.logs import FORMATS

_line = FORMATS.get(os.environ.get("LOG_FORMAT", ""), FORMATS["text"])
_counters = Path(os.environ.get("DATA_DIR") or "var").resolve() / "metrics"
if os.environ.get("METRICS_TOKEN"):
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_counters))
worker_class = "halang_portal.worker.Worker"


def on_starting(server):
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir(parents=True, exist_ok=True)


def post_worker_init(worker):
    """What is loaded by now stays: going through it again and again took up to a fifth of the time
    of a page that makes many objects.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def child_exit(server, worker):
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)


logconfig_dict = {
    "formatters": {"generic": {"()": f"halang_portal.logs.{_line.__name__}"}},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["error_console"], "propagate": False},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}
