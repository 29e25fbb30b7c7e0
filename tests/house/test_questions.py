"""Nothing is lost in one click: every page that takes a form asks first, is taken back by another,
or loses nothing. What asks changes no row before it is agreed to, and says whom it will tell.
"""

import inspect
import re
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from compliance.core.questions import QUESTIONS, YES
from compliance.desk.actions import FILES
from compliance.outbox.models import Notification
from compliance.registry import actions as registry
from compliance.review.acts import ACTS
from compliance.review.case.queries import live_measures
from reports.models import Summary
from tests.compliance.test_wall import text_of
from tests.house.asking import ACTS_ASKED, BACK, IN_A_STORY, ROWS, scan, to_number
from tests.house.own_pages import ROWS as OWN_PAGES
from tests.house.own_pages import Stage
from tests.house.posts import ASKED_AND_REVERSIBLE, HARMLESS, OWN_PAGE, QUIET_ACTS, REVERSIBLE
from tests.house.test_limits import called, views
from tests.house.test_routes import ours, routes

OURS = ("compliance.", "reports.", "halang_portal.")
# what a request leaves that is no act: who is signed in, counters, that a form was sent
NOT_ACTS = {"sessions", "usersessions", "desk", "contenttypes", "auth", "admin"}


def takes_a_form(view) -> bool:
    """Whether the view, or a helper of its module, reads what was posted."""
    helpers = [one for one in called(view).values() if one.__module__ == view.__module__]
    source = "".join(map(inspect.getsource, [view, *helpers]))
    return bool(re.search(r'require_POST|request\.POST|"POST"', source))


def test_every_page_that_takes_a_form_stands_in_the_table(counted):
    posting = {
        name for name, view in views() if view.__module__.startswith(OURS) and takes_a_form(view)
    }
    tables = (set(QUESTIONS), set(REVERSIBLE), set(OWN_PAGE), set(HARMLESS))
    counted(len(posting), "pages that take a form")
    for words, table in zip(("asks", "reversible", "own page", "harmless"), tables, strict=True):
        counted(len(table), f"of them: {words}")
    assert posting - set().union(*tables) == set(), "stands in no table"
    assert set().union(*tables) - posting == set(), "no page that takes a form"
    assert sum(map(len, tables)) == len(set().union(*tables)), "stands in two tables"
    known = {name for name, _ in ours()}
    assert {*REVERSIBLE.values(), *ASKED_AND_REVERSIBLE.values()} <= known
    assert set(ASKED_AND_REVERSIBLE) <= set(QUESTIONS)
    assert all(len(reason) > 10 for reason in [*OWN_PAGE.values(), *HARMLESS.values()])


def test_every_act_on_a_case_says_its_way_back_or_why_it_asks_nothing(counted):
    asking = {act.path for act in ACTS if act.way_back}
    counted(len(ACTS), "acts on a case")
    counted(len(asking), "of them ask first")
    assert {act.path for act in ACTS} - asking == set(QUIET_ACTS)
    assert all(act.way_back or not act.final for act in ACTS)
    assert all(act.way_back for act in ACTS if act.danger), "what is drawn in red asks"


def test_every_form_that_leads_to_a_question_has_the_dialog(counted):
    """`data-asks` for the script; without it the same form meets the page."""
    folder, rows, without = settings.BASE_DIR / "templates", 0, []
    for page in sorted(folder.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        for form in re.findall(r'<form\b(?:"[^"]*"|[^>"])*>', text):
            route = re.search(r"{% url '([\w:]+)'", form)
            if route and 'method="post"' in form and route[1] in QUESTIONS:
                rows += 1
                without += [] if "data-asks" in form else [(page.name, route[1])]
            elif route and "data-asks" in form:
                without.append((page.name, route[1], "asks nothing"))
    counted(rows, "forms that lead to a question")
    assert not without


def everything() -> dict[str, list]:
    """Every row of every table an act could write, as the database has it."""
    tables = sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.app_label not in NOT_ACTS
    )
    held = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            held[table] = cursor.fetchall()
    return held


def agreed(page, yes: str) -> dict[str, list]:
    """What the page that asks sends, with its fields and files, and this yes."""
    sent: dict[str, list] = {YES: [yes], FILES: [token for _, _, token in page.context["files"]]}
    for name, value in page.context["hidden"]:
        sent.setdefault(name, []).append(value)
    return sent


def asks_then_does(client, url: str, form: dict) -> list[str]:
    """What is wrong with one page that asks; empty when it changes nothing, says what happens and
    whom it tells, and does it once it is agreed to.
    """
    before = everything()
    page = client.post(url, form)
    if page.status_code != 200 or "yes_name" not in (page.context or {}):
        said = page.context and page.context.get("form")
        return [f"does not ask: {page.status_code} {said.errors if said else ''}"]
    wrong = [f"writes {name}" for name, rows in everything().items() if rows != before[name]]
    text = page.content.decode()
    question = page.context["question"]
    wrong += [] if question.title.endswith("?") else ["its title is no question"]
    wrong += [] if question.what and question.back else ["says not what happens, or the way back"]
    wrong += [] if "Ai được báo" in text else ["says not who is told"]
    other = client.post(url, agreed(page, "x" * 64))
    if "vừa có thay đổi" not in other.content.decode():
        return [*wrong, "takes any yes"]
    lines = set(Notification.objects.values_list("pk", flat=True))
    done = client.post(url, agreed(other, page.context["yes"]))
    if done.status_code != 302:
        return [*wrong, f"does not do it: {done.status_code}"]
    if everything() == before:
        wrong.append("does nothing")
    told = {
        line.user.display_name
        for line in Notification.objects.exclude(pk__in=lines).exclude(user=None)
        if line.subject_type != "incident"
    }
    more = re.search(r"(\d+) người khác", text)
    if len([name for name in told if name in text]) + int(more[1] if more else 0) != len(told):
        wrong.append(f"tells {sorted(told)} and says otherwise")
    return wrong


def test_a_page_that_asks_changes_nothing_and_then_does_what_it_said(
    arguments, as_, world, counted
):
    patterns, wrong = dict(ours()), []
    assert {row.route for row in ROWS} | set(IN_A_STORY) == set(QUESTIONS)
    for row in ROWS:
        point = transaction.savepoint()
        given = arguments(row.route, patterns[row.route])
        keys, form = row.before(world, given)
        url = reverse(row.route, kwargs=keys)
        wrong += [
            (row.route, what) for what in asks_then_does(as_(row.who, agrees=False), url, form)
        ]
        transaction.savepoint_rollback(point)
    counted(len(ROWS), "pages that ask, sent without and with a yes")
    assert not wrong, "\n".join(map(str, wrong))


def first_choices(form) -> dict:
    """A form filled in as its page offers it: what stands there, else the first choice, a word."""
    sent = {}
    for name, field in form.fields.items():
        value = form[name].value()
        if value in (None, "", []) and getattr(field, "choices", None):
            real = [str(key) for key, _ in field.choices if str(key)]
            value = real[:1] if field.required else []
        if value in (None, "") and field.required:
            value = "Có căn cứ."
        if value not in (None, "", [], False):
            sent[form[name].html_name] = value
    return sent


def test_an_act_on_a_case_asks_and_then_is_done(story, as_, undone, counted):
    acts, wrong = {act.path: act for act in ACTS}, []
    for row in ACTS_ASKED:
        with undone():
            how = dict(row.how)
            if days := how.pop("days", 0):
                how["start"] = timezone.now() - timedelta(days=days)
            made = story(row.status, **how)
            extra = row.before(made)
            url = acts[row.path].url(made.fresh())
            client = as_(row.who, agrees=False)
            page = client.get(url)
            assert page.status_code == 200, (row.path, page.status_code)
            form = {**first_choices(page.context["form"]), **extra}
            wrong += [(row.path, what) for what in asks_then_does(client, url, form)]
    counted(len(ACTS_ASKED), "acts that ask, sent without and with a yes")
    asking = {path for path, act in acts.items() if act.way_back}
    counted(len(asking), "acts that ask")
    assert {row.path for row in ACTS_ASKED} == asking, "each is shown by a request"
    assert not wrong, "\n".join(map(str, wrong))


def test_an_evidence_of_a_draft_and_a_receipt_are_asked_too(story, as_, undone, counted):
    wrong = []
    with undone():
        made = story("draft")
        keys = {"code": made.fresh().code, "pk": made.fresh().evidence.first().pk}
        url = reverse("incidents:drop_evidence", kwargs=keys)
        wrong += asks_then_does(as_("unit_head", agrees=False), url, {})
    with undone():
        made = story("enforcing")
        made.carry_out()
        keys = {"code": made.fresh().code, "pk": live_measures(made.fresh()).get().pk}
        url = reverse("review:acknowledge", kwargs=keys)
        client = as_("person", agrees=False)
        wrong += asks_then_does(client, url, {})
    counted(2, "pages asked in a story")
    assert not wrong, wrong


def test_a_page_of_its_own_says_what_happens_and_its_reason_is_true(
    arguments, as_, world, story, counted
):
    """A table of the sentences and ways out that OWN_PAGE promises; a blank form writes nothing."""
    patterns, wrong, stage = dict(routes()), [], Stage(world, story, as_)
    assert set(OWN_PAGES) == set(OWN_PAGE)
    for name, row in OWN_PAGES.items():
        point = transaction.savepoint()
        keys = row.before(stage, arguments(name, patterns[name]))
        parts = {key: value for key, value in keys.items() if f":{key}>" in patterns[name]}
        url, client = reverse(name, kwargs=parts), as_(row.who)
        page = client.get(reverse(row.at, kwargs=parts) if row.at else url)
        text = " ".join(text_of(page).split())
        wrong += [(name, "says not", words) for words in row.says if words not in text]
        before = everything() if row.blank else None
        blank = client.post(url, {}) if row.blank else page
        if row.blank and (blank.status_code == 302 or everything() != before):
            wrong.append((name, "a blank form is carried out", blank.status_code))
        if row.walked and not row.walked(stage, url):
            wrong.append((name, "its reason is untrue"))
        transaction.savepoint_rollback(point)
    counted(len(OWN_PAGES), "pages of their own, read")
    counted(sum(row.walked is not None for row in OWN_PAGES.values()), "of them walked")
    assert not wrong, "\n".join(map(str, wrong))


def shown(row, column: str):
    name = column.removeprefix("set:")
    return getattr(row, name) is not None if name != column else getattr(row, name)


def test_there_and_back_leaves_the_row_as_it_was(arguments, as_, world, counted):
    """What a table calls reversible is walked there and back, by who may do either."""
    patterns, wrong, walked = dict(ours()), [], 0
    for row in BACK:
        point = transaction.savepoint()
        keys = row.before(world, arguments(row.there, patterns[row.there]))
        subject = row.model._base_manager.get(pk=keys["row"])
        before = {name: shown(subject, name) for name in row.columns}
        for leg, (route, who, form) in enumerate(((row.there, *row.forth), (row.back, *row.home))):
            parts = {name: keys[name] for name in keys if f":{name}>" in patterns[route]}
            url = reverse(route, kwargs=parts)
            answer = as_(who).post(url, form)
            if answer.status_code != 302:
                wrong.append((row.there, route, answer.status_code))
            subject.refresh_from_db()
            now = {name: shown(subject, name) for name in row.columns}
            if leg == 0 and now == before:
                wrong.append((row.there, "changes nothing"))
        if now != before:
            wrong.append((row.there, now, before))
        walked += 1
        transaction.savepoint_rollback(point)
    counted(walked, "ways there and back")
    assert {row.there: row.back for row in BACK} == ASKED_AND_REVERSIBLE | REVERSIBLE
    assert not wrong, "\n".join(map(str, wrong))


def test_an_end_is_taken_back_on_its_day_alone(world, as_, counted):
    """A day later the function is given anew; a function given anew cannot be taken back twice; and
    nobody takes back the end of their own.
    """
    row, client = world.other_member.functions.get(), as_("administrator")
    end, back = (
        reverse(f"registry:{name}", args=[row.pk]) for name in ("end_function", "resume_function")
    )
    assert client.post(back).status_code == 409, "it has not ended"
    assert client.post(end).status_code == 302
    row.refresh_from_db()
    row.ended_at -= timedelta(days=1)
    row.save(update_fields=["ended_at"])
    assert client.post(back).status_code == 409, "it ended yesterday"
    row.ended_at += timedelta(days=1)
    row.save(update_fields=["ended_at"])
    again = registry.grant_function(
        user=row.user,
        kind=row.kind,
        office=row.office,
        valid_from=timezone.localdate(),
        by=world.fresh("administrator"),
        at=timezone.now(),
    )
    assert client.post(back).status_code == 409, "it was given anew"
    type(again).objects.filter(pk=again.pk).delete()
    assert client.post(back).status_code == 302
    row.refresh_from_db()
    assert row.valid_to is None
    assert row.ended_at is None
    told = set(Notification.objects.filter(user=row.user).values_list("kind", flat=True))
    assert {"function_ended", "function_resumed"} <= told
    counted(5, "tries to take an end back")


def test_a_file_chosen_for_a_form_that_asks_is_sent_once(arguments, as_, world):
    """The page keeps it: the yes carries no file, and the scan is there."""
    keys, form = to_number(world, {})
    url = reverse("reports:sign_summary", kwargs=keys)
    page = as_("lead", agrees=False).post(url, {**form, "scan": scan()})
    assert "ban-ky.png" in page.content.decode()
    assert not Summary.objects.get(pk=keys["pk"]).files.exists()
    assert as_("lead").post(url, {**form, "scan": scan()}).status_code == 302
    assert Summary.objects.get(pk=keys["pk"]).files.count() == 1


def test_the_script_that_only_asks_does_nothing_whatever_is_sent(arguments, as_, world, counted):
    """X-Asks: a question, or 204; never an act, a message or a refusal in the trail."""
    rows = (
        ("registry:account", {"act": "shut"}, 200),
        ("registry:account", {"act": "open"}, 204),
        ("registry:end_function", {}, 200),
        ("registry:resume_function", {}, 204),
        ("outbox:leave_undone", {}, 204),
    )
    client, before, patterns = as_("administrator", agrees=False), everything(), dict(ours())
    for route, form, status in rows:
        url = reverse(route, kwargs=arguments(route, patterns[route]))
        assert client.post(url, form, headers={"x-asks": "1"}).status_code == status, route
    assert everything() == before
    counted(len(rows), "forms sent by the script that only asks")


def test_who_reported_is_not_named_by_a_question(story, as_, undone, counted):
    """The reporter is told that it was screened out; the page says so without a name, and to the
    person concerned not even that.
    """
    with undone():
        made = story("submitted")
        acts = {act.path: act for act in ACTS}
        url, client = acts["thu-ly"].url(made.fresh()), as_("lead", agrees=False)
        row = next(row for row in ACTS_ASKED if row.path == "thu-ly")
        form = {**first_choices(client.get(url).context["form"]), **row.before(made)}
        said = " ".join(
            line for effect in client.post(url, form).context["effects"] for line in effect.lines
        )
    assert "người ghi nhận (không nêu tên)" in said.lower()
    assert made.user("unit_head").display_name not in said
    counted(1, "questions about a case with a reporter who is told")
