"""/metrics for Prometheus: requests by route and answer, and the portal's vitals. No label names
anybody, or a case. Off, and nothing of it is imported, unless METRICS_TOKEN is set.

Counters are kept by prometheus_client: in files that all workers of gunicorn share
(PROMETHEUS_MULTIPROC_DIR, set by gunicorn.conf.py), in one process without them.
"""

import os
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.db import Error
from django.http import HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from halang_portal.replica import AWAY

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # seconds


@cache
def _counters():
    from prometheus_client import Counter, Histogram

    answers = Counter("portal_requests", "Requests by route", ["route", "method", "status"])
    seconds = Histogram("portal_request_seconds", "Time of a request", ["route"], buckets=BOUNDS)
    return answers, seconds


def count(route: str, method: str, status: int, seconds: float) -> None:
    """One request that was answered; nothing while nobody watches."""
    if settings.METRICS_TOKEN:
        answers, times = _counters()
        answers.labels(route, method, str(status)).inc()
        times.labels(route).observe(seconds)


class Vital:
    """Asks for the vitals when it is scraped, in the form prometheus_client takes."""

    def collect(self) -> Iterator:
        from prometheus_client.core import GaugeMetricFamily

        from halang_portal.vitals import Vitals, read

        now = timezone.now()
        try:
            vitals: Vitals | None = read(now)
        except Error:
            vitals = None
        yield GaugeMetricFamily("portal_database_up", "1: it answers", float(vitals is not None))
        if vitals is None:
            return
        for name, words, label, values in _all(vitals, now):
            family = GaugeMetricFamily(name, words, labels=[label] if label else None)
            for key, value in values.items():
                family.add_metric([key] if label else [], float(value))
            yield family


def _all(vitals, now) -> list[tuple[str, str, str, dict]]:
    return _figures(vitals, now) + _of_the_replica(vitals.replica)


def _figures(vitals, now) -> list[tuple[str, str, str, dict]]:
    """(name, help, label, {value of the label: figure}); what never happened has no figure."""

    def age(moments: dict) -> dict:
        return {key: (now - at).total_seconds() for key, at in moments.items() if at}

    lanes, backup = vitals.lanes, vitals.backup
    return [
        (
            "portal_outbox_waiting",
            "Rows due and not done",
            "lane",
            {lane.name: lane.waiting for lane in lanes},
        ),
        (
            "portal_outbox_oldest_seconds",
            "How long the first waits",
            "lane",
            age({lane.name: lane.oldest for lane in lanes}),
        ),
        (
            "portal_heartbeat_age_seconds",
            "Since a lane was heard of",
            "lane",
            age({lane.name: lane.heard for lane in lanes}),
        ),
        ("portal_outbox_stopped", "Rows that wait for a person", "", {"": vitals.stopped}),
        ("portal_mail_server_away", "1: left alone", "", {"": vitals.outage is not None}),
        ("portal_gaps", "What should exist and does not", "", {"": vitals.gaps}),
        ("portal_anchor_age_seconds", "Since an anchor", "", age({"": vitals.last_anchor})),
        (
            "portal_backup_age_seconds",
            "Since the last backup",
            "",
            age({"": backup.at if backup else None}),
        ),
        ("portal_backup_ok", "1: it was whole", "", {"": backup.ok} if backup else {}),
        (
            "portal_disk_free_bytes",
            "Free",
            "of",
            {disk.of: disk.free for disk in vitals.disks},
        ),
        (
            "portal_disk_total_bytes",
            "Size",
            "of",
            {disk.of: disk.total for disk in vitals.disks},
        ),
    ]


def _of_the_replica(replica) -> list[tuple[str, str, str, dict]]:
    if replica is None:
        return []
    behind = {} if replica.seconds is None else {"": replica.seconds}
    return [
        ("portal_replica_up", "1: it answers", "", {"": replica.state != AWAY}),
        ("portal_replica_lag_seconds", "How far it is behind", "", behind),
    ]


def metrics(request) -> HttpResponse:
    """What Prometheus reads. Without the token it is not there."""
    said = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    token = settings.METRICS_TOKEN
    if not token or not constant_time_compare(said, token):
        return HttpResponseNotFound("not found", content_type="text/plain; charset=utf-8")
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    registry.register(Vital())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        for counter in _counters():
            registry.register(counter)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
