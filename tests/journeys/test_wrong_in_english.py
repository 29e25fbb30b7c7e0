"""What goes wrong, for somebody who reads no Vietnamese: pages that refuse, forms that lack
something, files that are refused, a wrong password; on telephone and desk, nothing typed lost.
"""

import re

import pytest

pytestmark = pytest.mark.journey

WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@WIDTHS
def test_pages_that_refuse_say_why_in_english(visit, width):
    head = visit("unit_head", width=width, language="en").sound()
    head.open("/ho-so/HL-1999-AAAAAA/", 404).says("Không tìm thấy trang này").sound()
    head.open("/khong-co-trang-nay/", 404).says("Không tìm thấy trang này").sound()
    head.open("/nhat-ky/", 403).says("Không thực hiện được việc này").sound()
    lead = visit("lead", width=width, language="en").open("/ho-so/?status=closed").sound()
    closed = lead.page.locator("a[href*='/ho-so/HL-']").first.get_attribute("href")
    code = re.search(r"HL-\d{4}-\w+", closed)[0]
    lead.open(f"/ho-so/{code}/thu-ly/", 409).says("Chưa thực hiện được việc này").sound()
    lead.follow("Mở lại trang").sound()


@WIDTHS
def test_a_form_that_lacks_something_says_so_in_english_and_loses_nothing(visit, width):
    typed = {
        "id_noticed_at": "ngày 32/13/2018",
        "id_what": "Danh sách gửi nhầm cho một đơn vị khác.",
        "id_people": "-3",
    }
    head = visit("unit_head", width=width, language="en").open("/su-co-du-lieu/moi/").sound()
    page = head.page
    for name, text in typed.items():
        page.fill(f"#{name}", text)
    head.press("Ghi sự cố").says("chỗ cần sửa").sound()
    assert page.locator("[aria-invalid=true]").count() > 2
    for name, text in typed.items():
        assert page.input_value(f"#{name}") == text, name
    chairman = visit("chairman", width=width, language="en").open("/chi-dao/moi/").sound()
    chairman.page.fill("#id_text", "Báo cáo kết quả đôn đốc.")
    chairman.press("Gửi ý kiến chỉ đạo").says("chỗ cần sửa").sound()
    assert chairman.page.input_value("#id_text") == "Báo cáo kết quả đôn đốc."


@WIDTHS
def test_a_file_that_is_refused_is_refused_in_english(visit, width):
    head = visit("unit_head", width=width, language="en").press("Ghi nhận vụ việc")
    head.page.fill("#id_narrative", "Chia sẻ bài chưa kiểm chứng.")
    head.attach("anh.jpg", b"khong phai anh", says="Chưa nhận loại tệp này").sound()
    head.attach("trong.jpg", b"", says="Tệp trống").sound()
    assert head.page.input_value("#id_narrative") == "Chia sẻ bài chưa kiểm chứng."
    affairs = visit("internal_affairs", width=width, language="en").open("/can-bo/nhap/").sound()
    bad = {"name": "danh-sach.xlsx", "mimeType": "text/plain", "buffer": b"Khong phai bang tinh"}
    affairs.page.set_input_files("#id_upload", bad)
    affairs.press("Tải lên và xem trước").says("Chưa đọc được tệp").sound()


@WIDTHS
def test_a_wrong_password_is_refused_in_english(visit, logins, width):
    member = visit("member", width=width, language="en")
    member.context.clear_cookies()
    page = member.open("/tai-khoan/dang-nhap/").sound().page
    page.fill("#id_login", logins["member"]["username"])
    page.fill("#id_password", "khong phai mat khau")
    page.click("button.btn-big")
    page.wait_for_load_state()
    assert "/dang-nhap/" in page.url
    assert page.locator("[role=alert]").count()
    assert page.input_value("#id_login") == logins["member"]["username"]
    member.sound()
    page.fill("#id_password", logins["member"]["password"])
    page.click("button.btn-big")
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)
    member.sound()
