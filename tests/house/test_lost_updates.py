"""Two editors, two windows: who comes second sees both versions, whole, and loses nothing. A table
over every form that changes something.
"""

import uuid
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from compliance.desk import waiting_files
from compliance.desk.actions import FILES, SEEN
from compliance.desk.forms import Changes
from compliance.incidents.models import Evidence, Incident
from compliance.registry.actions import add_second_post
from compliance.registry.models import StaffMember
from compliance.rulebook.models import Instrument
from compliance.stores.beside import WAITING
from tests.engines import asked_here
from tests.house.test_routes import ALLAUTH, MIXED, PAGES, ours, status_of
from tests.pages import Forms, form_with
from tests.world import png

pytestmark = pytest.mark.once  # the same whichever database answers

TODAY = timezone.localdate()
SOON, LATER = f"{TODAY + timedelta(days=9):%d/%m/%Y}", f"{TODAY + timedelta(days=12):%d/%m/%Y}"


class Edited(NamedTuple):
    """Who changes what on which page; `both` is what either has to fill in, `first` and `second`
    what each changes; `to` where it is not the page itself.
    """

    who: str
    page: str
    first: dict
    second: dict
    both: dict = {}
    to: str = ""


def edits(world, keys: dict, exact: dict, draft: Incident) -> list[Edited]:
    def at(name: str) -> str:
        return reverse(name, kwargs=exact[name])

    def of(name: str, **only) -> str:
        return reverse(name, kwargs=only)

    code, person = keys["review:"]["code"], world.person_staff
    old = (
        Instrument.objects.filter(
            published_at__isnull=False, is_legal_basis=True, provisions__isnull=False
        )
        .order_by("pk")
        .first()
    )
    paper = exact["review:edit_document"]["pk"]
    summary, item = keys["reports:"]["pk"], draft.evidence.first()
    post = person.postings.get()
    second = add_second_post(
        staff=person,
        office=world.offices["XB"],
        position="Bí thư Đoàn",
        is_leader=False,
        valid_from=TODAY,
        basis="",
        by=world.affairs,
        at=timezone.now(),
    )
    grounds = {"day": SOON, "basis": "Quyết định 5"}
    return [
        Edited(
            "affairs",
            f"/can-bo/{person.code}/",
            {"phone": "0912000111"},
            {"email": "a@b.example"},
            to=f"/can-bo/{person.code}/sua/",
        ),
        Edited(
            "affairs",
            of("registry:change_office", code="XA"),
            {"name": "UBND xã Một Mới"},
            {"short_name": "Một"},
            grounds,
        ),
        Edited(
            "administrator",
            of("registry:change_committee"),
            {"place": "Nơi khác"},
            {"help_contact": "Văn phòng, số mới"},
            {"valid_from": SOON, "basis": "Quyết định 5", "apply": "1"},
        ),
        Edited(
            "affairs",
            of("registry:office_hours", code="XA"),
            {"morning_from": "07:15"},
            {"afternoon_to": "16:45"},
            {"valid_from": SOON},
        ),
        Edited(
            "affairs",
            at("registry:correct_version"),
            {"name": "UBND xã Một Hai"},
            {"short_name": "Xã 1"},
            {"reason": "Ghi sai."},
        ),
        Edited(
            "affairs",
            of("registry:new_posting", code=person.code, kind="chuyen"),
            {"position": "Công chức A"},
            {"position": "Công chức B"},
            {"valid_from": SOON},
        ),
        Edited(
            "affairs",
            of("registry:correct_posting", pk=post.pk),
            {"position": "Công chức A"},
            {"basis": "Quyết định 9"},
            {"reason": "Ghi sai."},
        ),
        Edited("lead", at("reports:recipient"), {"name": "Sở Nội vụ tỉnh"}, {"purpose": "B/c"}),
        Edited(
            "chairman",
            at("reports:direction"),
            {"due_on": SOON},
            {"due_on": LATER},
            to=at("reports:move_due"),
        ),
        Edited(
            "lead",
            of("reports:edit_summary", pk=summary),
            {"section_I": "Phần một của người thứ nhất."},
            {"section_IV": "Phần bốn của người thứ hai."},
        ),
        Edited(
            "unit_head",
            of("incidents:edit_evidence", code=draft.code, pk=item.pk),
            {"caption": "Ảnh chụp trang"},
            {"account_name": "Trang thử"},
        ),
        Edited(
            "unit_head",
            of("incidents:edit", code=draft.code),
            {"title": "Tóm tắt thứ nhất"},
            {"link": "https://mang.example/2", "happened_at": "25/11/2026 09:00"},
        ),
        Edited(
            "member",
            of("review:edit_document", code=code, pk=paper),
            {"subject": "Trích yếu một"},
            {"subject": "Trích yếu hai"},
        ),
        Edited(
            "lead",
            "/lich-lam-viec/thay-doi/",
            {"day": "07/01/2036", "name": "Nghỉ một"},
            {"day": "08/01/2036", "name": "Nghỉ hai"},
            {"kind": "holiday", "source": "QĐ 1", "apply": "1"},
        ),
        Edited(
            "lead",
            of("review:change_terms", code="CC-2025"),
            {"document": "Luật một"},
            {"document": "Luật hai"},
            {
                "article": "Điều 9",
                "document_date": "02/11/2026",
                "reason": "Ghi sai khi nhập.",
                "value_0": "61",
                "apply": "1",
            },
        ),
        Edited(
            "affairs",
            f"/van-ban/moi/?thay={old.pk}",
            {"title": "Trích yếu một"},
            {"title": "Trích yếu hai"},
        ),
        Edited(
            "lead",
            of("review:act", code=code, slug="moi-tham-gia"),
            {"who": "other_member", "reason": "Lý do một."},
            {"who": "administrator", "reason": "Lý do hai."},
            {"until": SOON},
        ),
        Edited(
            "affairs",
            of("registry:close_office", code="XB"),
            {"last_day": SOON},
            {"last_day": LATER},
            {
                "kind": "merged",
                "basis": "Nghị quyết 1",
                "successors": [world.offices["XA"].pk],
                "staff_to": world.offices["XA"].pk,
            },
        ),
        Edited(
            "affairs",
            of("registry:end_posting", pk=second.pk),
            {"last_day": SOON},
            {"last_day": LATER},
        ),
    ]


@pytest.fixture
def draft(story):
    made = story("draft")
    return Incident.objects.get(pk=made.incident.pk)


def sends(client, page: str, edited: Edited, changed: dict) -> dict:
    fields = form_with(page, *changed)
    return {
        name: value
        for name, value in {**fields, **edited.both, **changed}.items()
        if value != [""] or name in changed
    }


def test_who_comes_second_sees_both_whole_and_sends_it_on(arguments, draft, as_, world, counted):
    keys, exact = arguments.keys
    wrong, rows, fields = [], 0, 0
    for edited in edits(world, keys, exact, draft):
        point, to = transaction.savepoint(), edited.to or edited.page
        client = as_(edited.who)
        page = client.get(edited.page).content.decode()
        mine = sends(client, page, edited, edited.second)
        won = client.post(to, sends(client, page, edited, edited.first))
        lost = client.post(to, mine)
        rows += 1
        if (won.status_code, lost.status_code) != (302, 409) or "lines" not in (lost.context or {}):
            wrong.append(
                (
                    to,
                    won.status_code,
                    lost.status_code,
                    lost.context and lost.context.get("reason"),
                    won.context and won.context.get("form") and won.context["form"].errors,
                )
            )
            transaction.savepoint_rollback(point)
            continue
        shown = lost.content.decode()
        absent = [value for value in edited.second.values() if value not in shown]
        if lost.context["compared"]:
            absent += [
                value
                for name, value in edited.first.items()
                if name not in ("day", "kind") and value not in shown
            ]
        again = client.post(to, form_with(shown, *(name for name in edited.second)))
        fields += len(lost.context["lines"]) + len(lost.context["same"])
        if absent or not _went_on(again, edited.second) or "00:00" in shown:
            wrong.append(
                (
                    to,
                    "absent",
                    absent,
                    "again",
                    again.status_code,
                    again.context and again.context["form"].errors,
                )
            )
        transaction.savepoint_rollback(point)
    counted(rows, "changing forms with two editors")
    counted(fields, "fields compared on the page of a conflict")
    assert not wrong, "\n".join(map(str, wrong))


def _went_on(again, typed: dict) -> bool:
    """Done; or refused by a rule that the first one's change has brought about, said at the form
    with what was typed still in it.
    """
    if again.status_code == 422:
        return bool(again.context["form"].errors) and all(
            value in again.content.decode() for value in typed.values()
        )
    return again.status_code in (302, 200)


def test_the_telephone_of_the_first_survives_the_mail_of_the_second(as_, world):
    path = f"/can-bo/{world.person_staff.code}/"
    keeper = as_("affairs")
    page = keeper.get(path).content.decode()
    fields = form_with(page, "phone", "email")
    assert keeper.post(f"{path}sua/", {**fields, "phone": "0912000111"}).status_code == 302
    late = keeper.post(
        f"{path}sua/",
        {**fields, "email": "a@b.example"},
        headers={"referer": f"http://testserver{path}"},
    )
    assert late.status_code == 409
    assert "0912000111" in late.content.decode()
    assert world.affairs.display_name in late.content.decode(), "a registry says who was faster"
    assert late.context["back"].endswith(path)
    row = StaffMember.objects.get(pk=world.person_staff.pk)
    assert (row.phone, row.email) == ("0912000111", world.person_staff.email)


def test_a_chosen_file_is_kept_through_a_conflict_and_comes_in_by_the_one_way(
    draft, as_, world, counted
):
    head, path = as_("unit_head"), f"/vu-viec/{draft.code}/sua/"
    fields = form_with(head.get(path).content.decode(), "narrative", "version")
    assert head.post(path, {**fields, "title": "Lần một"}).status_code == 302
    before = Evidence.objects.count()
    late = head.post(
        path,
        {
            **fields,
            "title": "Lần hai",
            "upload": SimpleUploadedFile("trang-mạng.png", png(), "image/png"),
            "caption": "Ảnh trang",
        },
    )
    shown = late.content.decode()
    assert late.status_code == 409
    assert "trang-mạng.png" in shown
    assert world.unit_head.display_name not in shown.split("<main", 1)[1].split("</main", 1)[0], (
        "nobody is named beside a case"
    )
    resent = form_with(shown, FILES, "/")
    assert "upload" not in resent
    assert head.post(path, resent).status_code == 302
    item = Evidence.objects.latest("number")
    assert Evidence.objects.count() == before + 1
    assert (item.caption, item.file.name, item.file.size) == (
        "Ảnh trang",
        "trang-mạng.png",
        len(png()),
    )
    assert Incident.objects.get(pk=draft.pk).title == "Lần hai"
    assert not list(WAITING.listed()), "it is not kept twice"
    counted(1, "files kept through a conflict")


@pytest.mark.usefixtures("both_places")
def test_a_kept_file_is_its_owners_for_its_page_for_a_day(draft, as_, world):
    files = {"upload": [SimpleUploadedFile("a.png", png(), "image/png")]}
    [(_, _, token)] = waiting_files.keep(
        user_pk=world.unit_head.pk, path="/a/", files=MultiValueDict(files)
    )
    [(field, upload)] = waiting_files.bring_back(
        user_pk=world.unit_head.pk, path="/a/", tokens=[token]
    )
    with upload:
        assert (field, upload.read()) == ("upload", png())
    assert not waiting_files.bring_back(user_pk=world.lead.pk, path="/a/", tokens=[token])
    assert not waiting_files.bring_back(user_pk=world.unit_head.pk, path="/b/", tokens=[token])
    assert not waiting_files.bring_back(
        user_pk=world.unit_head.pk,
        path="/a/",
        tokens=[f"{token[:-1]}{'B' if token.endswith('A') else 'A'}", "x"],
    )
    assert waiting_files.sweep(timezone.now() + waiting_files.LONGEST - timedelta(minutes=1)) == 0
    assert waiting_files.sweep(timezone.now() + waiting_files.LONGEST + timedelta(minutes=1)) == 1


# field of a form that opens filled in although nothing is changed by it: why
FILLED = {
    "valid_from": "một ngày đề nghị sẵn của dòng mới",
    "last_day": "một ngày đề nghị sẵn",
    "others": "số không đề nghị sẵn",
    "signed_on": "một ngày đề nghị sẵn",
    "held_on": "một ngày đề nghị sẵn",
    "kind": "một lựa chọn đề nghị sẵn",
    "key": "việc mà lời nhắc nói đến",
    "back": "kỳ đang xem",
    "office": "đơn vị đang xem",
    "issuer": "cơ quan thường ban hành",
    "username": "tên đề nghị cho tài khoản mới",
    "accepted": "một lựa chọn",
    "staff_kind": "một lựa chọn đề nghị sẵn của dòng mới",
    "reason": "lựa chọn lý do đầu tiên",
    "relation": "lựa chọn đầu tiên",
    "salutation": "lựa chọn đầu tiên",
    "number": "phần đuôi của số văn bản",
    "staff": "người đã chọn ở trang trước",
    "instruments": "văn bản đã chọn ở trang trước",
    "way": "cách giao đề nghị sẵn",
    "sends_return": "dấu chọn đề nghị sẵn của đơn vị mới",
    "cadence": "lựa chọn đầu tiên",
    **{f"category_{number}": "lựa chọn đầu tiên" for number in range(1, 5)},
}


def test_a_form_that_opens_filled_in_carries_a_version_or_a_reason(arguments, as_, counted):
    wrong, forms, clients = [], 0, {}
    for turn, (name, pattern) in enumerate(ours()):
        if name.startswith(ALLAUTH) or not asked_here(turn):
            continue
        people = (
            PAGES[name][0]
            if name in PAGES
            else MIXED[name].get(200, set())
            if name in MIXED
            else set()
        )
        who = next(
            (
                one
                for one in (
                    "affairs",
                    "lead",
                    "chairman",
                    "unit_head",
                    "member",
                    "administrator",
                    "person",
                    "auditor",
                )
                if one in people
            ),
            None,
        )
        if who is None:
            continue
        client = clients.setdefault(who, as_(who))
        answer = client.get(reverse(name, kwargs=arguments(name, pattern)))
        status_of(answer)
        if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for action, fields in Forms(answer.content.decode()).forms:
            forms += 1
            filled = {field for field, values in fields.items() if any(values)} - {
                "_key",
                "csrfmiddlewaretoken",
                "as",
                "next",
                "act",
            }
            if filled & {SEEN, "version"} or filled <= set(FILLED):
                continue
            wrong.append((name, who, action, sorted(filled - set(FILLED))))
    counted(forms, "forms on pages, looked at for a version")
    assert not wrong, "\n".join(map(str, wrong))


def test_every_form_that_watches_a_row_is_edited_in_the_table(counted):
    def below(cls):
        return {cls, *(one for sub in cls.__subclasses__() for one in below(sub))}

    ours_ = {cls.__name__ for cls in below(Changes) if cls is not Changes}
    counted(len(ours_), "classes of forms that watch a row")
    assert {
        "StaffForm",
        "RecipientForm",
        "CorrectPostingForm",
        "TypeBackForm",
        "YearForm",
        "InstrumentForm",
        "TermsForm",
        "AmendForm",
    } <= ours_


def test_a_version_that_was_not_shown_is_no_version(as_, world):
    path = f"/can-bo/{world.person_staff.code}/"
    fields = form_with(as_("affairs").get(path).content.decode(), "phone", "email")
    assert as_("affairs").post(f"{path}sua/", {**fields, SEEN: uuid.uuid4().hex}).status_code == 409
