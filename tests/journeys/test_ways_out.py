"""A way out of every mistake, and whose turn it is, on a telephone and at a desk: a report taken
back, a wrong person put right, a review stopped, a file sealed, somebody reminded, a case judged
with its file in view.
"""

import pytest

from tests.journeys.cases import account_of, day, notified, reported, sent, taken_up, written

pytestmark = pytest.mark.journey
WIDTHS = pytest.mark.parametrize("width", [1280, 360])
WRONG, WRONG_CODE = "nguyen ich kien", "HL0133"
RIGHT, RIGHT_CODE, RIGHT_NAME = "vi quang lam", "HL0127", "Vi Quang Lâm"
DECIDE = "quyet-dinh-de-nghi"


def _agreed(visit, code: str, says: str, width: int) -> None:
    """The second person finds the wish on the work list, reads before and after, and agrees."""
    other = visit("deputy_lead", width=width)
    other.open("/viec-can-lam/").says("Quyết định đề nghị")
    other.open(f"/ho-so/{code}/{DECIDE}/").says(says).sound()
    other.page.locator("input[type=radio][name=decision]").first.check()
    other.press("Ghi quyết định").says("Đã ghi quyết định")


@WIDTHS
def test_what_was_sent_too_early_is_taken_back_mended_withdrawn_and_copied(visit, logins, width):
    head = written(visit, WRONG, f"Gửi sớm quá ({width})", width)
    code = sent(head)
    head.press("Rút về để sửa").says("Đã rút về để sửa").sound()
    head.page.locator("#viec-gi > summary").click()  # what holds all it must is folded
    head.page.fill("#id_title", f"Gửi sớm quá, đã sửa ({width})")
    assert sent(head) == code
    lead = visit("lead", width=width).open(f"/ho-so/{code}/thu-ly/")
    lead.says("Gửi lại lần 2").says(f"Gửi sớm quá, đã sửa ({width})").sound()
    head.open(f"/vu-viec/{code}/rut/").sound()
    head.page.fill("#id_reason", "Đã xác minh lại, không có việc này.")
    head.press("Rút vụ việc").says("Đã rút vụ việc").sound()
    head.press("Chép sang bản nháp mới").says("Đã chép sang bản nháp mới").sound()
    assert code not in head.page.url
    assert head.page.input_value("#id_title") == f"Gửi sớm quá, đã sửa ({width})"
    head.open(f"/vu-viec/{head.page.url.split('/vu-viec/')[1].split('/')[0]}/rut/")
    head.press("Bỏ bản nháp").says("Đã bỏ bản nháp")


@WIDTHS
def test_a_wrong_person_is_put_right_by_two_people_before_the_notice(visit, logins, width):
    code = reported(visit, WRONG, f"Nhầm người cùng tên ({width})")
    taken_up(visit, logins, code)
    member = visit("member", width=width).open(f"/ho-so/{code}/de-nghi-dinh-chinh/").sound()
    page = member.page
    page.fill("#id_person_q", RIGHT)
    page.fill("#id_reason", "Sổ trực ghi tên người khác.")
    member.press("Gửi đề nghị").sound()
    page.locator("label:has(input[name=person])", has_text=RIGHT_NAME).click()
    assert page.input_value("#id_reason") == "Sổ trực ghi tên người khác."
    member.press("Gửi đề nghị").says("Đã gửi đề nghị").sound()
    _agreed(visit, code, RIGHT_NAME, width)
    member.open(f"/ho-so/{code}/").says(RIGHT_NAME).sound()
    wronged = visit(username=account_of(visit, WRONG_CODE), width=width)
    wronged.open(f"/cua-toi/{code}/", 404)


def _begun_anew(visit, code: str, title: str, width: int) -> str:
    """The reporter copies what was stopped and chooses the right person; the new code."""
    head = visit("unit_head", width=width).open(f"/vu-viec/{code}/da-gui/").sound()
    head.press("Chép sang bản nháp mới").says("Đã chép sang bản nháp mới").sound()
    page = head.page
    assert not page.locator("input[name=person]:checked").count(), "about nobody yet"
    page.locator("#ai").evaluate("step => step.open = true")
    page.fill("#id_person_q", RIGHT)
    page.locator("[data-people] label:has(input[name=person])", has_text=RIGHT_NAME).click()
    assert page.input_value("#id_title") == title
    if not page.locator("#id_out_of_scope_declared").is_checked():
        page.check("#id_out_of_scope_declared")
    return sent(head)


@WIDTHS
def test_after_the_notice_the_wrong_person_reads_why_and_the_right_one_begins_anew(
    visit, logins, width
):
    """Stopped by two people. The wrong person keeps the reason and nothing else; the right one is
    told by a notice of their own.
    """
    title = f"Không phải người này ({width})"
    code = reported(visit, WRONG, title)
    taken_up(visit, logins, code)
    member = notified(visit, code, width)
    wronged = visit(username=account_of(visit, WRONG_CODE), width=width)
    wronged.open(f"/cua-toi/{code}/").says("CC-01")
    evidence = wronged.page.locator("a[href*='/chung-cu/']").first.get_attribute("href")
    member.open(f"/ho-so/{code}/de-nghi-dinh-chinh/", 409)  # nobody is put in a told one's place
    member.open(f"/ho-so/{code}/de-nghi-dung/").sound()
    page = member.page
    page.check("input[name=because][value=wrong_person]")
    assert not page.locator("#id_duplicate_code").is_visible(), "asked of a double alone"
    page.fill("#id_reason", "Tài khoản của người khác cùng tên.")
    member.press("Gửi đề nghị").says("Đã gửi đề nghị")
    _agreed(visit, code, "Tài khoản của người khác cùng tên.", width)
    wronged.open("/thong-bao/").says(code).sound()
    wronged.open("/cua-toi/").says("Đã dừng, không có kết luận")
    wronged.open(f"/cua-toi/{code}/").says("Quyết định dừng").says("người khác cùng tên").sound()
    assert title not in wronged.page.inner_text("main"), "nothing of what it was about"
    wronged.open(evidence, 404)
    wronged.open("/viec-can-lam/")
    assert code not in wronged.page.inner_text("main"), "nothing waits for them"
    member.open(f"/ho-so/{code}/").says("dừng").sound()
    lead = visit("lead", width=width)
    lead.open(f"/ho-so/?status=under_review&q={code}").says("Không có hồ sơ nào khớp")
    lead.open(f"/ho-so/?status=stopped&q={code}").says(code).sound()
    anew = _begun_anew(visit, code, title, width)
    assert anew != code
    taken_up(visit, logins, anew)
    notified(visit, anew, width)
    right = visit(username=account_of(visit, RIGHT_CODE), width=width)
    right.open(f"/cua-toi/{anew}/").says("Thông báo lần 1").says("CC-01").sound()
    right.open(f"/cua-toi/{code}/", 404)
    wronged.open(f"/cua-toi/{anew}/", 404)


@WIDTHS
def test_a_file_handed_in_by_mistake_is_sealed_by_two_people(visit, logins, width):
    code = reported(visit, WRONG, f"Nộp nhầm giấy tờ ({width})")
    taken_up(visit, logins, code)
    member = visit("member", width=width).open(f"/ho-so/{code}/").says("CC-01")
    member.open(f"/ho-so/{code}/de-nghi-niem-phong/").sound()
    member.page.locator("input[type=radio][name=file]").first.check()
    member.page.fill("#id_reason", "Giấy tờ của người thứ ba.")
    member.press("Gửi đề nghị").says("Đã gửi đề nghị")
    _agreed(visit, code, "không lấy", width)
    member.open(f"/ho-so/{code}/").says("Tệp đã niêm phong").says("Giấy tờ của người thứ ba.")
    member.sound()


LEAVING = {1280: ("luong trong ky", "HL0140"), 360: ("to thi thanh hien", "HL0139")}


@WIDTHS
def test_whoever_leaves_while_accused_keeps_their_own_page_alone(visit, logins, width):
    words, staff = LEAVING[width]
    username = account_of(visit, staff)
    code = reported(visit, words, f"Trước khi chuyển công tác ({width})")
    taken_up(visit, logins, code)
    notified(visit, code)
    visit(username=username).open(f"/cua-toi/{code}/")  # an account in use is one that was used
    keeper = visit("administrator", width=width).open(f"/ban-giao/?nguoi={staff}").sound()
    page = keeper.page
    page.select_option("#id_reason", index=1)
    page.fill("#id_last_day", day())
    keeper.press("Lập bàn giao").sound()
    departure = page.url
    assert code not in page.inner_text("main"), "the administrator is not told of cases"
    lead = visit("lead", width=width).open(departure.removeprefix(keeper.base)).says(code).sound()
    page.check("input[name=door][value=own]")
    keeper.press("Hoàn tất bàn giao").says("Đã xong").sound()
    person = visit(username=username, width=width)
    person.open(f"/cua-toi/{code}/").says("giải trình").sound()
    person.open("/can-bo/", 403)
    lead.open(f"/ho-so/{code}/").says("trang của mình").sound()


@WIDTHS
def test_the_page_says_whose_turn_it_is_and_reminds_once_a_day(visit, logins, width):
    code = reported(visit, WRONG, f"Chờ thông báo ({width})")
    taken_up(visit, logins, code)
    lead = visit("lead", width=width).open(f"/ho-so/{code}/").sound()
    turns = lead.page.locator("#dang-cho")
    assert logins["member"]["name"] in turns.inner_text()
    turns.get_by_role("button", name="Nhắc").first.click()
    lead.page.wait_for_load_state()
    lead.says("Đã nhắc 1 người")
    assert "Đã nhắc" in lead.page.locator("#dang-cho").inner_text()
    member = visit("member", width=width)
    member.open("/thong-bao/").says(code).sound()
    member.open("/viec-can-lam/").says(code)
    notified(visit, code, width)
    lead.open(f"/ho-so/{code}/").sound()
    assert logins["member"]["name"] not in lead.page.locator("#dang-cho").inner_text()


@WIDTHS
def test_an_opinion_is_given_with_the_file_in_view(visit, logins, width):
    code = reported(visit, WRONG, f"Xem hồ sơ bên cạnh ({width})")
    taken_up(visit, logins, code)
    notified(visit, code)
    person = visit(username=account_of(visit, WRONG_CODE)).open(f"/cua-toi/{code}/")
    person.page.locator("input[type=radio][name^=stance_]").nth(1).check()
    person.page.locator("textarea[name^=text_]").first.fill("Tôi đi họp thôn, có giấy mời.")
    person.press("Gửi giải trình").says("Đã giải trình")
    person.follow("Tôi không bổ sung nữa").press("Tôi không bổ sung nữa")
    visit("member").open(f"/ho-so/{code}/lay-y-kien/").press("Chuyển lấy ý kiến")
    head = visit("unit_head", width=width).open(f"/ho-so/{code}/cho-y-kien/").sound()
    beside = head.page.locator(".judge-file, [data-file-beside], .file-beside").first
    assert "có giấy mời" in (beside.text_content() or "")
    assert "so-truc.jpg" in (beside.text_content() or "")
