"""The fairness record frozen on a conclusion: plain values, a hash over their canonical form, and
the comparison with the rows of today.
"""

import hashlib
import json
from datetime import date, datetime

from compliance.core.presence import present
from compliance.incidents.models import Incident
from compliance.review.conclusion.checks.fairness import fairness
from compliance.review.conclusion.checks.precondition import Precondition
from compliance.review.models import Conclusion

FORM = 1  # of the snapshot; a later form keeps reading the earlier ones


def freeze(
    incident: Incident, conclusion: Conclusion, rows: list[Precondition], at: datetime
) -> tuple[dict, str]:
    """(what is kept, its sha-256)."""
    content = {
        "form": FORM,
        "case": incident.code,
        "rule_set": incident.rule_set.code if incident.rule_set else "",
        "outcome": conclusion.outcome,
        "at": at.isoformat(timespec="seconds"),
        "rows": [_plain(row) for row in rows],
    }
    return content, digest(content)


def _plain(row: Precondition) -> dict:
    return {
        "key": row.key,
        "group": row.group,
        "ok": row.ok,
        "says": row.says,
        "note": row.note,
        "fix": row.fix,
        "day": row.day.isoformat() if row.day else "",
        "who": row.who,
        "part": row.part,
        "rule": row.rule,
        "always": row.always,
    }


def digest(content: dict) -> str:
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def intact(conclusion: Conclusion) -> bool:
    """Whether the frozen record still has the hash it was given."""
    return bool(conclusion.fairness) and digest(conclusion.fairness) == conclusion.fairness_sha256


def frozen(conclusion: Conclusion) -> list[Precondition]:
    """The frozen rows, to be shown like computed ones."""
    return [
        Precondition(**{**row, "day": date.fromisoformat(row["day"]) if row["day"] else None})
        for row in conclusion.fairness["rows"]
    ]


def changed_since(incident: Incident, conclusion: Conclusion) -> list[str]:
    """The sentences whose tick differs when the same record is computed from the rows of today, at
    the moment it was concluded.
    """
    then = {row["key"]: row["ok"] for row in conclusion.fairness["rows"]}
    now = fairness(incident, conclusion, conclusion.decided_by, present(conclusion.decided_at))
    return [row.says for row in now if then.get(row.key, row.ok) != row.ok]
