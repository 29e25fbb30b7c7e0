"""What is not taken back at once is asked first: in a dialog on telephone and desk, on a page of
its own without JavaScript; and an end of today is taken back.
"""

import pytest

pytestmark = pytest.mark.journey

ENDED = "Bỏ việc kết thúc"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_function_ends_after_its_question_and_comes_back(width, script, visit):
    keeper = visit("administrator", width=width, java_script_enabled=script)
    keeper.open("/chuc-nang-phan-quyen/?kind=member")
    page, question = keeper.page, keeper.page.locator("form[data-confirm]")
    holder = page.locator("tbody th").first.inner_text().split("\n")[0]
    keeper.press("Kết thúc chức năng", agrees=False)
    assert question.count() == 1
    assert page.locator("dialog[open]").count() == (1 if script else 0)
    for words in (
        f"Kết thúc chức năng của {holder}?",
        "Điều gì xảy ra",
        "Ai được báo",
        "trong hôm nay",
    ):
        keeper.says(words)
    if script:
        keeper.sound()
        assert page.evaluate("document.activeElement.id") == "cau-hoi", "the question is read first"
        page.keyboard.press("Escape")
        question.wait_for(state="detached")
        assert "chức năng của" in page.evaluate("document.activeElement.textContent")
        keeper.press("Kết thúc chức năng", agrees=False)
    question.locator("[data-keep]").click()
    question.wait_for(state="detached")
    keeper.open("/chuc-nang-phan-quyen/?kind=member").says(holder)
    keeper.press("Kết thúc chức năng").says("Đã kết thúc chức năng")
    keeper.open("/chuc-nang-phan-quyen/?kind=member&het=1").press(ENDED).says("giữ tiếp chức năng")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_direction_is_closed_after_its_question_and_followed_again(script, visit):
    chairman = visit("chairman", java_script_enabled=script)
    chairman.open("/chi-dao/?tinh-trang=dang")
    chairman.page.locator("main a[href^='/chi-dao/']").filter(has_text="/20").first.click()
    chairman.page.wait_for_load_state()
    address = chairman.page.url
    chairman.press("Kết thúc theo dõi", agrees=False).says("Theo dõi lại được")
    chairman.agree().says("đã kết thúc")
    chairman.page.goto(address)
    chairman.press("Theo dõi lại").says("được theo dõi lại")
