"""What nobody may learn from what is missing, from a number that jumps or a counter that moves."""

import re
from datetime import timedelta

from django.utils import timezone

from compliance.audit.actions import record
from compliance.audit.models import Event
from compliance.incidents.kept_from import BELONGS, events_excluded_from
from compliance.incidents.models import Evidence, Incident, Recusal, Reporter
from compliance.registry.models import StaffMember
from compliance.review.models import Protected
from tests.compliance.test_wall import text_of
from tests.pages import tight
from tests.world import related

OPTIONS = re.compile(r'<option value="(\d+)"')
SCOPE = {f"scope_{kind}": "no" for kind in Protected.values}


def listed(page: str, name: str) -> set[int]:
    return {
        int(pk)
        for pk in OPTIONS.findall(
            re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.S)[0]
        )
    }


def test_the_list_of_handlers_lacks_nobody_and_refuses_all_in_the_same_words(story, world, as_):
    made = story("submitted", reporter="other_member")
    address = f"/ho-so/{made.incident.code}/thu-ly/"
    page = as_("lead").get(address).content.decode()
    assert {world.member.pk, world.other_member.pk, world.kin.pk} <= listed(page, "handler")
    said = set()
    for who in ("other_member", "kin"):
        sent = {
            **SCOPE,
            "decision": "accepted",
            "handler": world.users[who].pk,
            "urgency": "normal",
            "reason": "Đủ căn cứ.",
            "version": made.incident.version,
        }
        answer = as_("lead").post(address, sent)
        assert answer.status_code == 422
        said.add(
            re.sub(
                r"\s+",
                " ",
                re.search(r'class="error"[^>]*>.*?</p>', answer.content.decode(), re.S)[0],
            )
        )
    assert len(said) == 1
    assert made.fresh().handler is None


def test_the_handler_of_a_confidential_report_is_drawn_by_lot(story, world, as_, counted):
    from compliance.review.triage.queries import draw_handler

    made = story("submitted", reporter="other_member")
    Reporter.objects.filter(incident=made.incident).update(confidential=True)
    address = f"/ho-so/{made.incident.code}/thu-ly/"
    assert listed_none(as_("lead").get(address).content.decode())
    sent = {
        **SCOPE,
        "decision": "accepted",
        "handler": world.other_member.pk,
        "urgency": "normal",
        "reason": "Đủ căn cứ.",
        "version": made.incident.version,
    }
    assert as_("lead").post(address, sent).status_code == 302
    assert made.fresh().handler == world.member, "the only one left, whoever was typed"
    drawn = {draw_handler(made.fresh(), timezone.localdate()) for _ in range(20)}
    assert drawn == {world.member}
    counted(20, "lots drawn")


def listed_none(page: str) -> bool:
    return not listed(page, "handler")


def test_everything_written_about_a_case_begins_with_its_code_and_is_hidden_by_its_object(
    story, world, as_, counted
):
    """A full story, and every file taken: for somebody behind the wall no event is left, and the
    filter does not read the label.
    """
    made = story("closed")
    code = made.incident.code
    for item in Evidence.objects.filter(incident=made.incident):
        text_of(as_("lead").get(f"/chung-cu/{item.pk}/"))
        as_("lead").get(f"/ho-so/{code}/chung-cu/{item.pk}/")
    as_("lead").get(f"/api/v1/incidents/{code}/")
    items = {
        str(pk)
        for pk in Evidence.objects.filter(incident=made.incident).values_list("pk", flat=True)
    }
    about = [
        event
        for event in Event.objects.all()
        if (event.subject_type, event.subject_id) == ("incident", str(made.incident.pk))
        or event.subject_id in items
    ]
    counted(len(about), "events of a case, labels and objects")
    assert not [event for event in about if not event.subject_label.startswith(code)]
    named = [
        event
        for event in Event.objects.all()
        if code in str((event.subject_label, event.before, event.after)) and event not in about
    ]
    assert not named, "an event that names the case belongs to it"
    related(world.auditor.staff, world.person_staff)
    hidden = events_excluded_from(world.fresh("auditor"))
    by_object = [event for event in about if Event.objects.filter(hidden, pk=event.pk).exists()]
    assert by_object == about
    assert set(BELONGS) >= {event.subject_type for event in about}
    trail = as_("auditor").get("/nhat-ky/").content.decode() + text_of(
        as_("auditor").get("/nhat-ky/xuat/")
    )
    assert code not in trail
    assert f"{made.incident.pk}/CC-" not in trail


def test_a_label_without_the_code_hides_nothing_less(story, world):
    made = story("in_review")
    item = made.incident.evidence.first()
    record(by=world.member, verb="downloaded", obj=item, at=timezone.now(), label="không có mã")
    record(
        by=world.member,
        verb="evidence_damaged",
        obj=item.file,
        at=timezone.now(),
        label=item.file.sha256[:12],
    )
    related(world.auditor.staff, world.person_staff)
    seen = Event.objects.visible_to(world.fresh("auditor"))
    assert not seen.filter(subject_type__in=("evidence", "storedfile")).exists()


def test_an_auditor_who_is_the_person_concerned_meets_no_sign_before_the_notice(
    story, world, as_, counted
):
    """The trail, its numbers, the check, the chain, the own pages: the same whether there is a case
    about the auditor or none.
    """
    who, code = "auditor", world.auditor.staff.code
    pages = (
        "/nhat-ky/",
        "/nhat-ky/kiem-tra/",
        "/nhat-ky/chuoi/",
        f"/can-bo/{code}/",
        f"/can-bo/{code}/lich-su/",
        "/du-lieu-cua-toi/",
        "/so-xuat-du-lieu/",
        "/thong-bao/",
    )
    story("in_review")
    before = {page: looked(as_, who, page) for page in pages}
    Incident.objects.update(person=StaffMember.objects.get(user=world.users[who]), told_at=None)
    hidden = Event.objects.filter(events_excluded_from(world.fresh(who))).count()
    item = Evidence.objects.get()
    text_of(as_("member").get(f"/chung-cu/{item.pk}/"))
    as_("member").get(f"/can-bo/{code}/")
    assert Event.objects.filter(verb="saw_person", subject_label=code).exists()
    visible = Event.objects.visible_to(world.fresh(who)).count()
    for page in pages:
        after = looked(as_, who, page)
        if page == "/nhat-ky/":
            numbers = [int(number) for number in re.findall(r'data-label="Dòng">(\d+)<', after)]
            assert numbers == list(range(1, min(visible + 1, 50) + 1)), (
                "no number is left out; one more for signing in"
            )
            assert 'data-label="Việc">Xem trang cán bộ' not in after
        else:
            assert after == before[page], page
    counted(hidden + 2, "hidden events that leave no sign")


def looked(as_, who: str, page: str) -> str:
    """The page without tokens and moments; each time it is asked the reader signs in anew."""
    text = tight(text_of(as_(who).get(page)))
    if page != "/nhat-ky/":
        text = re.sub(r"<tr>((?!</tr>).)*Đăng nhập((?!</tr>).)*</tr>", "", text, flags=re.S)
    return re.sub(
        r'nonce="[^"]*"|data-(?:key|page)="[^"]*"|name="csrfmiddlewaretoken"'
        r' value="[^"]*"|value="[0-9a-f]{8}-[0-9a-f-]{27}"|\d\d:\d\d(:\d\d)?',
        "",
        text,
    )


def test_the_counter_of_looks_moves_by_quarters_and_waits_for_the_notice(
    story, world, as_, counted
):
    from compliance.registry.looks import looks_counted

    made = story("in_review")
    person, now = world.person_staff, timezone.now()
    later = timezone.localdate(now + timedelta(days=100))
    record(by=world.member, verb="saw_person", obj=person, at=now, label=person.code)
    assert looks_counted(person, timezone.localdate(now))["looks"] == 0, (
        "not in the quarter it falls into"
    )
    assert looks_counted(person, later)["looks"] == 0, "not before the notice"
    Incident.objects.filter(pk=made.incident.pk).update(told_at=now)
    assert looks_counted(person, later)["looks"] == 1
    Incident.objects.filter(pk=made.incident.pk).update(
        told_at=None, status="screened_out", closed_at=now + timedelta(days=1)
    )
    assert looks_counted(person, later)["looks"] == 0, "a case that ended untold stays so"
    counted(4, "counter × state of the case")


def test_an_auditor_outside_the_staff_list_sees_numbers_and_takes_the_chain(story, world, as_):
    made = story("in_review")
    StaffMember.objects.filter(user=world.auditor).update(user=None)
    as_("auditor").post("/nhat-ky/kiem-tra/")
    assert "Số sự kiện" in as_("auditor").get("/nhat-ky/kiem-tra/").content.decode()
    assert made.incident.code in text_of(as_("auditor").get("/nhat-ky/chuoi/"))
    Recusal.objects.create(
        incident=made.incident, user=world.auditor, reason="x", by=world.lead, at=timezone.now()
    )
    assert made.incident.code not in text_of(as_("auditor").get("/nhat-ky/chuoi/"))
