"""Who reported, at every sink: acts as the reporter, then as the person concerned, on every route
of a case, and looks into every column of every table.
"""

import logging
import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import ForeignKey
from django.urls import reverse
from django.utils import timezone

from compliance.audit.models import Event, ExportRecord
from compliance.incidents.models import CustodyEvent, Incident, Reporter
from compliance.outbox.processing import process_due
from compliance.review.acts import BY_PATH
from compliance.review.models import CaseDocument
from tests.compliance.test_documents import draft, issue
from tests.house.test_routes import ours, status_of

VAULT = {Reporter}  # sealed; Notification.tag and .sealed are of the same make
CASE_KEYS = ("<str:code>", "<uuid:pk>")
SAYS = {
    "reason": "Lý do thử nghiệm.",
    "text": "x",
    "url": "https://vi-du.example/a",
    "caption": "Ảnh",
    "confirm": "1",
}


def case_routes() -> list[tuple[str, str]]:
    """Routes that name a case or something of one: by its code, or evidence by its key."""
    mine = [
        (name, pattern)
        for name, pattern in ours()
        if name.split(":")[0] in ("incidents", "review", "api", "retention")
    ]
    return [
        (name, pattern)
        for name, pattern in mine
        if any(key in pattern for key in CASE_KEYS) and not name.startswith("api:staff")
    ]


def addresses(made, paper: CaseDocument | None) -> list[str]:
    item = made.incident.evidence.order_by("pk").first()
    given = {"code": made.incident.code, "kind": "record", "form": "pdf", "slug": "thu-ly"}
    found = []
    for name, pattern in case_routes():
        keys = {key: value for key, value in given.items() if f":{key}>" in pattern}
        if "<uuid:pk>" in pattern:
            keys["pk"] = item.pk
        elif "<int:pk>" in pattern:
            keys["pk"] = paper.pk if paper else 1
        found.append(reverse(name, kwargs=keys))
        if name == "review:act":
            found += [
                reverse(name, kwargs={**keys, "slug": path}) for own, path in BY_PATH if not own
            ]
    return found


def act_everywhere(client, made, paper=None) -> int:
    """GET, then POST, on every address; what may end the case comes last. Returns how many
    requests.
    """
    urls = addresses(made, paper)
    last = [url for url in urls if url.endswith("/rut/")]
    for url in urls:
        status_of(client.get(url))
    for url in [*(url for url in urls if url not in last), *last]:
        status_of(client.post(url, {**SAYS, "version": made.fresh().version}))
    return 2 * len(urls)


def of_the_case(incident: Incident):
    """(model name, keys) of whatever belongs to the case."""
    evidence = list(incident.evidence.values_list("pk", "file_id"))
    return {
        "incident": {incident.pk},
        "evidence": {pk for pk, _ in evidence},
        "storedfile": {pk for _, pk in evidence},
    }


def _parts(value):
    """What stands in a column: a text, or the values of a JSON; names of its keys are ours."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _parts(part)
    elif isinstance(value, str):
        yield value


class Sweep:
    """Looks through every row of every table for one that ties `who` to the case."""

    def __init__(self, incident: Incident, who):
        self.keys, self.code, self.pk = of_the_case(incident), incident.code, incident.pk
        staff = who.staff
        self.people = {"user": {who.pk}, "staffmember": {staff.pk}}
        self.words = [
            word.lower() for word in (who.username, who.display_name, who.email, staff.full_name)
        ] + [staff.code.lower()]
        self.rows = self.columns = 0

    def leaks(self) -> list[str]:
        found = []
        for model in apps.get_models(include_auto_created=True):
            if model in VAULT:
                continue
            fields = model._meta.concrete_fields
            self.columns += len(fields)
            for row in model._base_manager.values(*(field.attname for field in fields)):
                self.rows += 1
                if self._of_case(model, fields, row) and (why := self._of_person(fields, row)):
                    found.append(
                        f"{model._meta.label}"
                        f" {row.get('kind') or row.get('verb') or row.get('topic') or ''}: {why}"
                    )
        return found

    def _pointed(self, model, fields, row, keys: dict) -> list[str]:
        named = [
            f.attname
            for f in fields
            if isinstance(f, ForeignKey)
            and row[f.attname] in keys.get(f.related_model._meta.model_name, ())
        ]
        return named + (
            ["pk"] if row[model._meta.pk.attname] in keys.get(model._meta.model_name, ()) else []
        )

    def _of_case(self, model, fields, row) -> bool:
        if self._pointed(model, fields, row, self.keys):
            return True
        kind = str(row.get("subject_type") or "")
        if kind in self.keys and str(row.get("subject_id")) in {
            str(key) for key in self.keys[kind]
        }:
            return True
        return any(
            self.code in str(value)
            for value in row.values()
            if isinstance(value, str | dict | list)
        ) or bool(re.search(rf":{self.pk}(:|$)", str(row.get("dedup_key", ""))))

    def _of_person(self, fields, row) -> str:
        """The column that names the person: a key of theirs, a loose number in a column of people,
        or a word in a text.
        """
        for field in fields:
            value = row[field.attname]
            if isinstance(field, ForeignKey) and value in self.people.get(
                field.related_model._meta.model_name, ()
            ):
                return field.attname
            if field.attname in ("actor_id", "by_id") and value in self.people["user"]:
                return field.attname
            text = " ".join(str(part) for part in _parts(value)).lower()
            if text and any(word in text for word in self.words):
                return field.attname
            if field.attname in ("before", "after", "payload") and self._number(value):
                return field.attname
            if (
                field.attname == "dedup_key"
                and text.split(":")[-1] in {str(pk) for pk in self.people["user"]}
                and text.count(":") > 2
            ):
                return field.attname
        return ""

    def _number(self, value) -> bool:
        return any(
            isinstance(given, int) and given in self.people["user"]
            for key, given in (value or {}).items()
            if key not in ("document", "notice", "batch", "rows", "incidents", "notification")
        )


def sweep_everything(incident: Incident, who, mails, log: str, counted) -> None:
    sweep = Sweep(incident, who)
    leaks = sweep.leaks()
    counted(sweep.columns, "columns of every table searched for the reporter and the person")
    counted(sweep.rows, "rows of every table searched")
    assert not leaks, leaks
    counted(len(mails), "letters whose headers are read")
    for mail in mails:
        headers = str(mail.message().items())
        assert incident.code not in headers + mail.body
        assert re.search(r"'Message-ID', '<[0-9a-f]{40}@", headers), headers
    names = [who.username, who.display_name, who.email]
    assert not [line for line in log.splitlines() if any(name in line for name in names)]
    for session in Session.objects.all():
        held = session.get_decoded()
        assert not (str(held.get("_auth_user_id")) == str(who.pk) and incident.code in str(held))


@pytest.mark.dealt
@pytest.mark.parametrize(
    ("status", "confidential"),
    [("returned", False), ("submitted", True), ("consulting", True), ("closed", False)],
)
def test_whoever_reported_is_named_by_no_sink_whatever_they_open_or_send(
    status, confidential, story, world, as_, counted, mailoutbox, caplog
):
    made = story(status, reporter="other_member")
    Reporter.objects.filter(incident=made.incident).update(confidential=confidential)
    paper = issue(draft(made, "record"), made) if status == "consulting" else None
    with caplog.at_level(logging.DEBUG):
        counted(act_everywhere(as_("other_member"), made, paper), "requests as the reporter")
        process_due(timezone.now())
    looks = Event.objects.filter(
        actor_id=None, after__has_key="reporter", subject_label__startswith=made.incident.code
    )
    counted(looks.count(), "events signed by the part of the reporter")
    if paper:
        line = ExportRecord.objects.filter(
            what="downloaded_document", subject_id=str(made.incident.pk)
        ).first()
        assert (line.by_id, line.by_name) == (None, "Người ghi nhận")
        assert (
            ExportRecord.objects.visible_to(world.fresh("other_member")).filter(pk=line.pk).exists()
        ), "they find their own line all the same"
    assert CustodyEvent.objects.filter(
        evidence__incident=made.incident, who="Người ghi nhận"
    ).exists()
    sweep_everything(made.incident, world.other_member, mailoutbox, caplog.text, counted)


def test_the_person_concerned_is_named_by_no_trail_ledger_custody_or_log(
    story, world, as_, counted, caplog
):
    made = story("awaiting_answer")
    client = as_("person")
    with caplog.at_level(logging.DEBUG):
        counted(act_everywhere(client, made), "requests as the person concerned")
    who, sweep, rows, named = world.person, Sweep(made.incident, world.person), 0, []
    for model in (Event, ExportRecord, CustodyEvent):
        fields = model._meta.concrete_fields
        for row in model.objects.values(*(field.attname for field in fields)):
            rows += 1
            if sweep._of_case(model, fields, row) and (why := sweep._of_person(fields, row)):
                named.append(
                    (model.__name__, row["verb"] if "verb" in row else row["what"], why, row[why])
                )
    counted(rows, "rows of the trail, ledger and custody read for the person concerned")
    assert not named, named
    assert Event.objects.filter(verb="printed_fairness", actor_name="Người được phản ánh").exists()
    assert not [
        line
        for line in caplog.text.splitlines()
        if who.username in line or who.display_name in line
    ]
