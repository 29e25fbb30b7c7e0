"""The page of a conflict, in every state it can come in: every act on a case in every status, sent
on an older version and after the case had moved on; and every other form where somebody can be
faster.
"""

import re
from collections import Counter
from html import unescape

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from compliance.incidents.models import Incident
from compliance.incidents.queries import open_verbs
from compliance.incidents.workflow import Status
from compliance.review.acts import ACTS
from compliance.review.case.acts import Act
from tests.house.faster import LATE
from tests.house.test_routes import routes
from tests.world import PEOPLE, png

pytestmark = pytest.mark.once  # the same whichever database answers

WORDS = "Lời đang gõ khi người khác nhanh hơn"
FILE = "tệp-đã-chọn.png"
STATES = [status for status in Status.values if status not in ("draft", "withdrawn")]
ASKED = ("lead", "deputy_lead", "member", "unit_head", "affairs", "chairman")
AGAIN = "Gửi bản của tôi"
# what a row holds and a person does not read
RAW = re.compile(r"\b(True|False|None)\b|\d{4}-\d{2}-\d{2}|\+00:00|\b00:00\b|object at 0x")


def main_of(answer) -> str:
    """The words of the page between its menu and its foot."""
    page = answer.content.decode().split("<main", 1)[-1].split("</main", 1)[0]
    page = re.sub(r"<(input|textarea)[^>]*>", " ", page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def filled(form: forms.BaseForm) -> tuple[dict, set[str], dict[str, str]]:
    """What somebody sends who types into every field and takes the last of what is offered; what of
    it is typed; what is chosen, with its label.
    """
    sent, typed, chosen = {}, set(), {}
    for name, field in form.fields.items():
        bound = form[name]
        if isinstance(field.widget, forms.HiddenInput):
            sent[bound.html_name] = bound.value()
        elif isinstance(field, forms.FileField):
            sent[bound.html_name] = SimpleUploadedFile(FILE, png(), "image/png")
        elif isinstance(field, forms.BooleanField):
            sent[bound.html_name] = "on"
        elif choices := [one for one in getattr(field, "choices", ()) if str(one[0])]:
            key, label = choices[-1]
            if isinstance(label, list | tuple):
                key, label = label[-1]
            sent[bound.html_name] = str(getattr(key, "value", key))
            chosen[sent[bound.html_name]] = " ".join(str(label).split())
        elif isinstance(field, forms.IntegerField):
            sent[bound.html_name] = "3"
        elif isinstance(field.widget, forms.Textarea) or type(field) is forms.CharField:
            sent[bound.html_name] = f"{WORDS}: {name}"
            typed.add(f"{WORDS}: {name}")
        elif bound.value():
            sent[bound.html_name] = bound.value()
    return {name: value for name, value in sent.items() if value is not None}, typed, chosen


def cells(incident: Incident, world):
    """(act, who, form) of every act somebody may take now."""
    verbs = {who: open_verbs(incident, world.fresh(who)) for who in (*ASKED, "person")}
    for act in ACTS:
        for who in ("person",) if act.own else ASKED:
            if act.verb in verbs[who]:
                form = act.form(incident=incident, user=world.fresh(who), initial=act.initial({}))
                yield act, who, form
                break


def faults(answer, act: Act, typed: set, chosen: dict, file: bool, names: set) -> list[str]:
    """What the page of a conflict leaves out, or says that it should not."""
    if answer.status_code == 404:
        return []  # the case is nothing to this reader any more: what was typed is kept, sealed
    if answer.status_code != 409:
        return [f"answers {answer.status_code}"]
    page, text = unescape(answer.content.decode()), main_of(answer)
    wrong = [f"loses “{words}”" for words in sorted(typed) if words not in page]
    flat = " ".join(page.split())
    wrong += [
        f"does not show “{label}”"
        for key, label in chosen.items()
        if label not in flat and not re.search(f'value="{re.escape(key)}"[^>]*checked', flat)
    ]
    wrong += [] if FILE in page or not file else ["does not name the chosen file"]
    if act.own:
        wrong += [f"names {name} to the person" for name in names if name in text]
    elif "Người thực hiện" not in text:
        wrong.append("does not say who was faster")
    bare = text
    for words in (*typed, *chosen.values()):
        bare = bare.replace(words, "")
    wrong += [f"shows {raw[0]}" for raw in RAW.finditer(bare)]
    lines = answer.context.get("lines") or []
    wrong += ["a field without a name" for line in lines if not line.label.strip()]
    return wrong


OLDER, MOVED = "older version", "moved on"


def ways_for(act: Act, turn: int, asked: Counter) -> list[str]:
    """Both ways the first time an act comes up, one after the other in the further statuses."""
    ways = [OLDER, MOVED] if not asked[act.path] else [(OLDER, MOVED)[turn % 2]]
    asked[act.path] += 1
    return ways


def test_the_page_of_a_conflict_in_every_state_of_a_case(story, world, as_, undone, counted):
    """Each act in each status in which somebody may take it: sent on an older version, or after the
    status moved on.
    """
    wrong, clients, pages = [], {who: as_(who) for who in (*ASKED, "person")}, Counter()
    names = {world.users[who].display_name for who in PEOPLE if who not in ("person", "superuser")}
    asked: Counter = Counter()
    for turn, status in enumerate(STATES):
        with undone():
            incident = story(status).fresh()
            elsewhere = Status.STOPPED if status != Status.STOPPED else Status.IN_REVIEW
            for act, who, form in cells(incident, world):
                data, typed, chosen = filled(form)
                file = any(isinstance(field, forms.FileField) for field in form.fields.values())
                for way in ways_for(act, turn, asked):
                    point = transaction.savepoint()
                    rows = Incident.objects.filter(pk=incident.pk)
                    rows.update(version=incident.version + 1)
                    rows.update(status=elsewhere if way == MOVED else status)
                    answer = clients[who].post(act.url(incident), data)
                    pages[way, answer.status_code] += 1
                    said = faults(answer, act, typed, chosen, file, names)
                    wrong += [(status, act.path, who, way, one) for one in said]
                    transaction.savepoint_rollback(point)
    counted(len(asked), "acts that meet somebody faster")
    for (way, status), number in pages.items():
        counted(number, f"act × status, {way}: {status}")
    assert not wrong, "\n".join(map(str, wrong))


# --- everything else somebody can be faster at


def test_every_other_form_where_somebody_is_faster_loses_no_word(
    arguments, story, world, as_, counted
):
    """Refused, the answer shows each text; taken, it is another row beside the first."""
    patterns, wrong, statuses = dict(routes()), [], Counter()
    for row in LATE:
        point = transaction.savepoint()
        keys, form = row.before(world, story, arguments(row.route, patterns[row.route]))
        parts = {name: keys[name] for name in keys if f":{name}>" in patterns[row.route]}
        url = reverse(row.route, kwargs=parts)
        typed = {name: f"{WORDS}: {name}" for name in row.texts}
        client = as_(row.who)
        if row.faster:
            row.faster(as_, keys)
        elif client.post(url, {**form, **dict.fromkeys(row.texts, "Lần một.")}).status_code != 302:
            wrong.append((row.route, "the first is not taken"))
        answer = client.post(url, {**form, **typed})
        statuses[answer.status_code] += 1
        said = unescape(answer.content.decode())
        lost = [words for words in typed.values() if words not in said]
        if answer.status_code not in (409, 422) or lost:
            wrong.append((row.route, answer.status_code, lost))
        transaction.savepoint_rollback(point)
    counted(len(LATE), "other forms sent after somebody was faster")
    for status, number in statuses.items():
        counted(number, f"of them: {status}")
    assert not wrong, "\n".join(map(str, wrong))
