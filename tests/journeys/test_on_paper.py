"""The whole story for somebody who has no account, on paper alone: handed over and signed for,
answered, concluded, told, contested; every paper entered by one person and confirmed by another
against its scan.
"""

import re
from datetime import date, timedelta

import pytest

from tests.journeys.test_main_job import picture

pytestmark = pytest.mark.journey
PERSON = "nong trong pao"  # a guard of the commune, who has no account
WIDTHS = pytest.mark.parametrize("width", [1280, 360])


def day(ahead: int = 0) -> str:
    return f"{date.today() + timedelta(days=ahead):%d/%m/%Y}"


@WIDTHS
def test_somebody_without_an_account_is_heard_told_and_reviewed_on_paper(visit, logins, width):
    code = _reported(visit, width)
    _notified(visit, logins, code, width)
    _answered(visit, code, width)
    _concluded(visit, code)
    _told_and_contested(visit, code, width)


def _scan(who, name: str) -> None:
    file = {"name": name, "mimeType": "image/jpeg", "buffer": picture()}
    who.page.set_input_files("#id_upload", file)


def _confirmed(visit, code: str, says: str, width: int) -> None:
    """The second person reads what was entered beside the scan, and says that it is so."""
    other = visit("internal_affairs", width=width)
    other.open("/viec-can-lam/").says("Xác nhận bản giấy")
    other.open(f"/ho-so/{code}/xac-nhan-ban-giay/").says(says).sound()
    other.page.check("input[name=decision][value=confirmed]")
    other.press("Ghi nhận").says("Đã ghi nhận")


def _reported(visit, width: int) -> str:
    head = visit("unit_head", width=width).press("Ghi nhận vụ việc")
    page = head.page
    page.fill("#id_person_q", PERSON)
    page.locator("[data-people] label:has(input[name=person])").first.wait_for()
    page.locator("[data-people] label:has(input[name=person])").first.click()
    page.fill("#id_title", f"Rời vị trí trực trong ca ({width})")
    head.pick("act_kind", "working_time").pick("seen_how", "witnessed").pick("platform", "none")
    page.fill("#id_happened_at", f"9h15 {day(-1)}")
    page.fill("#id_known_on", day(-1))
    page.fill(
        "#id_narrative", "Từ 9 giờ 15 đến 10 giờ không có mặt ở cổng trụ sở, không báo người thay."
    )
    page.locator("[data-autosave]", has_text="Đã lưu nháp").wait_for()
    head.cite("Sử dụng thời giờ làm việc")
    head.attach("so-truc.jpg", picture())
    page.check("#id_out_of_scope_declared")
    head.press("Gửi Tổ kiểm tra").says("Đã gửi")
    return re.search(r"HL-\d{4}-[A-Z0-9]{6}", page.inner_text("main"))[0]


def _notified(visit, logins, code: str, width: int) -> None:
    lead = visit("lead").open(f"/ho-so/{code}/thu-ly/")
    page = lead.page
    for no in page.locator("input[type=radio][name^=scope_][value=no]").all():
        no.check()
    page.check("input[name=decision][value=accepted]")
    option = page.locator("#id_handler option").filter(has_text=logins["member"]["name"])
    page.select_option("#id_handler", option.get_attribute("value"))
    page.fill("#id_reason", "Có hành vi, chứng cứ và quy định cụ thể.")
    lead.press("Ghi quyết định").says("Đã ghi quyết định")
    member = visit("member", width=width).open(f"/ho-so/{code}/thong-bao/")
    for box in member.page.locator("input[name=bundle]").all():
        box.check()
    member.press("Gửi thông báo").says("Đã gửi thông báo")
    member.open(f"/ho-so/{code}/in-thong-bao/").says("PHIẾU GIAO NHẬN").sound()
    assert member.download("PDF").startswith(b"%PDF")
    member.open("/viec-can-lam/").says(code)
    member.open(f"/ho-so/{code}/giao-thong-bao/").sound()
    member.page.check("input[name=how][value=handed]")
    member.page.fill("#id_received_on", day())
    member.page.fill("#id_received_by", "Nông Trọng Páo")
    _scan(member, "phieu-giao-nhan.jpg")
    member.press("Ghi nhận").says("khi người thứ hai xác nhận")
    _confirmed(visit, code, "phieu-giao-nhan.jpg", width)


def _answered(visit, code: str, width: int) -> None:
    member = visit("member", width=width).open(f"/ho-so/{code}/giai-trinh-giay/").sound()
    page = member.page
    page.fill("#id_received_on", day())
    _scan(member, "giai-trinh-viet-tay.jpg")
    page.locator("input[type=radio][name^=stance_]").nth(1).check()
    page.locator("textarea[name^=text_]").first.fill("Tôi đưa người ốm đi trạm xá, đã báo miệng.")
    member.press("Ghi giải trình").says("khi người thứ hai xác nhận")
    _confirmed(visit, code, "đưa người ốm đi trạm xá", width)
    member.open(f"/ho-so/{code}/khong-bo-sung-giay/").sound()
    member.page.fill("#id_received_on", day())
    _scan(member, "khong-bo-sung.jpg")
    member.press("Ghi nhận").says("khi người thứ hai xác nhận")
    _confirmed(visit, code, "khong-bo-sung.jpg", width)


def _concluded(visit, code: str) -> None:
    member = visit("member").open(f"/ho-so/{code}/lay-y-kien/")
    member.press("Chuyển lấy ý kiến").says("Đã chuyển lấy ý kiến")
    for kind in ("unit_head", "internal_affairs"):
        speaker = visit(kind).open(f"/ho-so/{code}/cho-y-kien/")
        if speaker.page.locator("input[type=radio][name=side]").count():
            speaker.page.locator("input[type=radio][name=side]").first.check()
        speaker.page.fill("#id_text", "Đề nghị hướng dẫn, rút kinh nghiệm.")
        speaker.press("Gửi ý kiến").says("Đã gửi ý kiến")
    page = member.open(f"/ho-so/{code}/trinh-ket-luan/").page
    for radio in page.locator("input[type=radio][name^=result_][value=established]").all():
        radio.check()
    for level in page.locator("select[name^=severity_]").all():
        level.select_option("it_nghiem_trong")
    for area in page.locator("textarea[name^=reasons_], textarea[name^=considered_]").all():
        area.fill("Có rời vị trí; lý do đưa người ốm đi trạm xá được xem xét giảm nhẹ.")
    page.check("input[name=outcome][value=guidance]")
    page.fill("#id_reasons", "Mức độ nhẹ, lần đầu.")
    if page.locator("#id_departure").count():
        page.fill("#id_departure", "Lần đầu, có lý do chính đáng.")
    member.press("Trình kết luận").says("Đã trình")
    deputy = visit("deputy_lead").open(f"/ho-so/{code}/ket-luan/")
    deputy.press("Kết luận như dự thảo").says("Đã kết luận")
    deputy.open(f"/ho-so/{code}/phieu-cong-bang/").says("Đủ các điều kiện").sound()


def _told_and_contested(visit, code: str, width: int) -> None:
    """The term to contest runs from the day the conclusion was received."""
    member = visit("member", width=width).open(f"/ho-so/{code}/giao-thong-bao/").sound()
    page = member.page
    if page.locator("input[type=radio][name=what]").count():
        page.check("input[name=what][value=conclusion]")
    page.check("input[name=how][value=handed]")
    page.fill("#id_received_on", day())
    page.fill("#id_received_by", "Nông Trọng Páo")
    _scan(member, "giao-ket-luan.jpg")
    member.press("Ghi nhận").says("khi người thứ hai xác nhận")
    _confirmed(visit, code, "giao-ket-luan.jpg", width)
    member.open(f"/ho-so/{code}/de-nghi-xem-xet-lai-giay/").sound()
    member.page.fill("#id_received_on", day())
    _scan(member, "don-de-nghi.jpg")
    member.page.fill("#id_text", "Trạm xá xác nhận tôi đưa người ốm đến lúc 9 giờ 20.")
    member.press("Ghi đơn").says("khi người thứ hai xác nhận")
    _confirmed(visit, code, "9 giờ 20", width)
    chairman = visit("chairman").open(f"/ho-so/{code}/quyet-dinh-xem-xet-lai/").sound()
    chairman.page.check("input[name=decision][value=annul]")
    chairman.page.fill("#id_reasons", "Xác nhận của trạm xá phù hợp với giải trình.")
    chairman.press("Ghi quyết định").says("Đã quyết định")
    member.open(f"/ho-so/{code}/").says("bản giấy ngày").sound()
