"""The whole story for somebody who has no account, on paper alone: handed over and signed for,
answered, concluded, told, contested; every paper entered by one person and confirmed by another
against its scan.
"""

import pytest

from tests.journeys.cases import day, notified, reported, taken_up
from tests.journeys.test_main_job import picture

pytestmark = pytest.mark.journey
PERSON = "nong trong pao"  # a guard of the commune, who has no account
WIDTHS = pytest.mark.parametrize("width", [1280, 360])


@WIDTHS
def test_somebody_without_an_account_is_heard_told_and_reviewed_on_paper(visit, logins, width):
    code = reported(visit, PERSON, f"Rời vị trí trực trong ca ({width})", width)
    taken_up(visit, logins, code)
    _notified(visit, code, width)
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


def _notified(visit, code: str, width: int) -> None:
    member = notified(visit, code, width)
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
