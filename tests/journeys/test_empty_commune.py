"""An invented commune sets its portal up in the browser alone, from nothing to the first report:
its names, two first accounts, offices, a staff list, accounts, functions, and a head who logs.
"""

import re
import subprocess
import sys
import threading
import time
from datetime import date

import pytest

from tests.journeys.cases import written
from tests.journeys.conftest import ROOT, Portal, _free, _stop, _wait
from tests.journeys.walk import Visitor, sign_in
from tests.workbooks import HEAD, Page, person, xlsx

pytestmark = pytest.mark.journey
PASSWORD = "con trâu uống nước bên suối"
NAMES = {  # written in the browser by the administrator, before anything else
    "name": "Ủy ban nhân dân xã Nà Pheng",
    "short_name": "UBND xã Nà Pheng",
    "place": "Nà Pheng",
    "code_prefix": "NP",
    "superior": "Ủy ban nhân dân tỉnh Cao Phong",
    "help_contact": "Phòng Văn hóa - Xã hội, 0206 3000 111",
    "founding_instrument": "Quyết định số 12/QĐ-UBND",
    "founding_day": "15/01/2026",
    "basis": "Quyết định số 12/QĐ-UBND",
}
OFFICES = (  # code, name, short name, kind, parent
    ("NP", "Ủy ban nhân dân xã Nà Pheng", "UBND xã Nà Pheng", "authority", ""),
    ("VHXH", "Phòng Văn hóa - Xã hội", "Phòng VHXH", "department", "NP"),
    ("THNP", "Trường Tiểu học Nà Pheng", "TH Nà Pheng", "school", "NP"),
)
# name, office, position, function given
PEOPLE = (
    ("Bế Thị Vy", "NP", "Chuyên viên", "administrator"),
    ("Nông Văn Đình", "NP", "Chủ tịch", "chairman"),
    ("Lục Thị Ái", "NP", "Chánh Văn phòng", "unit_head"),
    ("Đàm Văn Ích", "VHXH", "Trưởng phòng", "unit_head"),
    ("Hoàng Thị Mến", "VHXH", "Chuyên viên", "lead"),
    ("Lý Văn Sầm", "VHXH", "Chuyên viên", "member"),
    ("Mã Thị Dung", "VHXH", "Chuyên viên", "auditor"),
    ("Triệu Văn Phú", "THNP", "Hiệu trưởng", "unit_head"),
    ("Nông Thị Mận", "THNP", "Giáo viên", ""),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """`make run EMPTY=1` of another committee, and the two links it prints."""
    data, port = tmp_path_factory.mktemp("empty"), _free()
    running = Portal(data, port)
    with (data / "run.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "start", "--empty"],
            cwd=ROOT,
            env=running.env,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(process, running)
        yield running
    finally:
        threading.Thread(target=process.wait, daemon=True).start()  # reaped while it ends
        _stop(process.pid)
        process.wait()


def links(text: str) -> list[str]:
    """The paths of the links to set a password in a text."""
    return re.findall(r"/tai-khoan/dat-mat-khau/[^/\s]+/", text)


@pytest.fixture(scope="module")
def enter(chromium, empty):
    """enter(login name, link='') -> a visitor; with a link who sets the password first."""
    opened = []

    def come(username: str, link: str = "", width: int = 1280) -> Visitor:
        if link:
            context = chromium.new_context(locale="vi-VN")
            page = context.new_page()
            page.goto(empty.base + link)
            page.fill("#id_password1", PASSWORD)
            page.fill("#id_password2", PASSWORD)
            page.locator("form:has(#id_password1) button").click()
            page.wait_for_url("**/dang-nhap/**")
            sign_in(page, {"username": username, "password": PASSWORD})
            page.wait_for_url(lambda url: "dang-nhap" not in url)
            context.close()
        opened.append(Visitor(chromium, empty, username, PASSWORD, width))
        return opened[-1]

    yield come
    for visitor in opened:
        visitor.close()


def posted(empty, address: str, seconds: int = 60) -> str:
    """The path of the link in the letter to `address`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for letter in empty.letters():
            if letter.startswith(address) and (found := links(letter)):
                return found[-1]
        time.sleep(1)
    raise AssertionError(f"no letter to {address}")


def address_of(name: str) -> str:
    return f"np{PEOPLE.index(next(row for row in PEOPLE if row[0] == name)):02d}@napheng.example"


def office_list() -> bytes:
    """All but the first, which is typed."""
    head = ["Mã đơn vị", "Tên đơn vị", "Tên ngắn", "Loại", "Đơn vị cấp trên", "Từ ngày"]
    kinds = {"department": "Cơ quan chuyên môn", "school": "Trường học"}
    rows = [[*row[:3], kinds[row[3]], row[4], "15/01/2026"] for row in OFFICES[1:]]
    return xlsx(Page([head, *rows]))


def staff_list() -> bytes:
    rows = [[*HEAD, "Thư điện tử"]]
    for number, (name, office, position, _) in enumerate(PEOPLE, 1):
        row = person(number, f"NP-{number:03d}", name, office, position)
        rows.append([*row[:6], date(2026, 1, 15), address_of(name)])
    return xlsx(Page(rows))


def test_0_the_administrator_writes_what_the_committee_is_called(empty, enter):
    first = links((empty.data / "run.log").read_text(encoding="utf-8"))
    admin = enter("quan.tri", first[0], width=360)
    assert admin.page.url.endswith("/bat-dau/"), "an empty portal begins there"
    admin.says("Chưa ghi tên cơ quan").says("Còn thiếu: tên cơ quan").sound()
    assert "Hạ Lang" not in admin.page.inner_text("body"), "nothing of the try-out's committee"
    admin.follow("Làm tiếp: thông tin cơ quan").follow("Ghi thông tin cơ quan").sound()
    for name, value in NAMES.items():
        admin.page.fill(f"#id_{name}", value)
    admin.press("Xem trước").says("Chưa có gì thay đổi").says("NP-").says(
        "UBND XÃ NÀ PHENG"
    ).sound()
    admin.press("Sửa lại").sound()
    assert admin.page.input_value("#id_place") == NAMES["place"], "what was typed is there"
    admin.press("Xem trước").press("Ghi thông tin cơ quan").says("Đang dùng").sound()
    admin.open("/bat-dau/").says("UBND xã Nà Pheng").sound()


def test_1_internal_affairs_enters_the_offices_and_the_staff_list(empty, enter):
    first = links((empty.data / "run.log").read_text(encoding="utf-8"))
    affairs = enter("noi.vu", first[1])
    affairs.open("/bat-dau/").says("Cổng chưa nhận được vụ việc").says("UBND xã Nà Pheng").sound()
    affairs.follow("Nhập danh sách, thêm đơn vị").sound()
    page = affairs.page
    affairs.follow("Thêm từng đơn vị")
    code, name, short, kind, _ = OFFICES[0]
    page.fill("#id_code", code)
    page.fill("#id_name", name)
    page.fill("#id_short_name", short)
    page.select_option("#id_kind", kind)
    page.fill("#id_valid_from", "15/01/2026")
    affairs.press("Thêm đơn vị")
    affairs.open("/don-vi-hanh-chinh/nhap/")
    page.set_input_files(
        "#id_upload", {"name": "don-vi.xlsx", "mimeType": "", "buffer": office_list()}
    )
    affairs.press("Tải lên và xem trước").says("thuộc Ủy ban nhân dân xã Nà Pheng").sound()
    affairs.press("Nhập vào danh sách").says("Đã nhập: 2 đơn vị mới").sound()
    affairs.open("/bat-dau/").says("3 đơn vị").sound()
    affairs.open("/can-bo/nhap/")
    page.set_input_files(
        "#id_upload", {"name": "can-bo.xlsx", "mimeType": "", "buffer": staff_list()}
    )
    affairs.press("Tải lên và xem trước")
    page.get_by_role("button", name="Nhập vào danh sách").wait_for(timeout=60_000)
    affairs.press("Nhập vào danh sách")
    page.get_by_role("link", name="Xem danh sách cán bộ").wait_for(timeout=60_000)
    affairs.open("/bat-dau/").says("9 người").says("0/9 người có tài khoản").sound()


def test_2_the_administrator_makes_the_accounts_of_everybody(empty, enter):
    admin = enter("quan.tri")
    admin.open("/bat-dau/")
    admin.page.set_viewport_size({"width": 360, "height": 800})
    admin.sound()
    admin.follow("Làm tiếp: tài khoản").follow("Lập tài khoản theo danh sách")
    admin.says("9 người đang làm việc chưa có tài khoản").sound()
    admin.press("Lập tài khoản cho đơn vị đã chọn")
    admin.says("Đã lập 9 tài khoản; 9 đường dẫn gửi qua thư.").sound()
    admin.says("Ai cũng đã có tài khoản")


def test_3_functions_are_given_until_nothing_is_lacking(empty, enter):
    admin = enter("quan.tri")
    page = admin.page
    for name, office, _, kind in PEOPLE:
        if not kind:
            continue
        admin.open("/chuc-nang-phan-quyen/")
        page.fill("#id_user", f"NP-{PEOPLE.index(_row(name)) + 1:03d}")
        page.select_option("#id_kind", kind)
        if kind == "unit_head":
            page.select_option(
                "#id_office", label=next(row[1] for row in OFFICES if row[0] == office)
            )
        page.fill("#id_basis", "Quyết định số 13/QĐ-UBND")
        page.locator(
            "section:has(#h-giao) button.btn-primary, form:has(#id_basis) button"
        ).last.click()
        page.wait_for_load_state()
        admin.says("Đã giao chức năng")
    admin.open("/bat-dau/")
    if "Năm 20" not in page.inner_text("main"):  # the days off of the year to come are announced
        admin.says("Cổng đã nhận được vụ việc").sound()


def _row(name: str) -> tuple:
    return next(row for row in PEOPLE if row[0] == name)


def test_4_a_head_logs_the_first_incident(empty, enter):
    name = "Triệu Văn Phú"
    head = enter("trieuvanphu", posted(empty, address_of(name)), width=360)
    writes = written(lambda kind, width=360: head, "man", "Rời vị trí trong giờ trực")
    writes.press("Gửi Tổ kiểm tra").says("Đã gửi").sound()
    assert re.search(r"NP-\d{4}-[A-Z0-9]{6}", head.page.inner_text("main"))
    assert "Hạ Lang" not in head.page.inner_text("body"), "nothing of the try-out's committee"
    lead = enter("hoangthimen", posted(empty, address_of("Hoàng Thị Mến")))
    lead.open("/ho-so/").says("Rời vị trí trong giờ trực").sound()
