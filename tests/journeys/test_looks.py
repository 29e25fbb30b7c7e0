"""Every page on telephone and desk: nothing is written, so it runs beside the journeys that change cases."""

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
        "/quan-triet/moi/",
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
    "internal_affairs": ("/viec-can-lam/", "/can-bo/?q=nong", "/can-bo/moi/", "/can-bo/nhap/", "/don-vi-hanh-chinh/moi/", "/nguon-chinh-thong/"),
    "administrator": (
        "/chuc-nang-phan-quyen/",
        "/viec-chua-gui/",
        "/tai-khoan/",
        "/tai-khoan/hai-buoc/",
        "/tai-khoan/phien/",
        "/tai-khoan/mat-khau/",
        "/ban-giao/",
        "/ban-giao/1/",
    ),
    "auditor": ("/nhat-ky/", "/nhat-ky/kiem-tra/", "/de-nghi-danh-tinh/", "/quyen-xem/"),
    "chairman": ("/so-lieu/", "/bao-cao/", "/chi-dao/moi/", "/du-lieu-ca-nhan/", "/khong-co-trang-nay/"),
    "staff": ("/cua-toi/", "/van-ban/", "/nguon-chinh-thong/"),
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
