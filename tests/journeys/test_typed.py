"""Nothing typed is lost: a line that is really cut, a tab that is closed, a session that ended by
the idle limit of production, another account at the same machine; on telephone and desk.
"""

from datetime import date, timedelta

import pytest

from tests.journeys.walk import idle, sign_in

pytestmark = pytest.mark.journey

WIDTHS = pytest.mark.parametrize("width", [360, 1280])
FORM, AREA = "/chi-dao/moi/", "#id_text"
STORED = "Object.keys(localStorage).filter((name) => name.startsWith('unsent:'))"


def says(page, text: str) -> None:
    """The bar of the form says it, where it can be seen without scrolling."""
    bar = page.locator("[data-autosave]:visible", has_text=text).first
    bar.wait_for()
    box, height = bar.bounding_box(), page.viewport_size["height"]
    assert box["y"] >= 0, box
    assert box["y"] + box["height"] <= height, (box, height)


def comes_back(page, area: str, text: str) -> None:
    """What only this machine held stands in the form and on the server. Which of the two brought it
    there is open: a closing tab may send it once more, and the line may be whole by then.
    """
    page.wait_for_function(f"() => !{STORED}.length")
    assert page.input_value(area) == text
    page.reload()
    page.wait_for_function(f"text => document.querySelector('{area}').value === text", arg=text)
    assert page.evaluate(STORED) == []


@WIDTHS
def test_what_is_typed_comes_back_after_a_cut_line_and_a_closed_tab(come, line, width):
    chairman = come("chairman", width)
    page = chairman.open(FORM).page
    page.fill(AREA, "Phần gõ khi có mạng.")
    says(page, "Đã lưu phần đang nhập lúc")
    assert page.evaluate(STORED) == [], "the server has it"
    chairman.open(FORM)
    says(page, "Đang giữ phần đã nhập lúc")
    assert page.input_value(AREA) == "Phần gõ khi có mạng."
    chairman.sound()
    line.cut()
    page.fill(AREA, "Phần gõ khi có mạng. Phần gõ khi đứt dây.")
    says(page, "Mất kết nối. Phần đang nhập giữ trên máy này")
    [name] = page.evaluate(STORED)
    sealed = page.evaluate("(name) => localStorage.getItem(name)", name)
    assert "chi-dao" not in name + sealed
    assert "dây" not in sealed
    spoken = page.locator("p.vh[role=status]").first.text_content()
    assert "Mất kết nối" in spoken
    page.close()
    line.mend()
    chairman.page = page = chairman.context.new_page()
    chairman.open(FORM)
    comes_back(page, AREA, "Phần gõ khi có mạng. Phần gõ khi đứt dây.")
    says(page, "Đang giữ phần đã nhập lúc")
    page.get_by_role("button", name="Bỏ phần này").click()
    says(page, "Không có gì chưa gửi")
    chairman.open(FORM)
    assert page.input_value(AREA) == ""
    assert not page.locator("[data-autosave]:visible").count()
    chairman.errors.clear()


@WIDTHS
def test_a_form_pressed_without_a_line_stays_and_goes_later(come, line, width):
    chairman = come("chairman", width)
    page = chairman.open(FORM).page
    page.fill(AREA, f"Niêm yết lịch tiếp dân, bề rộng {width}.")
    says(page, "Đã lưu phần đang nhập lúc")
    page.get_by_text("Giao từng đơn vị", exact=True).first.click()
    page.locator("label").filter(has_text="Nội vụ").first.click()
    page.fill("#id_due_on", f"{date.today() + timedelta(days=9):%d/%m/%Y}")
    line.cut()
    page.fill(AREA, f"Niêm yết lịch tiếp dân trước thứ Hai, bề rộng {width}.")
    page.get_by_role("button", name="Gửi ý kiến chỉ đạo").click()
    says(page, "Chưa gửi được: mất kết nối")
    assert page.url.endswith(FORM)
    line.mend()
    page.get_by_role("button", name="Gửi ý kiến chỉ đạo").click()
    page.locator(".flash", has_text="Đã gửi ý kiến chỉ đạo").wait_for()
    assert "trước thứ Hai" in page.inner_text("main")
    chairman.open(FORM)
    assert page.input_value(AREA) == "", "what was sent is not offered again"
    chairman.errors.clear()


@WIDTHS
def test_a_session_that_ended_by_the_limit_of_production_loses_nothing(come, portal, logins, width):
    chairman = come("chairman", width)
    page = chairman.open(FORM).page
    idle(portal, minutes=16)
    page.fill(AREA, "Gõ khi phiên đã hết.")
    page.get_by_role("button", name="Gửi ý kiến chỉ đạo").click()
    says(page, "Phiên đã hết. Phần đang nhập giữ trên máy này")
    assert page.url.endswith(FORM), "nothing was sent, and the page stays"
    page.get_by_role("link", name="Đăng nhập lại").click()
    page.wait_for_load_state()
    sign_in(page, logins["vice_chairman"])
    assert page.url.endswith(FORM)
    assert page.input_value(AREA) == "", "it opens for nobody else at the same machine"
    assert len(page.evaluate(STORED)) == 1
    idle(portal, minutes=16)
    chairman.page.goto(chairman.base + FORM)
    sign_in(page, logins["chairman"])
    says(page, "Đã lưu phần đang nhập lúc")
    assert page.input_value(AREA) == "Gõ khi phiên đã hết."
    page.get_by_role("button", name="Gửi ý kiến chỉ đạo").wait_for()
    chairman.open(FORM)
    page.get_by_role("button", name="Bỏ phần này").click()
    says(page, "Không có gì chưa gửi")
    chairman.errors.clear()


def test_signing_out_leaves_nothing_on_the_machine(come, line):
    chairman = come("chairman")
    page = chairman.open(FORM).page
    line.cut()
    page.fill(AREA, "Gõ rồi đăng xuất.")
    says(page, "Mất kết nối")
    line.mend()
    other = chairman.context.new_page()
    other.goto(chairman.base + "/tai-khoan/")
    assert len(other.evaluate(STORED)) == 1
    other.get_by_role("button", name="Đăng xuất").first.click()
    other.wait_for_load_state()
    assert other.evaluate(STORED) == []
    assert not [cookie for cookie in chairman.context.cookies() if cookie["name"] == "unsent"], (
        "half of the key is gone too"
    )
    chairman.errors.clear()


@pytest.mark.parametrize("whole", ["after", "before"])
def test_the_log_form_survives_a_closed_tab_without_a_line(come, line, whole):
    """The line is whole again after the tab is closed, or before: the tab sends once more then."""
    head = come("unit_head").press("Ghi nhận vụ việc")
    page, address = head.page, head.page.url
    page.fill("#id_narrative", "Gõ khi có mạng.")
    says(page, "Đã lưu nháp")
    line.cut()
    page.fill("#id_narrative", "Gõ khi có mạng. Gõ khi đứt dây.")
    says(page, "Mất kết nối. Phần đang nhập giữ trên máy này")
    if whole == "before":
        line.mend()
    page.close()
    line.mend()
    page = head.context.new_page()
    page.goto(address)
    comes_back(page, "#id_narrative", "Gõ khi có mạng. Gõ khi đứt dây.")
    head.errors.clear()
