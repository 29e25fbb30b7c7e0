"""A person with two posts: found with each, reported in one of them, seen by the head of that one,
walled off from the heads of both; and what stays by the main post.
"""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Kind
from compliance.incidents import actions as incidents
from compliance.incidents.facts import excluded_people
from compliance.incidents.models import Incident
from compliance.incidents.placing import whereabouts
from compliance.incidents.queries import deciders, unit_people
from compliance.registry import actions
from compliance.registry.capacities import Capacity, capacities_named
from compliance.registry.models import Posting, StaffMember, User
from compliance.registry.queries import accounts_excluded_from
from compliance.registry.search import search
from compliance.review import actions as review
from compliance.review.documents.composing.wording import person as named
from compliance.review.measures.progress import suggested_authority
from compliance.rulebook.clocks import local_day
from reports.counting import figures
from reports.periods import PeriodKind, period_of
from reports.queries import windows
from tests.compliance.test_wall import text_of
from tests.world import Story, related

DAY = timedelta(days=1)
POSITION = "Phó Trưởng ban Quản lý chợ"
LOGGERS = ("unit_head", "other_head", "lead", "member")


def second_post(world, who: str = "person", office: str = "XB", **more) -> Posting:
    """`who` holds a second post in `office`, since 2018 when nothing else is said."""
    now = timezone.now()
    given = {"position": POSITION, "is_leader": False, "valid_from": date(2018, 1, 1), **more}
    return actions.add_second_post(
        staff=StaffMember.objects.get(user=world.users[who]),
        office=world.offices[office],
        by=world.fresh("affairs"),
        at=now,
        **given,
    )


def reported(story, world, second: Posting | None, reporter: str = "other_member", **when) -> Story:
    """A case about the person, sent in this capacity."""
    made = story("draft", reporter=reporter, **when)
    made.incident = incidents.save_draft(
        incident=made.fresh(),
        fields={"person": world.person_staff, "second_post": second},
        by=made.user(reporter),
        at=made.step(),
    )
    made.submit()
    return made


def rows_of(client, words: str, **more) -> list[str]:
    answer = client.get("/api/v1/staff/reportable/", {"q": words, **more})
    return [row["value"] for row in answer.json()["results"]]


# --- found with each

# who: in which capacity they find the person; None: not at all
FOUND = {
    "unit_head": {"main"},
    "other_head": {"second"},
    "lead": {"main", "second"},
    "deputy_lead": {"main", "second"},
    "member": {"main", "second"},
}


@pytest.mark.parametrize("words", ["Chu Yến Phản Ánh", "quan ly cho", "UBND xã Hai quản lý"])
def test_who_finds_the_person_in_which_capacity(words, world, as_, counted):
    post, person = second_post(world), world.person_staff
    values = {"main": str(person.pk), "second": f"{person.pk}-{post.pk}"}
    for who, found in FOUND.items():
        assert set(rows_of(as_(who), words)) == {values[name] for name in found}, who
        known = capacities_named(values.values(), world.fresh(who))
        assert set(known) == {values[name] for name in found}, who
    assert capacities_named(values.values(), world.fresh("person")) == {}, "nobody finds oneself"
    counted(len(FOUND) * len(values), "head × capacity, found by these words")


# (first day, last day) of the second post and the day of the act, from today: whether it is offered
OFFERED = (
    ((-30, None), 0, True),
    ((-30, None), -30, True),
    ((-30, None), -31, False),
    ((-30, -10), -10, True),
    ((-30, -10), -9, False),
    ((-30, -10), 0, False),
    ((5, None), 0, False),
)


def test_a_second_post_is_offered_for_the_days_it_was_held(world, as_, counted):
    today, client = local_day(timezone.now()), as_("other_head")
    for (first, last), act, offered in OFFERED:
        with transaction.atomic():
            post = second_post(
                world,
                valid_from=today + first * DAY,
                valid_to=None if last is None else today + last * DAY,
            )
            rows = rows_of(client, "Chu Yến", on=f"{today + act * DAY:%d/%m/%Y}")
            value = f"{world.person_staff.pk}-{post.pk}"
            assert rows == ([value] if offered else []), (first, last, act)
            transaction.set_rollback(True)
    counted(len(OFFERED), "days of a post × day of the act")


def test_the_words_of_a_second_post_follow_its_days_its_end_and_its_office(world):
    now, today = timezone.now(), local_day(timezone.now())
    people = StaffMember.objects.select_related("office")

    def found(words: str) -> bool:
        return world.person_staff in search(people, words).people

    post = second_post(world)
    assert world.person_staff.second_posts == f"{POSITION}, UBND xã Hai"
    assert found("quan ly cho")
    actions.change_office(
        office=world.offices["XB"],
        by=world.fresh("affairs"),
        at=now,
        day=today,
        basis="NQ",
        name="UBND xã Mới Tên",
        short_name="Mới Tên",
        kind=world.offices["XB"].kind,
        parent=world.offices["UBND"],
    )
    assert found("moi ten quan ly")
    actions.end_posting(posting=post, last_day=today - DAY, by=world.fresh("affairs"), at=now)
    assert world.person_staff.second_posts == ""
    assert not found("quan ly cho")


# --- logged, seen, spoken for, decided, counted: by the capacity

# who the person is: (function on which office, leader in the second post)
PERSONS = {
    "plain": (None, False),
    "leads the second": (None, True),
    "heads the main": ("XA", False),
    "heads the second": ("XB", True),
}
# (person, capacity): (office, handling office, who of the heads sees it, who speaks, who decides)
PLACED = {
    ("plain", "main"): ("XA", "XA", {"unit_head"}, {"unit_head"}, "leads"),
    ("plain", "second"): ("XB", "XB", {"other_head"}, {"other_head"}, "leads"),
    ("leads the second", "main"): ("XA", "XA", {"unit_head"}, {"unit_head"}, "leads"),
    ("leads the second", "second"): ("XB", "UBND", set(), {"vice"}, "chairs"),
    ("heads the main", "main"): ("XA", "UBND", set(), {"vice"}, "chairs"),
    ("heads the main", "second"): ("XB", "XB", {"other_head"}, {"other_head"}, "chairs"),
    ("heads the second", "main"): ("XA", "UBND", set(), {"vice"}, "chairs"),
    ("heads the second", "second"): ("XB", "UBND", set(), {"vice"}, "chairs"),
}
DECIDE = {"leads": {"lead", "deputy_lead", "recused"}, "chairs": {"chairman", "vice"}}


@pytest.mark.parametrize("row", PLACED, ids=" · ".join)
def test_the_capacity_says_whose_case_it_is_and_the_person_who_decides(row, story, world, counted):
    who, capacity = row
    office, handling, seen_by, speaks, decides = PLACED[row]
    heads, leader = PERSONS[who]
    post = second_post(world, is_leader=leader)
    if heads:
        actions.grant_function(
            user=world.person,
            kind=Kind.DEPUTY_HEAD,
            office=world.offices[heads],
            valid_from=date(2018, 1, 1),
            by=None,
            at=timezone.now(),
        )
    made = reported(story, world, post if capacity == "second" else None)
    incident = made.fresh()
    day = local_day(made.at)
    assert (incident.office.code, incident.handling_office.code) == (office, handling)
    assert incident.staff_kind == "cong_chuc", "the law follows the employment, not the capacity"
    assert incident.post_kind == capacity
    seeing = {
        name
        for name in ("unit_head", "other_head")
        if Incident.objects.visible_to(world.fresh(name)).filter(pk=incident.pk).exists()
    }
    assert seeing == seen_by
    assert {user.username for user in unit_people(incident, day)} == speaks
    assert {user.username for user in deciders(incident, day)} == DECIDE[decides]
    counted(len(PLACED), "person × capacity: unit, who sees, who speaks, who decides")


def test_who_may_log_in_which_capacity(story, world, counted):
    post = second_post(world)
    for who in LOGGERS:
        for name, second in (("main", None), ("second", post)):
            with transaction.atomic():
                if name in FOUND[who]:
                    made = reported(story, world, second, reporter=who)
                    assert made.fresh().office.code == ("XB" if second else "XA")
                else:
                    with pytest.raises(incidents.Incomplete) as refused, transaction.atomic():
                        reported(story, world, second, reporter=who)
                    assert "đơn vị mình phụ trách" in refused.value.details["fields"]["person"]
                transaction.set_rollback(True)
    counted(len(LOGGERS) * 2, "who logs × capacity")


def test_the_main_post_decides_who_may_discipline_and_by_which_law(story, world):
    post = second_post(world)
    Posting.objects.filter(pk=post.pk).update(staff_kind="nguoi_lao_dong")
    Posting.objects.filter(staff=world.person_staff, kind="main").update(staff_kind="vien_chuc")
    person = world.person_staff
    now = timezone.now()
    placed = whereabouts(person, now, local_day(now), second=Posting.objects.get(pk=post.pk))
    assert placed["staff_kind"] == "vien_chuc"
    made = story("draft")
    incident = Incident(person=person, happened_at=made.incident.happened_at, **placed)
    assert suggested_authority(incident)[0] == "Thủ trưởng UBND xã Một"


def test_each_case_is_counted_once_under_the_capacity_chosen(story, world, counted):
    post = second_post(world)
    morning = timezone.localtime().replace(hour=9) - 2 * DAY
    cases = [reported(story, world, second, start=morning) for second in (post, None, post)]
    for made in cases:
        made.accept()
    today = local_day(cases[-1].at)
    month = period_of(PeriodKind.MONTH, today, windows())
    wanted = {None: 3, "XA": 1, "XB": 2, "NV": 0}
    for code, number in wanted.items():
        office = world.offices[code] if code else None
        counts = figures(world.fresh("chairman"), month, today, office)["counts"]
        assert counts["received"] == number, code
    counted(len(wanted), "unit × cases counted")


def test_papers_pages_and_lists_name_the_post_chosen(story, world, as_, counted):
    post = second_post(world)
    rows = 0
    for second, words in ((post, f"{POSITION} (kiêm nhiệm)"), (None, "Công chức Văn phòng")):
        made = reported(story, world, second)
        made.accept()
        code = made.incident.code
        assert f"{words}, {made.fresh().office.name}" in named(made.fresh())
        papers = [f"/ho-so/{code}/{path}" for path in ("", "phieu/", "phieu-cong-bang/")]
        for page in ("/ho-so/", "/ho-so/xuat/?dang=csv", *papers):
            assert words in " ".join(text_of(as_("lead").get(page)).split()), page
            rows += 1
        line = as_("lead").get(f"/api/v1/incidents/{code}/").json()
        assert line["second_post"] == bool(second)
    counted(rows, "pages that name the post")


# --- the wall knows both posts

# when the second post under other_head is held, from today: whether it shuts their file
UNDER = {
    "none": (None, False),
    "held": ((-30, None), True),
    "until today": ((-30, 0), True),
    "ended": ((-30, -1), False),
    "to come": ((3, None), False),
}


def test_a_superior_in_either_post_is_a_superior(world, counted):
    """Asked from both sides of the wall, of each who works on cases."""
    today = local_day(timezone.now())
    head = StaffMember.objects.get(user=world.other_head)
    for who in ("member", "deputy_lead", "affairs", "unit_head"):
        for name, (days, shut) in UNDER.items():
            with transaction.atomic():
                if days and who != "affairs":
                    first, last = days
                    second_post(
                        world,
                        who,
                        valid_from=today + first * DAY,
                        valid_to=None if last is None else today + last * DAY,
                    )
                wanted = shut and who != "affairs"
                user = world.fresh(who)
                assert (head.pk in excluded_people(user)) == wanted, (who, name)
                walled = User.objects.filter(accounts_excluded_from(head), pk=user.pk)
                assert walled.exists() == wanted, (who, name)
                transaction.set_rollback(True)
    counted(4 * len(UNDER), "who × days of a second post under the head")


def test_who_works_under_the_person_in_a_second_post_stays_out_after_it_ends(story, world):
    """The person heads the second unit; a member of the team holds a second post there."""
    below = second_post(world, "other_member", position="Thành viên Ban")
    post = second_post(world, is_leader=True)
    actions.grant_function(
        user=world.person,
        kind=Kind.UNIT_HEAD,
        office=world.offices["XB"],
        valid_from=date(2018, 1, 1),
        by=None,
        at=timezone.now(),
    )
    made = reported(story, world, post, reporter="lead")
    assert made.fresh().kept_walls.filter(user=world.other_member).exists()
    yesterday = local_day(timezone.now()) - DAY
    actions.end_posting(
        posting=below, last_day=yesterday, by=world.fresh("affairs"), at=timezone.now()
    )
    seen = Incident.objects.visible_to(world.fresh("other_member"))
    assert not seen.filter(pk=made.incident.pk).exists()


@pytest.mark.parametrize("tied", ["unit_head", "other_head"])
@pytest.mark.parametrize("capacity", ["main", "second"])
def test_the_head_of_either_unit_who_is_concerned_is_kept_out(
    capacity, tied, story, world, as_, counted
):
    post = second_post(world)
    related(StaffMember.objects.get(user=world.users[tied]), world.person_staff)
    made = reported(story, world, post if capacity == "second" else None)
    user = world.fresh(tied)
    assert not Incident.objects.visible_to(user).filter(pk=made.incident.pk).exists()
    assert tied not in {one.username for one in unit_people(made.fresh(), local_day(made.at))}
    made.accept()
    client, pages = as_(tied), ("/ho-so/", "/don-vi/", "/so-lieu/", "/viec-can-lam/", "/thong-bao/")
    for page in pages:
        told = text_of(client.get(page))
        assert made.incident.code not in told, page
        assert "chim-hoàng-yến" not in told, page
    assert client.get(f"/ho-so/{made.incident.code}/").status_code == 404
    for second in (None, post):
        draft = story("draft", reporter=tied)
        with pytest.raises(incidents.Incomplete), transaction.atomic():
            reported_again(draft, world, second, tied)
    counted(len(pages) + 3, "ways to the case, all shut")


def reported_again(made: Story, world, second: Posting | None, reporter: str) -> None:
    fields = {"person": world.person_staff, "second_post": second}
    by = made.user(reporter)
    made.incident = incidents.save_draft(
        incident=made.fresh(), fields=fields, by=by, at=made.step()
    )
    made.submit()


# --- the form

FORM = {
    "act_kind": "statement",
    "known_on": "",
    "seen_how": "witnessed",
    "narrative": "Trong cuộc họp đã nói điều chưa được kiểm chứng trước nhiều người.",
    "out_of_scope_declared": "on",
}


def test_the_form_offers_a_row_for_each_post_and_keeps_the_one_chosen(story, world, as_):
    post, person = second_post(world), world.person_staff
    made, client = story("draft", reporter="other_head"), as_("other_head")
    path = f"/vu-viec/{made.incident.code}/sua/"
    happened = timezone.localtime(made.incident.happened_at)
    typed = {
        **FORM,
        "title": "Phát ngôn tại chợ",
        "happened_at": f"{happened:%d/%m/%Y %H:%M}",
        "known_on": f"{happened:%d/%m/%Y}",
        "provisions": list(made.incident.allegations.values_list("provision_id", flat=True)),
    }
    version = made.fresh().version
    page = client.post(path, {**typed, "version": version, "person_q": "yen", "search": "1"})
    told = " ".join(text_of(page).split())
    value = f"{person.pk}-{post.pk}"
    assert f'value="{value}"' in told
    assert f"kiêm nhiệm {POSITION}, UBND xã Hai" in told
    assert f'name="person" value="{person.pk}" ' not in told, "the main post is not theirs to name"
    version = made.fresh().version
    client.post(path, {**typed, "version": version, "person": str(person.pk), "save": "1"})
    assert made.fresh().second_post is None
    version = made.fresh().version
    client.post(path, {**typed, "version": version, "person": value, "save": "1"})
    assert (made.fresh().person, made.fresh().second_post) == (person, post)
    assert f'value="{value}" id="id_person_0" checked' in " ".join(
        text_of(client.get(path)).split()
    )
    earlier = date(2017, 12, 30)
    answer = client.post(
        path,
        {
            **typed,
            "happened_at": f"{earlier:%d/%m/%Y} 09:00",
            "person": value,
            "version": made.fresh().version,
            "submit": "1",
        },
    )
    assert answer.status_code == 422
    assert "không giữ vị trí kiêm nhiệm đã chọn" in text_of(answer)
    sent = {**typed, "person": value, "version": made.fresh().version, "submit": "1"}
    assert client.post(path, sent).status_code == 302
    assert made.fresh().office.code == "XB"
    assert made.fresh().position_words == f"{POSITION} (kiêm nhiệm)"


def test_several_people_are_named_each_in_one_capacity(story, world, as_):
    post, person = second_post(world), world.person_staff
    other = StaffMember.objects.get(user=world.other_staff)
    other_post = second_post(world, "other_staff", position="Thành viên Ban Quản lý chợ")
    made, client = story("draft", reporter="member"), as_("member")
    path = f"/vu-viec/{made.incident.code}/sua/"
    both = [str(other.pk), f"{other.pk}-{other_post.pk}"]
    typed = {"person": f"{person.pk}-{post.pk}", "title": "Hai người", "save": "1"}
    answer = client.post(path, {**typed, "also": both, "version": made.fresh().version})
    assert f"Chọn một vị trí của {other.full_name}" in text_of(answer)
    made = story("draft", reporter="member")
    incident = incidents.save_draft(
        incident=made.fresh(),
        fields={"person": person, "second_post": post},
        also=[Capacity(other, other_post)],
        by=made.user("member"),
        at=made.step(),
    )
    sent = incidents.submit(incident=incident, by=made.user("member"), at=made.step())
    assert [row.office.code for row in sent] == ["XB", "XB"]
    assert {row.position for row in sent} == {POSITION, "Thành viên Ban Quản lý chợ"}


def test_a_returned_report_keeps_its_capacity_until_another_is_chosen(story, world):
    post = second_post(world)
    made = reported(story, world, post)
    made.send_back()
    by = made.user("other_member")
    incidents.save_draft(incident=made.fresh(), fields={"person": None}, by=by, at=made.step())
    assert made.fresh().second_post == post, "an empty choice takes nothing away"
    made.submit()
    assert made.fresh().office.code == "XB"
    made.send_back()
    fields = {"person": world.person_staff}
    incidents.save_draft(incident=made.fresh(), fields=fields, by=by, at=made.step())
    made.submit()
    assert (made.fresh().office.code, made.fresh().post_kind) == ("XA", "main")


# --- corrected, moved, gone


def corrected(made: Story, **changes) -> Incident:
    review.ask_correction(
        incident=made.fresh(),
        changes=changes,
        said=[],
        reason="Ghi nhầm.",
        by=made.user("member"),
        at=made.step(),
    )
    made.agree()
    return made.fresh()


def test_a_correction_keeps_the_capacity_moves_it_with_the_unit_and_never_loses_it_silently(
    story, world
):
    post = second_post(world)
    made = reported(story, world, post)
    made.accept()
    earlier = made.incident.happened_at - 20 * DAY
    incident = corrected(made, happened_at=earlier.isoformat())
    assert (incident.office.code, incident.second_post) == ("XB", post)
    with pytest.raises(NotNow, match="không giữ vị trí kiêm nhiệm"), transaction.atomic():
        corrected(made, happened_at="2017-12-30T09:00:00+07:00")
    incident = corrected(made, office=world.offices["XA"].pk)
    assert (incident.office.code, incident.second_post, incident.post_kind) == ("XA", None, "main")
    incident = corrected(made, office=world.offices["XB"].pk)
    assert (incident.office.code, incident.second_post) == ("XB", post)
    assert incident.position_words == f"{POSITION} (kiêm nhiệm)"


def test_a_keeper_who_heads_an_office_brings_nobody_under_themselves_by_a_second_post(
    world, counted
):
    """(main post under the keeper, office of the second post): whether adding and ending it waits
    for another keeper.
    """
    now, day = timezone.now(), local_day(timezone.now())
    affairs = world.affairs
    actions.grant_function(
        user=affairs, kind=Kind.UNIT_HEAD, office=world.offices["XB"], valid_from=date(2018, 1, 1),
        by=None, at=now,
    )  # fmt: skip
    table = {
        ("other_staff", "XB"): True,
        ("other_staff", "NV"): False,
        ("other_head", "XB"): False,
        ("other_head", "XA"): False,
    }
    for (who, office), refused in table.items():
        staff = StaffMember.objects.get(user=world.users[who])
        given = {
            "staff": staff,
            "office": world.offices[office],
            "position": POSITION,
            "is_leader": False,
            "valid_from": day,
            "at": now,
        }
        with transaction.atomic():
            if refused:
                with pytest.raises(NotAllowed), transaction.atomic():
                    actions.add_second_post(by=world.fresh("affairs"), **given)
                post = Posting.objects.create(
                    staff=staff, office=given["office"], position=POSITION, kind="second",
                    staff_kind="cong_chuc", valid_from=day,
                )  # fmt: skip
                with pytest.raises(NotAllowed), transaction.atomic():
                    actions.end_posting(
                        posting=post, last_day=day, by=world.fresh("affairs"), at=now
                    )
            else:
                post = actions.add_second_post(by=world.fresh("affairs"), **given)
                actions.end_posting(posting=post, last_day=day, by=world.fresh("affairs"), at=now)
            transaction.set_rollback(True)
    counted(len(table) * 2, "person × office, added and ended")


# --- the pages of the registry


def test_a_head_sees_of_who_holds_a_second_post_with_them_that_post_alone(world, as_, counted):
    post, person = second_post(world), world.person_staff
    StaffMember.objects.filter(pk=person.pk).update(phone="0987654321")
    listed = f"/can-bo/{person.code}/"
    shown = {  # who: (in the list, main post's history, phone)
        "unit_head": (True, True, True),
        "other_head": (True, False, False),
        "affairs": (True, True, True),
        "other_staff": (False, False, False),
    }
    for who, (found, main, phone) in shown.items():
        told = text_of(as_(who).get("/can-bo/", {"q": "chu yen"}))
        assert (person.full_name in told) == found, who
        page = as_(who).get(listed)
        assert page.status_code == (200 if found else 404), who
        assert (POSITION in text_of(page)) == found, who
        assert ("Quá trình công tác" in text_of(page)) == main, who
        assert ("0987654321" in text_of(page)) == phone, who
    taken = text_of(as_("other_head").get("/can-bo/xuat/?dang=csv"))
    assert person.code not in taken, "the file is of who works there"
    assert as_("other_head").get(f"{listed}lich-su/").status_code == 404
    for name in ("XA", "XB"):
        rows = text_of(as_("affairs").get("/can-bo/", {"don-vi": name}))
        assert person.full_name in rows, name
    assert person.full_name not in text_of(as_("affairs").get("/can-bo/", {"don-vi": "NV"}))
    assert post.words in text_of(as_("affairs").get(listed))
    counted(len(shown) * 5, "who × what of the person they see")


def test_a_unit_of_second_posts_alone_can_be_filtered_by_and_counted(story, world, as_):
    add_board(world)
    post = second_post(world, office="NV2")
    reported(story, world, post)
    for path in ("/ho-so/", "/can-bo/", "/so-lieu/"):
        told = text_of(as_("lead").get(path))
        assert 'value="NV2"' in told, path
    assert as_("lead").get("/so-lieu/", {"don-vi": "NV2"}).status_code == 200
    assert as_("other_head").get("/so-lieu/", {"don-vi": "NV2"}).status_code == 400


def add_board(world) -> None:
    """A board in which nobody has a main post."""
    world.offices["NV2"] = actions.add_office(
        by=None,
        at=timezone.now(),
        code="NV2",
        name="Ban Quản lý chợ",
        short_name="BQL chợ",
        kind="department",
        parent=world.offices["UBND"],
        valid_from=date(2017, 1, 1),
    )
