"""What the reasons of OWN_PAGE come to: the sentences a page says before its button, and where
what it did is left again, walked.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils import timezone

from compliance.incidents.models import Evidence, Reporter
from compliance.registry import actions as registry
from compliance.registry.models import Departure, Function, SignInLink, StaffMember
from compliance.registry.onetime import token_of
from reports.models import UnitReturn
from tests.house.asking import approved, day
from tests.pages import form_with


class Stage(NamedTuple):
    """What a row may reach for: the world, stories, clients."""

    world: Any
    story: Callable
    as_: Callable


class OwnPage(NamedTuple):
    """Opened by `who`, the page (`at`, where its form stands on another) says `says`.
    `before(stage, keys)` gives the keys of its address. `blank`: nothing at all, sent, writes
    nothing. `walked(stage, url)`: what becomes of it, done by requests; it gives whether the
    reason is true.
    """

    who: str
    says: tuple[str, ...]
    before: Callable[[Stage, dict], dict] = lambda stage, keys: keys
    blank: bool = True
    walked: Callable[[Stage, str], bool] | None = None
    at: str = ""


def _done(answer) -> bool:
    return answer.status_code == 302


def of_story(status: str) -> Callable[[Stage, dict], dict]:
    return lambda stage, keys: {"code": stage.story(status).incident.code}


def sent_and_taken_back(stage: Stage, url: str) -> bool:
    client = stage.as_("unit_head")
    form = form_with(client.get(url).content.decode(), "title", "version")
    sent = client.post(url, {**form, "submit": "1"})
    page = client.get(sent["Location"]).content.decode()
    return "Rút về để sửa" in page and _done(client.post(url.replace("/sua/", "/rut-ve/")))


def withdrawn_and_copied(stage: Stage, url: str) -> bool:
    client = stage.as_("unit_head")
    gone = client.post(url, {"reason": "Đã xác minh lại."})
    again = client.post(url.replace("/rut/", "/sua/"), {"submit": "1"})
    copied = client.post(url.replace("/rut/", "/chep/"))
    return _done(gone) and again.status_code == 409 and _done(copied)


def code_and_back(stage: Stage, url: str) -> bool:
    client, (former, path) = stage.as_("affairs"), (url.split("/")[2], url)
    there = client.post(path, {"code": "ZZ9", "reason": "Đánh lại mã."})
    back = client.post(path.replace(former, "ZZ9"), {"code": former, "reason": "Ghi nhầm."})
    return _done(there) and _done(back) and client.get(path).status_code == 200


def given_and_ended(stage: Stage, url: str) -> bool:
    client = stage.as_("administrator")
    form = {"user": "other_staff", "kind": "auditor", "valid_from": day(), "basis": "QĐ 3"}
    given = client.post(url, form)
    row = Function.objects.latest("pk")
    page = client.get(f"{url}?kind=auditor").content.decode()
    return _done(given) and f"/{row.pk}/ket-thuc/" in page


def recalled(stage: Stage, url: str) -> bool:
    head = stage.as_("unit_head")
    form = form_with(head.get(url).content.decode(), "narrative", "version")
    sent = head.post(url, {**form, "narrative": "Đã quán triệt."})
    back = head.post(f"{url}rut/", {"text": "Bổ sung số liệu."})
    row = UnitReturn.objects.get(office__code="XA")
    return _done(sent) and _done(back) and row.state == UnitReturn.State.RETURNED


def once_only(stage: Stage, url: str) -> bool:
    client, new = stage.as_("anonymous"), "một câu rất dài của riêng tôi"
    form = {"password1": new, "password2": new}
    return _done(client.post(url, form)) and client.post(url, form).status_code == 410


def drawn_beside(stage: Stage, url: str) -> bool:
    client = stage.as_("member")
    form = form_with(client.get(url).content.decode(), "caption")
    original = Evidence.objects.get(pk=url.split("/")[4])
    box = {"o-0-page": "1", "o-0-x": "10", "o-0-y": "10", "o-0-w": "40", "o-0-h": "30"}
    made = client.post(url, {**form, **box, "caption": "Bản che"})
    same = Evidence.objects.get(pk=original.pk)
    return _done(made) and (same.file_id, same.removed_at) == (original.file_id, None)


def previewed(stage: Stage, url: str) -> bool:
    """Without `apply` only the preview comes."""
    sent = {"day": "07/01/2036", "kind": "holiday", "name": "Nghỉ", "source": "QĐ 1"}
    form = form_with(stage.as_("affairs").get(url).content.decode(), "day", "kind")
    page = stage.as_("affairs").post(url, {**form, **sent})
    return page.status_code == 200 and "Áp dụng" in page.content.decode()


def seal_lost(stage: Stage, keys: dict) -> dict:
    Reporter.objects.filter(incident__code=keys["code"]).update(lost_at=timezone.now())
    return {"code": keys["code"]}


def said_on_record(stage: Stage, url: str) -> bool:
    """Nothing opens before the word; then the case does."""
    client, case = stage.as_("member"), url.replace("khong-ghi-nhan/", "")
    shut, opened = client.get(case), client.post(url, {"sure": "on"})
    return shut["Location"] == url and _done(opened) and client.get(case).status_code == 200


def terms_previewed(stage: Stage, url: str) -> bool:
    """Without `apply` only the preview comes; what is asked is withdrawn by who asked."""
    client = stage.as_("affairs")
    source = {"document": "Luật 1", "article": "Điều 2", "document_date": day(-3), "reason": "Sai."}
    form = {**form_with(client.get(url).content.decode(), "document", "valid_from"), **source}
    page = client.post(url, {**form, "value_0": "61"})
    asked = client.post(url, {**form, "value_0": "61", "apply": "1"})
    gone = client.post(asked["Location"], {"act": "withdraw"})
    return "Chưa có gì thay đổi" in page.content.decode() and _done(asked) and _done(gone)


def answered_once(stage: Stage, url: str) -> bool:
    client = stage.as_("lead")
    return "Sẽ là" in client.get(url).content.decode() and _done(
        client.post(url, {"act": "refuse", "reason": "Sai điều khoản."})
    )


def listed_and_dropped(stage: Stage, url: str) -> bool:
    client, person = stage.as_("administrator"), stage.world.person_staff
    form = {"staff": person.code, "reason": "retired", "last_day": day(30)}
    made = client.post(url, form)
    row = Departure.objects.get(staff=person)
    same = StaffMember.objects.get(pk=person.pk)
    untouched = same.user.is_active and same.postings.get().valid_to is None
    dropped = client.post(f"{url}{row.pk}/bo/")
    return _done(made) and untouched and _done(dropped) and not person.departures.exists()


def said_and_added(stage: Stage, url: str) -> bool:
    """What was sent is answered with until when more can be said, and more is taken."""
    client, page = stage.as_("person"), url.replace("/giai-trinh/", "/")
    for _ in range(2):
        form = form_with(client.get(page).content.decode(), "text", "version")
        if not _done(client.post(url, {**form, "text": "Tôi xin nói."})):
            return False
    return "bổ sung" in client.get(page).content.decode()


def link_of(stage: Stage, keys: dict) -> dict:
    """A link that was asked for by one and confirmed by another."""
    now, world = timezone.now(), stage.world
    asked = registry.ask_access(
        user=world.fresh("person"),
        kind="password",
        way="mail",
        reason="Gặp trực tiếp.",
        by=world.fresh("administrator"),
        at=now,
    )
    registry.confirm_access(asked=asked, by=world.fresh("auditor"), at=now)
    return {"token": token_of(SignInLink.objects.latest("pk"))}


def approved_summary(stage: Stage, keys: dict) -> dict:
    return {"pk": approved(stage.world).pk}


REASON_STAYS = ("Dùng khi đã ghi sai", "Lý do đính chính")
ROWS = {
    "assurance:new_breach": OwnPage("affairs", ("72 giờ", "lãnh đạo được báo tức thì")),
    "guidance:new_dispatch": OwnPage("affairs", ("Thủ trưởng đơn vị được báo", "Đơn vị nhận")),
    "incidents:edit": OwnPage(
        "unit_head",
        ("Gửi rồi vẫn rút về sửa được đến khi có người thụ lý",),
        of_story("draft"),
        blank=False,  # every button keeps the draft first
        walked=sent_and_taken_back,
    ),
    "incidents:withdraw": OwnPage(
        "unit_head",
        ("không được xem xét, cũng không gửi lại được", "chép được sang bản nháp mới"),
        of_story("submitted"),
        walked=withdrawn_and_copied,
    ),
    "registry:ask_access": OwnPage(
        "administrator", ("một người thứ hai xác nhận", "Người xác nhận được báo ngay")
    ),
    "registry:change_code": OwnPage(
        "affairs", ("Hồ sơ, vị trí, tài khoản giữ nguyên",), walked=code_and_back
    ),
    "registry:change_committee": OwnPage(
        "administrator", ("Xem trước văn bản đổi thế nào", "Thay đổi chưa đến ngày thì hủy được")
    ),
    "registry:change_office": OwnPage("affairs", ("đến ngày đó mới có hiệu lực và hủy được",)),
    "registry:change_office_code": OwnPage(
        "affairs", ("Hồ sơ, cán bộ, lịch sử giữ nguyên",), walked=code_and_back
    ),
    "registry:correct_posting": OwnPage("affairs", REASON_STAYS),
    "registry:correct_version": OwnPage("affairs", (*REASON_STAYS, "Nội dung cũ còn trong")),
    "registry:functions": OwnPage(
        "administrator", ("Người được giao", "Kết thúc"), walked=given_and_ended
    ),
    "registry:confirm_new_accounts": OwnPage(
        "auditor",
        ("Người nhận tự đặt mật khẩu",),
        blank=False,  # without a tick it leads back to the list
        at="registry:new_accounts",
    ),
    "registry:new_accounts": OwnPage("administrator", ("Người nhận tự đặt mật khẩu",)),
    "registry:new_posting": OwnPage("affairs", ("kết thúc vào ngày trước đó",)),
    "registry:set_password": OwnPage(
        "anonymous", ("mọi phiên đang mở của tài khoản kết thúc",), link_of, walked=once_only
    ),
    "reports:new_direction": OwnPage(
        "chairman", ("thủ trưởng các đơn vị được báo ngay", "dời hạn hoặc kết thúc theo dõi")
    ),
    "reports:return": OwnPage(
        "unit_head", ("vẫn rút lại sửa được, cho đến khi Tổ kiểm tra",), walked=recalled
    ),
    "reports:summary": OwnPage("chairman", ("Giao từng đơn vị",), approved_summary),
    "retention:hold": OwnPage("lead", ("giữ ngay từ lúc đề nghị", "Thanh tra xác nhận")),
    "review:answer": OwnPage(
        "person",
        ("Sau khi gửi vẫn bổ sung được đến hết thời hạn",),
        of_story("awaiting_answer"),
        blank=False,  # what was typed is kept as a draft first
        walked=said_and_added,
        at="review:my_case",
    ),
    "review:change_calendar": OwnPage(
        "affairs", ("Xem trước ngày nào đổi và hạn của hồ sơ nào dời",), walked=previewed
    ),
    "review:change_terms": OwnPage(
        "affairs", ("Xem trước ngày nào của hồ sơ nào dời",), walked=terms_previewed
    ),
    "review:not_reporter": OwnPage(
        "member",
        ("Lời xác nhận có tên ông/bà", "Thôi tham gia hồ sơ này"),
        seal_lost,
        walked=said_on_record,
    ),
    "review:terms_change": OwnPage(
        "lead", ("Đối chiếu từng số với văn bản rồi mới xác nhận",), walked=answered_once
    ),
    "review:departures": OwnPage(
        "administrator", ("tìm được người nhận rồi tài khoản mới khóa",), walked=listed_and_dropped
    ),
    "review:redact": OwnPage("member", ("Bản gốc giữ nguyên",), walked=drawn_beside),
    "usersessions_list": OwnPage(
        "lead",
        ("Thấy phiên lạ: kết thúc các phiên khác",),
        blank=False,  # it ends them
    ),
}
