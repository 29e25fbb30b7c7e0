"""Every page on telephone and desk: nothing is written, so it runs beside the journeys that change
cases.
"""

import pytest

from tests.journeys.walk import LOOKED_AT

pytestmark = pytest.mark.journey

PAGES = {
    "unit_head": (
        "/don-vi/",
        "/ho-so/",
        "/so-lieu/",
        "/bao-cao-don-vi/",
        "/chi-dao/",
        "/quan-triet/",
        "/quan-triet/buoi/moi/",
        "/quan-triet/gui/1/",
        "/quan-triet/gui/1/nguoi/?loc=da",
        "/can-bo/",
        "/van-ban/",
        "/lich-lam-viec/",
        "/huong-dan/",
    ),
    "lead": (
        "/viec-can-lam/",
        "/ho-so/?open=1&sort=due",
        "/so-lieu/?ky=nam-2025-01",
        "/bao-cao/",
        "/bao-cao/1/",
        "/bao-cao/1/ho-so/?so=received",
        "/bao-cao/1/noi-nhan/",
        "/noi-nhan/",
        "/bao-cao-don-vi/",
        "/chi-dao/",
        "/bo-quy-tac/",
        "/bo-quy-tac/VC-2026/",
        "/lich-lam-viec/thay-doi/",
        "/don-vi-hanh-chinh/",
        "/don-vi-hanh-chinh/X552/",
        "/thong-bao/",
        "/de-nghi-danh-tinh/",
        "/quyen-xem/",
        "/ban-giao/",
    ),
    "internal_affairs": (
        "/viec-can-lam/",
        "/can-bo/?q=nong",
        "/can-bo/moi/",
        "/can-bo/nhap/",
        "/can-bo/nhap/1/",
        "/can-bo/HL0030/",
        "/can-bo/HL0030/vi-tri/biet-phai/",
        "/don-vi-hanh-chinh/?ngay=19/09/2017",
        "/don-vi-hanh-chinh/X552/thay-doi/",
        "/don-vi-hanh-chinh/X552/ket-thuc/",
        "/don-vi-hanh-chinh/moi/",
        "/quan-triet/gui/",
        "/quan-triet/gui/1/danh-sach-ky/",
        "/quan-triet/gui/1/ghi-ky/",
        "/de-nghi-du-lieu/",
        "/de-nghi-du-lieu/1/",
        "/nguon-chinh-thong/",
    ),
    "administrator": (
        "/bat-dau/",
        "/suc-khoe/",
        "/cap-lai/tai-khoan-moi/",
        "/chuc-nang-phan-quyen/",
        "/viec-chua-gui/",
        "/tai-khoan/",
        "/tai-khoan/hai-buoc/",
        "/tai-khoan/phien/",
        "/tai-khoan/mat-khau/",
        "/ban-giao/",
        "/ban-giao/1/",
    ),
    "auditor": (
        "/so-xuat-du-lieu/",
        "/nhat-ky/",
        "/nhat-ky/kiem-tra/",
        "/de-nghi-danh-tinh/",
        "/quyen-xem/",
    ),
    "chairman": (
        "/so-lieu/?don-vi=X552",
        "/bao-cao/",
        "/chi-dao/moi/",
        "/chi-dao/1/",
        "/du-lieu-ca-nhan/",
        "/khong-co-trang-nay/",
    ),
    "staff": (
        "/cua-toi/",
        "/du-lieu-cua-toi/",
        "/du-lieu-cua-toi/de-nghi/?phan=post",
        "/van-ban/",
        "/nguon-chinh-thong/",
    ),
}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("kind", PAGES)
def test_every_page_is_sound_on_telephone_and_desk(kind, width, visit):
    visitor = visit(kind, width=width)
    for path in PAGES[kind]:
        visitor.open(path, 404 if path == "/khong-co-trang-nay/" else 200)
        if path == "/khong-co-trang-nay/":
            visitor.errors.clear()
        visitor.sound()
    print(f"{len(LOOKED_AT)} pages looked over so far")


def test_a_person_is_chosen_with_the_keyboard_alone(visit):
    """The picker: typed, heard, walked with the arrows, taken with Enter, left with Escape; nothing
    is sent.
    """
    page = visit("administrator").open("/ban-giao/").page
    field = page.locator("[data-picker] input").first
    if not field.is_visible():
        page.locator("summary").filter(has=page.get_by_text("bàn giao", exact=False)).first.click()
    field.focus()
    field.press_sequentially("nong van")
    page.locator("[role=listbox] [role=option]").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert "người" in page.locator("[data-picker] [role=status]").first.inner_text()
    field.press("ArrowDown")
    field.press("ArrowDown")
    marked = page.locator("[role=option][aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == marked.get_attribute("id")
    code = marked.get_attribute("data-code")
    field.press("Enter")
    assert field.input_value() == code
    assert field.get_attribute("aria-expanded") == "false"
    field.fill("")
    field.press_sequentially("nong")
    page.locator("[role=listbox] [role=option]").first.wait_for()
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "nong"
