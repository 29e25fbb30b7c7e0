"""The offices of a sample set, read from data/offices.toml and founded, moved and closed by the
verbs a keeper would use.
"""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path

from compliance.registry.actions import add_office, change_office, close_office, set_hours
from compliance.registry.models import Office
from compliance.rulebook.clocks import ZONE

START = date(2017, 1, 1)
DATA = Path(__file__).parent / "data" / "offices.toml"


def read_offices(sample_set: str) -> dict[str, list[dict]]:
    """{'office': …, 'succession': …, 'move': …, 'rename': …} of one set; the set of 2017 knows no
    end and no successor.
    """
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    offices = [row for row in data["office"] if sample_set in row["sets"]]
    if sample_set == "2017":
        known = {row["code"] for row in offices}
        return {
            "office": [
                {
                    **row,
                    "parent": row.get("parent") if row.get("parent") in known else None,
                    "to": None,
                }
                for row in offices
            ],
            "succession": [],
            "move": [],
            "rename": [],
        }
    return {
        "office": offices,
        "succession": data["succession"],
        "move": data["move"],
        "rename": data["rename"],
    }


def load_offices(at: datetime, sample_set: str = "2017") -> dict[str, Office]:
    """Returns {code: office} of those that exist at the end of the history."""
    data, made = read_offices(sample_set), {}
    for row in data["office"]:
        parent = made.get(row.get("parent"))
        made[row["code"]] = add_office(
            by=None,
            at=at,
            code=row["code"],
            name=row["name"],
            short_name=row["short"],
            kind=row["kind"],
            parent=parent,
            valid_from=row["from"],
            order=len(made),
            statistics_code=row.get("gso", ""),
            sends_return=row.get("returns", True),
        )
    root = next(office for office in made.values() if office.parent_id is None)
    set_hours(office=root, valid_from=START, by=None, at=at)
    _move(data, made)
    _close(data, made)
    return {
        code: Office.objects.get(pk=office.pk)
        for code, office in made.items()
        if not any(row["code"] == code and row.get("to") for row in data["office"])
    }


def _move(data: dict, made: dict[str, Office]) -> None:
    """Schools go to the communes on the day the district ends; one takes a new name with it."""
    names = {row["office"]: row for row in data["rename"]}
    for row in data["move"]:
        new = names.get(row["office"])
        changes = {"name": new["name"], "short_name": new["short"]} if new else {}
        change_office(
            office=made[row["office"]],
            day=row["day"],
            basis=row["basis"],
            parent=made[row["parent"]],
            by=None,
            at=_moment(row["day"]),
            **changes,
        )


def _close(data: dict, made: dict[str, Office]) -> None:
    """From the leaves up, in the order of the days."""
    for row in sorted(data["succession"], key=lambda row: (row["day"], row["from"] == "UBND")):
        close_office(
            office=Office.objects.get(pk=made[row["from"]].pk),
            last_day=row["day"] - timedelta(days=1),
            kind=row["kind"],
            successors=[made[code] for code in row["to"]],
            basis=row["basis"],
            by=None,
            at=_moment(row["day"]),
        )


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(8), ZONE)
