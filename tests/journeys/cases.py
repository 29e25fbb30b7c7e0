"""A case brought so far in the browser, as people do it: for the journeys that begin there."""

import re
from datetime import date, timedelta

from tests.journeys.test_main_job import picture


def day(ahead: int = 0) -> str:
    return f"{date.today() + timedelta(days=ahead):%d/%m/%Y}"


def written(visit, words: str, title: str, width: int = 1280):
    """The unit head at a report that lacks nothing, about whom the words find first."""
    head = visit("unit_head", width=width).press("Ghi nhận vụ việc")
    page = head.page
    page.fill("#id_person_q", words)
    page.locator("[data-people] label:has(input[name=person])").first.wait_for()
    page.locator("[data-people] label:has(input[name=person])").first.click()
    page.fill("#id_title", title)
    head.pick("act_kind", "working_time").pick("seen_how", "witnessed").pick("platform", "none")
    page.fill("#id_happened_at", f"9h15 {day(-1)}")
    page.fill("#id_known_on", day(-1))
    page.fill(
        "#id_narrative", "Từ 9 giờ 15 đến 10 giờ không có mặt ở vị trí trực, không báo người thay."
    )
    page.locator("[data-autosave]", has_text="Đã lưu nháp").wait_for()
    head.cite("Sử dụng thời giờ làm việc")
    head.attach("so-truc.jpg", picture())
    page.check("#id_out_of_scope_declared")
    return head


def sent(head) -> str:
    """Send it in; the code of the case."""
    head.press("Gửi Tổ kiểm tra").says("Đã gửi")
    return re.search(r"HL-\d{4}-[A-Z0-9]{6}", head.page.inner_text("main"))[0]


def reported(visit, words: str, title: str, width: int = 1280) -> str:
    return sent(written(visit, words, title, width))


def taken_up(visit, logins, code: str) -> None:
    """By the lead, for the member."""
    lead = visit("lead").open(f"/ho-so/{code}/thu-ly/")
    page = lead.page
    for no in page.locator("input[type=radio][name^=scope_][value=no]").all():
        no.check()
    page.check("input[name=decision][value=accepted]")
    option = page.locator("#id_handler option").filter(has_text=logins["member"]["name"])
    page.select_option("#id_handler", option.get_attribute("value"))
    page.fill("#id_reason", "Có hành vi, chứng cứ và quy định cụ thể.")
    lead.press("Ghi quyết định").says("Đã ghi quyết định")


def notified(visit, code: str, width: int = 1280):
    """By the member, with everything shown; the member goes on."""
    member = visit("member", width=width).open(f"/ho-so/{code}/thong-bao/")
    for box in member.page.locator("input[name=bundle]").all():
        box.check()
    return member.press("Gửi thông báo").says("Đã gửi thông báo")


def account_of(visit, staff: str) -> str:
    """The login name of somebody, from the page of the registry."""
    keeper = visit("administrator").open(f"/can-bo/{staff}/")
    return keeper.page.locator(
        "#h-tk ~ .card-in .code, section:has(#h-tk) .code"
    ).first.inner_text()
