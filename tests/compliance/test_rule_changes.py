"""Terms of the law put right in the browser: two people, a preview, open cases that follow, taking
back, and a later load of the shipped rules that undoes nothing.
"""

import io
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core.refusals import NotAllowed, NotNow
from compliance.outbox.processing import process_due
from compliance.review import actions as review
from compliance.review.deadlines.actions import terms
from compliance.rulebook import actions as rulebook
from compliance.rulebook.actions import loading
from compliance.rulebook.changes import RuleChange
from compliance.rulebook.clocks import add_months, local_day, next_working_day
from compliance.rulebook.models import RuleSet, RuleTerm
from compliance.rulebook.queries import calendar, rule_set_for, term
from compliance.rulebook.versions import entries_of
from tests.compliance.test_load_rulebook import with_file
from tests.pages import form_with

pytestmark = pytest.mark.both
DOC = {"document": "Luật thử 1/2026", "article": "Điều 9", "reason": "Ghi sai khi nhập"}


def today() -> date:
    return local_day(timezone.now())


def change_of(base: RuleSet | None, days: tuple = (), **values) -> RuleChange:
    """An unsaved change of `base`; `days`: from, to, where they are not those of the base."""
    begins, ends = days or (base.valid_from, base.valid_to)
    return RuleChange(
        base=base,
        values={"terms": values.get("terms", {}), "steps": values.get("steps", {})},
        document_date=date(2026, 11, 2),
        valid_from=begins,
        valid_to=ends,
        **DOC,
    )


def named(base: RuleSet, key: str) -> str:
    row = base.terms.filter(key=key).order_by("valid_from").first()
    return f"{key}@{row.valid_from}"


def put_right(world, change: RuleChange, at=None) -> RuleSet | None:
    at = at or timezone.now()
    review.ask_terms(change=change, by=world.fresh("affairs"), at=at)
    review.confirm_terms(change=change, by=world.fresh("lead"), at=at)
    return change.versions.first()


def typed(client, base: RuleSet, **numbers) -> dict:
    """The form of a rule set as its page holds it, with some numbers changed."""
    path = reverse("review:change_terms", args=[base.code])
    form = form_with(client.get(path).content.decode(), "document", "valid_from")
    keys = {
        entry.key.split("@")[0]: f"value_{number}"
        for number, entry in enumerate(entries_of(base, today()))
    }
    source = {**DOC, "document_date": "02/11/2026"}
    return {**form, **source, **{keys[key]: str(value) for key, value in numbers.items()}}


def test_a_number_put_right_moves_the_dates_of_open_cases_that_its_reader_may_see(
    story, as_, world
):
    made = story("in_review")
    hidden = story("in_review", staff=world.deputy_lead.staff, reporter="other_member")
    incident, base = made.fresh(), made.fresh().rule_set
    due = incident.due_on
    acted = local_day(incident.happened_at)
    longer = base.limitation_months + 6
    to = next_working_day(add_months(acted, longer), calendar())
    path = reverse("review:change_terms", args=[base.code])
    numbers = {"TH_KT": longer, "TH_KHAC": base.limitation_months_heavy + 6}
    body = (
        as_("deputy_lead").post(path, typed(as_("deputy_lead"), base, **numbers)).content.decode()
    )
    assert incident.code in body
    assert f"{incident.limitation_ends:%d/%m/%Y}" in body
    assert f"{to:%d/%m/%Y}" in body
    assert hidden.incident.code not in body
    assert "1 hồ sơ đang xem xét tính theo bản mới" in body, "the file about the viewer"
    body = as_("administrator").post(path, typed(as_("administrator"), base, **numbers))
    assert incident.code not in body.content.decode()
    assert "2 hồ sơ đang xem xét tính theo bản mới" in body.content.decode()
    assert not RuleChange.objects.exists(), "a preview writes nothing"
    asked = as_("affairs").post(path, {**typed(as_("affairs"), base, **numbers), "apply": "1"})
    assert asked.status_code == 302
    assert made.fresh().rule_set == base, "one person changes nothing"
    page = asked["Location"]
    assert as_("affairs").post(page, {"act": "confirm"}).status_code == 403
    assert as_("member").get(page).status_code == 403
    assert incident.code in as_("lead").get(page).content.decode()
    assert "Xác nhận thời hạn được sửa" in as_("lead").get("/viec-can-lam/").content.decode()
    assert as_("lead").post(page, {"act": "confirm"}).status_code == 302
    fresh = made.fresh()
    assert fresh.rule_set.code == f"{base.code}-v2"
    assert (fresh.limitation_ends, fresh.due_on) == (to, due)
    assert hidden.fresh().rule_set == fresh.rule_set
    row = made.incident.clock_entries.get(kind="terms")
    assert row.moved["limitation_ends"] == [incident.limitation_ends.isoformat(), to.isoformat()]
    assert (row.rule_set, row.former_rule_set) == (fresh.rule_set, base)
    assert Event.objects.filter(verb="terms_moved", subject_id=str(incident.pk)).count() == 1
    assert Event.objects.get(verb="confirm_rule_change").after["terms"]
    shown = as_("member").get(f"/ho-so/{incident.code}/thoi-han/").content.decode()
    assert "Luật thử 1/2026, Điều 9" in shown
    told = world.member.notifications.filter(kind="terms_moved", subject_id=str(incident.pk))
    assert told.count() == 1


def test_who_confirms_learns_of_no_case_behind_their_wall(story, as_, world):
    """With a case about themselves that follows, and without one, every answer reads the same."""
    said = []
    for staff in (world.deputy_lead.staff, None):
        with transaction.atomic():
            made = story("in_review", staff=staff, reporter="other_member") if staff else None
            base = made.fresh().rule_set if made else rule_set_for("cong_chuc", today())
            longer = base.limitation_months + 6
            change = change_of(base, terms={named(base, "TH_KT"): longer})
            review.ask_terms(change=change, by=world.fresh("affairs"), at=timezone.now())
            client, page = as_("deputy_lead"), reverse("review:terms_change", args=[change.pk])
            before = client.get(page).content.decode()
            assert "0 hồ sơ đang xem xét tính theo bản mới" in before
            answer = client.post(page, {"act": "confirm"}, follow=True)
            said.append([str(message) for message in answer.context["messages"]])
            assert (made is None) or made.fresh().rule_set != base, "it follows all the same"
            transaction.set_rollback(True)
    assert said[0] == said[1] != []
    assert not any(sign.isdigit() for line in said[0] for sign in line)


def test_what_the_version_does_not_name_stays_and_what_is_published_is_not_changed(world, story):
    base = story("in_review").fresh().rule_set
    key = named(base, "TH_KT")
    rules = put_right(world, change_of(base, terms={key: 30}, steps={"answer_workdays": 7}))
    assert (rules.limitation_months, rules.answer_workdays) == (30, 7)
    assert rules.limitation_months_heavy == base.limitation_months_heavy
    assert rules.limitation_basis.startswith("Luật thử 1/2026, Điều 9; ")
    assert rules.replaces == base
    row = rules.terms.get(key="TH_KT")
    assert (row.value, row.basis, row.confidence) == (30, "Luật thử 1/2026, Điều 9", "A")
    assert rules.terms.count() == base.terms.count()
    assert rules.choices.count() == base.choices.count() > 0
    for model, pk in ((RuleSet, rules.pk), (RuleTerm, row.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.filter(pk=pk).update(valid_to=date(2099, 1, 1))
    with pytest.raises(NotNow):
        put_right(world, change_of(base, terms={key: 31}))


def test_a_new_rule_begins_on_its_day_and_is_taken_back_before_it(world, story):
    made = story("in_review")
    base, day = made.fresh().rule_set, today()
    begins, ends = day + timedelta(days=10), day + timedelta(days=20)
    change = change_of(base, (begins, ends), terms={named(base, "TH_KT"): 30})
    rules = put_right(world, change)
    kind = base.staff_kind
    held = [rule_set_for(kind, begins + timedelta(days=n)) for n in (-1, 0, 10, 11)]
    assert held == [base, rules, rules, base]
    assert made.fresh().rule_set == base, "taken up before it begins"
    with pytest.raises(NotAllowed):
        rulebook.take_back_rule_change(
            change=change, reason="x", by=world.fresh("member"), at=timezone.now()
        )
    rulebook.take_back_rule_change(
        change=change, reason="Văn bản bị bãi bỏ", by=world.fresh("affairs"), at=timezone.now()
    )
    assert rule_set_for(kind, begins) == base
    again = put_right(world, change_of(base, (begins, ends), terms={named(base, "TH_KT"): 36}))
    assert rule_set_for(kind, begins) == again
    later = timezone.now() + timedelta(days=11)
    with pytest.raises(NotNow):
        rulebook.take_back_rule_change(
            change=again.change, reason="x", by=world.fresh("affairs"), at=later
        )


def test_cases_taken_up_before_the_day_of_a_new_rule_keep_theirs(world, story):
    made = story("in_review")
    incident = made.fresh()
    base, taken_up = incident.rule_set, local_day(incident.accepted_at)
    put_right(
        world,
        change_of(base, (taken_up + timedelta(days=1), None), terms={named(base, "TH_KT"): 30}),
    )
    assert made.fresh().rule_set == base
    put_right(world, change_of(base, (taken_up, None), terms={named(base, "TH_KT"): 36}))
    assert made.fresh().rule_set.limitation_months == 36


def test_many_cases_follow_in_batches_that_may_be_repeated(world, story, monkeypatch, counted):
    monkeypatch.setattr(terms, "AT_ONCE", 1)
    cases = [story("in_review") for _ in range(3)]
    base = cases[0].fresh().rule_set
    at = timezone.now()
    rules = put_right(world, change_of(base, terms={named(base, "TH_KT"): 30}), at)
    assert sum(made.fresh().rule_set == rules for made in cases) == 1
    for _ in range(2):
        process_due(at)
    assert sum(made.fresh().rule_set == rules for made in cases) == 3
    assert sum(made.incident.clock_entries.filter(kind="terms").count() for made in cases) == 3
    counted(3, "cases that followed")


WRONG = [
    # what is typed, the words of the refusal
    ({"valid_from": "01/01/2001"}, "nằm trong thời gian của bộ quy tắc"),
    ({"TH_KT": 900}, "Không ngắn hơn"),
    ({"TH_KT": 0}, "field-error"),
    ({"document": ""}, "bắt buộc"),
    ({}, "Chưa đổi trị số nào"),
]


def test_what_cannot_be_is_said_at_its_field(as_, world, story, counted):
    base, client = story("in_review").fresh().rule_set, as_("affairs")
    path = reverse("review:change_terms", args=[base.code])
    for changed, words in WRONG:
        numbers = {name: value for name, value in changed.items() if name.isupper()}
        fields = {name: value for name, value in changed.items() if not name.isupper()}
        page = client.post(path, {**typed(client, base, **numbers), **fields, "apply": "1"})
        assert page.status_code == 422, changed
        assert words in page.content.decode(), changed
    assert not RuleChange.objects.exists()
    for who, status in (("member", 403), ("unit_head", 403), ("administrator", 200)):
        assert as_(who).get(path).status_code == status
    assert client.get(reverse("review:change_terms", args=["khong-co"])).status_code == 404
    counted(len(WRONG), "wrong forms refused")


def test_one_proposal_at_a_time_and_each_ends_once(world, story):
    base, at = story("in_review").fresh().rule_set, timezone.now()
    change = change_of(base, terms={named(base, "TH_KT"): 30})
    review.ask_terms(change=change, by=world.fresh("affairs"), at=at)
    with pytest.raises(NotNow):
        review.ask_terms(
            change=change_of(base, terms={named(base, "TH_KT"): 31}),
            by=world.fresh("lead"),
            at=at,
        )
    with pytest.raises(NotAllowed):
        rulebook.withdraw_rule_change(change=change, by=world.fresh("lead"), at=at)
    review.refuse_terms(change=change, reason="Sai điều khoản", by=world.fresh("lead"), at=at)
    with pytest.raises(NotNow):
        review.confirm_terms(change=change, by=world.fresh("lead"), at=at)
    other = change_of(base, terms={named(base, "TH_KT"): 32})
    review.ask_terms(change=other, by=world.fresh("affairs"), at=at)
    rulebook.withdraw_rule_change(change=other, by=world.fresh("affairs"), at=at)
    assert RuleSet.objects.exclude(change=None).count() == 0


def test_terms_for_everybody_change_from_a_day_to_come(world, as_):
    day = today()
    before = term(None, "BREACH", day)
    begins = day + timedelta(days=5)
    with pytest.raises(NotNow):
        put_right(world, change_of(None, (day, None), terms={"BREACH": before.value + 1}))
    change = change_of(None, (begins, None), terms={"BREACH": before.value + 24})
    assert put_right(world, change) is None
    assert term(None, "BREACH", day) == before
    assert term(None, "BREACH", begins).value == before.value + 24
    assert as_("affairs").get("/bo-quy-tac/moi-loai/sua/").status_code == 200
    rulebook.take_back_rule_change(
        change=change, reason="Nhầm", by=world.fresh("lead"), at=timezone.now()
    )
    assert term(None, "BREACH", begins) == before


def test_loading_later_rules_undoes_nothing_people_entered_and_says_so(
    world, story, monkeypatch, counted
):
    base = story("in_review").fresh().rule_set
    mine = put_right(world, change_of(base, terms={named(base, "TH_KT"): 30}))
    day = today() + timedelta(days=3)
    put_right(world, change_of(None, (day, None), terms={"BREACH": 99}))
    shipped = [row for row in loading._rows("rulesets", "rule_set") if row["code"] == base.code]
    later = {**shipped[0], "code": "THU-2027", "valid_from": date(2027, 6, 1)}
    right = {**shipped[0], "code": "THU-SUA", "replaces": base.code}
    with_file(monkeypatch, "rulesets", lambda rows: [*rows, later, right])
    before = {model: list(model.objects.order_by("pk").values()) for model in (RuleSet, RuleTerm)}
    out = io.StringIO()
    call_command("load_rulebook", "--dry-run", stdout=out)
    told = [
        line for line in out.getvalue().splitlines() if line.startswith("Giữ nguyên bộ quy tắc")
    ]
    assert len(told) == 2
    assert all(mine.code in line for line in told)
    for model, rows in before.items():
        assert list(model.objects.order_by("pk").values()) == rows, "a dry run writes nothing"
    for _ in range(2):
        call_command("load_rulebook", stdout=io.StringIO())
        for moment in (today(), date(2027, 7, 1)):
            assert rule_set_for(base.staff_kind, moment) == mine
        assert term(None, "BREACH", day).value == 99
    kept = Event.objects.filter(verb="load_rulebook").order_by("-seq").first().after["kept"]
    assert len(kept) == 2
    counted(len(told), "shipped rule sets that do not take the place of one entered by hand")


def test_an_end_given_to_ones_own_version_lets_the_shipped_one_govern(world, story, monkeypatch):
    base = story("in_review").fresh().rule_set
    mine = put_right(world, change_of(base, terms={named(base, "TH_KT"): 30}))
    shipped = [row for row in loading._rows("rulesets", "rule_set") if row["code"] == base.code]
    later = {**shipped[0], "code": "THU-2027", "valid_from": date(2027, 6, 1)}
    with_file(monkeypatch, "rulesets", lambda rows: [*rows, later])
    call_command("load_rulebook", stdout=io.StringIO())
    ended = put_right(
        world,
        change_of(mine, (mine.valid_from, date(2027, 5, 31)), terms={named(mine, "TH_KT"): 30}),
    )
    assert rule_set_for(base.staff_kind, date(2027, 5, 31)) == ended
    assert rule_set_for(base.staff_kind, date(2027, 6, 1)).code == "THU-2027"
