"""What is typed and not sent is put aside, on every form with a text area: a property of the page
it stands on, walked over every page; and of the form class: every refusal shows all its fields.
"""

import dataclasses
import json
import re
import uuid
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from compliance.audit.models import Event
from compliance.desk import unsent
from compliance.desk.actions import put_aside, sweep
from compliance.desk.forms import Form, ModelForm
from compliance.desk.models import Unsent
from compliance.desk.queries import unsent_on
from compliance.desk.unsent import FIELD, Place
from compliance.incidents.models import Incident
from compliance.incidents.queries import open_verbs
from compliance.review.acts import ACTS
from tests.conftest import BACKEND
from tests.house.test_once import making, sent
from tests.house.test_routes import ALLAUTH, MIXED, PAGES, ours, status_of

pytestmark = pytest.mark.once  # the same whichever database answers

KEEP = "/dang-soan/"
ASKED = ("lead", "deputy_lead", "member", "unit_head", "affairs", "chairman", "person")
WORDS = "Phần đang gõ dở, chưa gửi."


def hook_of(page: str) -> dict[str, str]:
    """What the page hands to the script; {} where it has none."""
    drawn = re.search(r"<div hidden (data-unsent=.*?)></div>", page, re.S)
    return (
        {name: unescape(value) for name, value in re.findall(r'data-([\w-]+)="([^"]*)"', drawn[1])}
        if drawn
        else {}
    )


def texts_of(page: str) -> list[dict]:
    return json.loads(hook_of(page)["texts"])


MET: set[type] = set()  # classes of forms that the walks drew


def classes_of(answer) -> set[type]:
    """The classes of every form a page was drawn with, however deep it stands in what is drawn."""
    flat = [value for part in answer.context or () for value in part.flatten().values()]
    return {type(form) for form in _forms_in(flat, 4)}


def _forms_in(values, depth: int):
    for value in values:
        if isinstance(value, forms.BaseForm):
            yield value
        elif isinstance(value, dict) and depth:
            yield from _forms_in(value.values(), depth - 1)
        elif isinstance(value, list | tuple) and depth:
            yield from _forms_in(value, depth - 1)
        elif dataclasses.is_dataclass(value) and depth:
            yield from _forms_in(vars(value).values(), depth - 1)


def type_into(client, page: str, form: str, fields: dict):
    sent = {"page": hook_of(page)["page"], "form": form, "fields": json.dumps(fields)}
    return client.post(KEEP, sent, headers={"accept": "application/json"})


def pages_with_areas(arguments, as_):
    """(route, who, client, address, page) of every page with a text area, of whoever opens it."""
    clients: dict = {}
    for name, pattern in ours():
        if name.startswith(ALLAUTH):
            continue
        people = (
            PAGES[name][0]
            if name in PAGES
            else MIXED[name].get(200, set())
            if name in MIXED
            else set()
        )
        for who in sorted(people)[:6]:
            client = clients.setdefault(who, as_(who))
            address = reverse(name, kwargs=arguments(name, pattern))
            answer = client.get(address)
            status_of(answer)
            html = answer.headers.get("Content-Type", "").startswith("text/html")
            if answer.status_code == 200 and not answer.streaming and html:
                MET.update(classes_of(answer))
                page = answer.content.decode()
                if "<textarea" in page:
                    yield name, who, client, address, answer, page


def pages_wrong(arguments, as_, counted) -> list[tuple]:
    """Every page with a text area, through the real door, as each of up to six who open it."""
    pages, areas, wrong = 0, 0, []
    for name, who, client, address, _, page in pages_with_areas(arguments, as_):
        other = as_("other_staff" if who != "other_staff" else "auditor")
        pages += 1
        areas += page.count("<textarea")
        point = transaction.savepoint()
        saved = type_into(client, page, f"{address}#1", {"text": [WORDS]})
        again = client.get(address).content.decode()
        back = [text["fields"] for text in texts_of(again)]
        theirs = other.get(address).content.decode()
        stolen = type_into(other, page, f"{address}#1", {"text": ["x"]})
        if (
            saved.status_code != 200
            or back != [{"text": [WORDS]}]
            or WORDS in theirs
            or stolen.status_code != 403
        ):
            wrong.append((name, who, saved.status_code, back, stolen.status_code))
        if WORDS in Unsent.objects.get().sealed:
            wrong.append((name, "in clear"))
        gone = type_into(client, again, f"{address}#1", {})
        if gone.status_code != 200 or Unsent.objects.exists():
            wrong.append((name, who, "not dropped"))
        transaction.savepoint_rollback(point)
    counted(pages, "pages with a text area, by who opens them")
    counted(areas, "text areas on them")
    return wrong


# --- the form class

# classes whose form the walks do not draw: on which page it stands, beside which they do
ELSEWHERE = {
    "CloseForm": "assurance:breach, as the last of its acts",
    "ReleaseForm": "retention:holds, beside HoldForm",
    "RestartForm": "review:act, as PaperRestartForm",
    "InvitationForm": "review:new_document, a kind of DraftForm",
    "MinutesForm": "review:new_document, a kind of DraftForm",
    "ReminderForm": "review:new_document, a kind of DraftForm",
    "RequestForm": "review:new_document, a kind of DraftForm",
    "ResultForm": "review:new_document, a kind of DraftForm",
    "ReplyForm": "reports:direction, to whom it is given",
}


def below(cls) -> set[type]:
    return {cls, *(further for sub in cls.__subclasses__() for further in below(sub))}


def has_area(cls) -> bool:
    return any(isinstance(field.widget, forms.Textarea) for field in cls.base_fields.values())


def ours_below() -> list[type]:
    return [
        cls
        for cls in below(forms.BaseForm)
        if cls.__module__.startswith(("compliance.", "reports."))
        and hasattr(cls, "base_fields")
        and cls not in (Form, ModelForm)
    ]


def test_every_form_of_ours_is_made_from_the_form_of_the_house(counted):
    """So that whatever it has read is shown by any refusal that comes after."""
    counted(len(ours_below()), "classes of forms")
    counted(sum(map(has_area, ours_below())), "of them with a text area")
    assert not [cls for cls in ours_below() if not issubclass(cls, (Form, ModelForm))]


# status -> acts that are taken there; every other one has moved out of reach
STANDS = (
    "submitted",
    "in_review",
    "awaiting_answer",
    "consulting",
    "concluded",
    "enforcing",
    "closed",
)


def acts_with_areas(incident, world, as_):
    """(act, who, client, page) of every act with a text area that somebody may take now."""
    for act in ACTS:
        for who in ASKED:
            user = world.fresh(who)
            if act.own != (who == "person") or (
                not act.own and act.verb not in open_verbs(incident, user)
            ):
                continue
            client = as_(who)
            answer = client.get(act.url(incident))
            MET.update(classes_of(answer))
            if answer.status_code == 200 and b"<textarea" in answer.content:
                yield act, who, client, answer
                break


def acts_wrong(story, world, as_, undone, counted) -> list[tuple]:
    """The form as it is shown is filled in and put aside, and comes back. That somebody is faster
    is asked in tests/house/test_conflict_pages.py.
    """
    acts, wrong = set(), []
    for status in STANDS:
        with undone():
            incident = story(status).fresh()
            for act, who, client, answer in acts_with_areas(incident, world, as_):
                acts.add(act.path)
                page, address = answer.content.decode(), act.url(incident)
                areas = set(re.findall(r'<textarea[^>]*name="([^"]+)"', page))
                typed = {name: [f"{WORDS} {name}"] for name in areas}
                type_into(client, page, f"{address}#1", typed)
                again = texts_of(client.get(address).content.decode())
                if [text["fields"] for text in again] != [typed]:
                    wrong.append((status, act.path, who, "not offered back"))
    counted(len(acts), "acts with a text area")
    return wrong


def test_every_form_with_a_text_area_keeps_what_is_typed(
    arguments, story, world, as_, undone, counted
):
    """Every page, then every act in every status; and no class of forms is left out."""
    MET.clear()
    wrong = pages_wrong(arguments, as_, counted)
    wrong += acts_wrong(story, world, as_, undone, counted)
    draft = as_("unit_head").get(f"/vu-viec/{story('draft').incident.code}/sua/")
    MET.update(classes_of(draft))
    wrong += [] if hook_of(draft.content.decode()) else [("the log form", "has no hook")]
    met = {cls.__name__ for cls in MET}
    left = {cls.__name__ for cls in ours_below() if has_area(cls)} - met - set(ELSEWHERE)
    counted(
        len(met & {cls.__name__ for cls in ours_below() if has_area(cls)}),
        "classes with a text area, drawn",
    )
    assert not wrong, "\n".join(map(str, wrong))
    assert not left, left


def test_what_was_sent_is_dropped_and_what_was_not_stays(arguments, world, as_, counted):
    """Refused, and what was put aside stays; sent, and it is gone."""
    keys, exact = arguments.keys
    version = Incident.objects.get(code=keys["review:"]["code"]).version
    rows, refusals, wrong = 0, 0, []
    clients = {who: as_(who) for who in ("chairman", *ASKED, "administrator")}
    for made in making(world, keys, exact):
        point = transaction.savepoint()
        place = Place(getattr(world, made.who).pk, made.url, f"{made.url}#1")
        put_aside(place=place, fields={"text": [WORDS]}, at=timezone.now())
        carried = {FIELD: f"{unsent.token_of(place)} {place.form}"}
        client = clients[made.who]
        refused = client.post(made.url, {**carried, "act": "?"})
        refusals += refused.status_code != 302
        if refused.status_code != 302 and not unsent_on(place):
            wrong.append((made.url, "gone without being sent"))
        transaction.savepoint_rollback(point)
        put_aside(place=place, fields={"text": [WORDS]}, at=timezone.now())
        whole = made._replace(data={**made.data, **carried})
        if sent(client, whole, str(uuid.uuid4()), version).status_code != 302:
            wrong.append((made.url, "not sent"))
        if unsent_on(place):
            wrong.append((made.url, "still there after it was sent"))
        rows += 1
        transaction.savepoint_rollback(point)
    counted(rows, "forms sent, with what was put aside of them")
    counted(refusals, "of them refused first")
    assert not wrong, wrong


# --- the row, the door, the machine


def place_of(world, who: str = "lead", page: str = "/a/", form: str = "/a/#1") -> Place:
    return Place(getattr(world, who).pk, page, form)


def test_a_row_names_nobody_says_nothing_and_opens_for_one_person_and_page(world, counted):
    place = place_of(world)
    put_aside(place=place, fields={"text": [WORDS]}, at=timezone.now())
    row = Unsent.objects.get()
    columns = [field for field in Unsent._meta.fields if field.name not in ("id", "at")]
    counted(len(columns), "columns of what is put aside")
    assert not [field for field in Unsent._meta.fields if field.is_relation]
    for field in columns:
        assert re.fullmatch(r"[0-9a-f]{64}|[\w=-]+", getattr(row, field.name)), field.name
    assert [typed.fields for typed in unsent_on(place)] == [{"text": [WORDS]}]
    for stranger in (place_of(world, "deputy_lead"), place_of(world, page="/b/")):
        assert unsent_on(stranger) == []
        row.page = unsent.marks_of_page(stranger)[0]
        row.save()
        assert unsent_on(stranger) == [], "a row put on another page stays shut"
    assert not Event.objects.filter(verb__contains="unsent").exists()


def test_it_is_swept_after_two_weeks_and_bounded_for_each_person(world, counted):
    now = timezone.now()
    for number in range(unsent.MOST_FORMS + 3):
        place = place_of(world, form=f"/a/#{number}")
        put_aside(place=place, fields={"text": ["x"]}, at=now + timedelta(seconds=number))
    put_aside(place=place_of(world, "member"), fields={"text": ["y"]}, at=now)
    assert Unsent.objects.count() == unsent.MOST_FORMS + 1
    assert not [typed for typed in unsent_on(place_of(world)) if typed.form == "/a/#0"]
    counted(Unsent.objects.count(), "forms put aside, of two people")
    assert sweep(at=now + unsent.LONGEST - timedelta(minutes=1)) == 0
    sweep(at=now + unsent.LONGEST + timedelta(hours=1))
    assert not Unsent.objects.exists()


def test_a_new_key_of_the_portal_opens_what_the_old_one_sealed(world, settings):
    place = place_of(world)
    put_aside(place=place, fields={"text": [WORDS]}, at=timezone.now())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 60
    assert [typed.fields for typed in unsent_on(place)] == [{"text": [WORDS]}]
    put_aside(place=place, fields={"text": ["sau"]}, at=timezone.now())
    assert Unsent.objects.count() == 1, "over what the old key marked"


DOOR = {
    "no page": ({"form": "/a/#1", "fields": "{}"}, 403),
    "a page of somebody else": ({"page": "other", "form": "/a/#1", "fields": "{}"}, 403),
    "no form": ({"page": "own", "fields": "{}"}, 400),
    "a name too long": ({"page": "own", "form": "x" * 501, "fields": "{}"}, 400),
    "not JSON": ({"page": "own", "form": "/a/#1", "fields": "{"}, 400),
    "not fields": ({"page": "own", "form": "/a/#1", "fields": "[1]"}, 400),
    "too deep": ({"page": "own", "form": "/a/#1", "fields": "[" * 9000}, 400),
    "its own": ({"page": "own", "form": "/a/#1", "fields": '{"a": ["b"]}'}, 200),
}


def test_the_door_takes_what_belongs_to_a_page_that_was_shown(world, as_, counted):
    pages = {
        "own": unsent.token_of(place_of(world)),
        "other": unsent.token_of(place_of(world, "member")),
    }
    client, answers = as_("lead"), {}
    for says, (data, _) in DOOR.items():
        sent = {**data, **({"page": pages[data["page"]]} if "page" in data else {})}
        answers[says] = client.post(KEEP, sent, headers={"accept": "application/json"}).status_code
    counted(len(DOOR), "things sent to the door")
    assert answers == {says: status for says, (_, status) in DOOR.items()}
    large = {"page": pages["own"], "form": "/a/#1", "fields": "x" * (unsent.MOST_BYTES + 70_000)}
    assert client.post(KEEP, large, headers={"accept": "application/json"}).status_code == 413
    assert client.get(KEEP).status_code == 405
    nobody = as_("anonymous").post(KEEP, large, headers={"accept": "application/json"})
    assert nobody.status_code == 401, "a session that ended is no size"


def test_a_session_that_ended_before_an_upload_is_no_file_too_large(as_, world):
    upload = SimpleUploadedFile("anh.png", b"x" * 900_000, "image/png")
    came = {"referer": "http://testserver/bao-cao/?ky=1"}
    for headers, to in ((came, "/bao-cao/?ky=1"), ({"referer": "http://x.example/"}, "/noi-nhan/")):
        upload.seek(0)
        answer = as_("anonymous").post("/noi-nhan/", {"upload": upload}, headers=headers)
        assert answer.status_code == 302
        assert answer["Location"] == f"/tai-khoan/dang-nhap/?{urlencode({'next': to})}"


def test_the_key_of_a_machine_is_of_one_account_and_one_stay(as_, world, settings):
    """The same after a session that ended by itself; another for another account, and after signing
    out: what is sealed with it is gone with it.
    """
    page = "/chi-dao/moi/"
    client = as_("chairman")
    first = hook_of(client.get(page).content.decode())["key"]
    cookie = client.cookies[settings.UNSENT_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert hook_of(client.get(page).content.decode())["key"] == first
    client.session.flush()
    client.force_login(world.chairman, backend=BACKEND)
    assert hook_of(client.get(page).content.decode())["key"] == first
    client.force_login(world.vice, backend=BACKEND)
    assert hook_of(client.get(page).content.decode())["key"] != first
    client.force_login(world.chairman, backend=BACKEND)
    left = client.post("/tai-khoan/dang-xuat/")
    assert left.cookies[settings.UNSENT_COOKIE]["max-age"] == 0
    assert '"storage"' in left["Clear-Site-Data"]
    client.force_login(world.chairman, backend=BACKEND)
    assert hook_of(client.get(page).content.decode())["key"] != first
