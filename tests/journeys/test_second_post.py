"""Somebody with two posts, met by the head of the unit they hold the second one in, on a telephone
and at a desk: found, chosen, kept, seen as far as that post goes.
"""

import pytest

pytestmark = pytest.mark.journey
POST = "Phó Trưởng ban Quản lý chợ"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_head_of_the_second_unit_chooses_the_post_and_it_stays_chosen(width, visit, tmp_path):
    head = visit("unit_head", width=width)
    head.press("Ghi nhận vụ việc")
    page = head.page
    page.fill("#id_person_q", "pho truong ban quan ly cho")
    rows = page.locator("[data-people] label:has(input[name=person])")
    rows.filter(has_text="kiêm nhiệm").wait_for()
    assert rows.count() == 1, "the main post is of another unit"
    assert f"kiêm nhiệm {POST}, UBND xã Quang Long" in rows.first.inner_text()
    head.sound()
    rows.first.click()
    page.fill("#id_title", f"Bảng giá tại chợ ({width})")
    head.press("Lưu nháp").says("Đã lưu nháp").sound()
    assert POST in page.locator("[data-shut=ai]").inner_text(), "folded, it says which post"
    page.locator("#ai > summary").click()
    chosen = page.locator("label:has(input[name=person]:checked)")
    assert f"kiêm nhiệm {POST}" in chosen.inner_text()
    page.screenshot(path=tmp_path / f"{width}.png", full_page=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_head_of_the_second_unit_reads_its_case_and_that_post_alone(width, visit):
    head = visit("unit_head", width=width)
    head.open("/ho-so/?q=quan+ly").sound()
    head.open("/can-bo/?q=quan+ly+cho").says(f"Kiêm nhiệm: {POST}").sound()
    head.page.locator("a.row-link").first.click()
    head.page.wait_for_load_state()
    head.says("Kiêm nhiệm tại đơn vị của ông/bà").sound()
    assert "Quá trình công tác" not in head.page.inner_text("main")


def test_the_team_sees_both_posts_and_which_one_the_case_is_about(visit):
    lead = visit("lead")
    lead.open("/can-bo/?q=quan+ly+cho").says(f"Kiêm nhiệm: {POST}").sound()
    name = lead.page.locator("a.row-link").first.inner_text()
    lead.open(f"/ho-so/?q={name.replace(' ', '+')}").says(f"{POST} (kiêm nhiệm)").sound()
