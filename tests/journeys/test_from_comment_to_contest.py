"""From a comment on Facebook to a contest upheld: logged, triaged, disclosed, answered with a file,
concluded with the fairness record whole, reviewed by the chairman.
"""

import re
from datetime import date, timedelta

import pytest

from tests.journeys.test_main_job import picture

pytestmark = pytest.mark.journey
PHONE = 360


def test_a_comment_is_reported_heard_concluded_and_the_conclusion_is_annulled(visit, logins):
    code, staff = _logged(visit)
    person = _triaged_and_notified(visit, logins, code, staff)
    _heard(visit, code, person)
    _concluded(visit, code)
    _contested_and_annulled(visit, code, person)


def _logged(visit) -> tuple[str, str]:
    head = visit("unit_head", width=PHONE).press("Ghi nhận vụ việc")
    page, yesterday = head.page, date.today() - timedelta(days=1)
    page.fill("#id_person_q", "cong chuc quang long")
    head.press("Tìm trong danh sách")
    labels = page.locator("label:has(input[name=person])")
    plain = [
        labels.nth(n) for n in range(labels.count()) if "Chủ tịch" not in labels.nth(n).inner_text()
    ]
    staff = re.search(r"\((\w+)\)", plain[-1].inner_text())[1]
    plain[-1].click()
    page.fill("#id_title", "Bình luận nêu tin chưa kiểm chứng dưới bài của trang cộng đồng")
    head.pick("act_kind", "comment").pick("platform", "facebook").pick("seen_how", "public")
    head.unfold("Thêm địa chỉ bài viết")
    page.select_option("#id_account_kind", "personal")
    page.fill("#id_happened_at", f"{yesterday:%d/%m/%Y} 19:40")
    page.fill("#id_known_on", f"{yesterday:%d/%m/%Y}")
    page.fill("#id_link", f"https://mang-xa-hoi.example/binh-luan/{yesterday:%Y%m%d}")
    page.fill(
        "#id_narrative",
        "Tài khoản cá nhân bình luận rằng trạm y tế xã ngừng tiêm chủng từ tuần sau; trạm y tế chưa"
        " thông báo việc này.",
    )
    head.unfold("Đơn vị đã làm gì")
    page.fill("#id_unit_action", "Đã trao đổi, đề nghị đính chính.")
    head.press("Lưu nháp").says("Đã lưu nháp")
    head.cite("Thông tin chưa kiểm chứng")
    head.attach("anh-binh-luan.jpg", picture()).says("CC-01")
    page.check("#id_out_of_scope_declared")
    head.press("Gửi Tổ kiểm tra").says("Đã gửi").sound()
    return re.search(r"HL-\d{4}-[A-Z0-9]{6}", page.inner_text("main"))[0], staff


def _triaged_and_notified(visit, logins, code: str, staff: str) -> str:
    lead = (
        visit("lead", width=PHONE)
        .open(f"/ho-so/{code}/so-sanh/")
        .sound()
        .open(f"/ho-so/{code}/thu-ly/")
        .says("Đây có phải là tố cáo không?")
        .sound()
    )
    page = lead.page
    for no in page.locator("input[type=radio][name^=scope_][value=no]").all():
        no.check()
    page.check("input[name=decision][value=accepted]")
    page.select_option(
        "#id_handler",
        page.locator("#id_handler option")
        .filter(has_text=logins["member"]["name"])
        .get_attribute("value"),
    )
    page.fill("#id_reason", "Có hành vi, chứng cứ và quy định cụ thể.")
    lead.press("Ghi quyết định").says("Đã ghi quyết định")
    member = visit("member").open(f"/ho-so/{code}/thong-bao/")
    for box in member.page.locator("input[name=bundle]").all():
        box.check()
    member.press("Gửi thông báo").says("Đã gửi thông báo").open(
        f"/ho-so/{code}/in-thong-bao/"
    ).says("nội dung phản ánh và quyền giải trình").sound()
    keeper = visit("administrator").open(f"/can-bo/{staff}/")
    return keeper.page.locator(
        "#h-tk ~ .card-in .code, section:has(#h-tk) .code"
    ).first.inner_text()


def _heard(visit, code: str, person: str) -> None:
    mine = visit(username=person, width=PHONE).open(f"/cua-toi/{code}/").sound()
    mine.open(f"/cua-toi/{code}/xin-gia-han/")
    mine.page.fill("#id_reason", "Cần tìm lại tin nhắn gốc.")
    mine.press("Gửi đề nghị").says("Đã gửi đề nghị gia hạn")
    member = visit("member").open(f"/ho-so/{code}/gia-han-giai-trinh/").sound()
    member.page.check("input[name=grant][value=yes]")
    member.page.fill("#id_reason", "Lý do chính đáng.")
    member.press("Ghi quyết định").says("Đã trả lời đề nghị gia hạn")
    page = mine.open(f"/cua-toi/{code}/").says("được chấp nhận").page
    mine.attach("tin-nhan.jpg", picture())
    mine.press("Gửi giải trình").says("Nội dung giải trình còn trống").says(
        "tin-nhan.jpg"
    ).sound()  # the file is not lost with the mistake
    page.locator("input[type=radio][name^=stance_]").nth(1).check()
    page.locator("textarea[name^=text_]").first.fill(
        "Tôi chuyển lời người quen, đã đính chính ngay."
    )
    page.fill("#id_companion", "Chủ tịch Công đoàn cơ sở")
    page.select_option("#id_companion_as", "union")
    mine.press("Gửi giải trình").says("Đã giải trình").says("tin-nhan.jpg").sound()
    with mine.page.expect_response(lambda answer: "/anh/" in answer.url):
        mine.page.get_by_text("Xem ảnh tại đây").first.click()
    mine.open(f"/cua-toi/{code}/").says("Đã xem 1/1")
    mine.follow("Tôi không bổ sung nữa").press("Tôi không bổ sung nữa")


def _concluded(visit, code: str) -> None:
    member = (
        visit("member")
        .open(f"/ho-so/{code}/lay-y-kien/")
        .press("Chuyển lấy ý kiến")
        .says("Đã chuyển lấy ý kiến")
    )
    for kind in ("unit_head", "internal_affairs"):
        speaker = visit(kind).open(f"/ho-so/{code}/cho-y-kien/")
        if speaker.page.locator("input[type=radio][name=side]").count():
            speaker.page.locator("input[type=radio][name=side]").first.check()
        speaker.page.fill("#id_text", "Đề nghị nhắc nhở.")
        speaker.press("Gửi ý kiến").says("Đã gửi ý kiến")
    page = member.open(f"/ho-so/{code}/trinh-ket-luan/").sound().page
    for radio in page.locator("input[type=radio][name^=result_][value=established]").all():
        radio.check()
    for level in page.locator("select[name^=severity_]").all():
        level.select_option("it_nghiem_trong")
    for area in page.locator("textarea[name^=reasons_], textarea[name^=considered_]").all():
        area.fill("Có bình luận; giải trình và việc đính chính được xem xét.")
    page.check("input[name=outcome][value=written_reminder]")
    page.fill("#id_reasons", "Thông tin liên quan sức khỏe, nhiều người đọc.")
    if page.locator("#id_departure").count():
        page.fill("#id_departure", "Nội dung về tiêm chủng, ảnh hưởng rộng hơn.")
    member.press("Trình kết luận").says("Đã trình")
    deputy = (
        visit("deputy_lead")
        .open(f"/ho-so/{code}/phieu-cong-bang/")
        .sound()
        .open(f"/ho-so/{code}/ket-luan/")
        .sound()
    )
    deputy.press("Kết luận như dự thảo").says("Đã kết luận").open(
        f"/ho-so/{code}/phieu-cong-bang/"
    ).says("Đủ các điều kiện").says("Khớp").sound()
    member.open(f"/ho-so/{code}/giao-bien-phap/")
    member.page.fill("#id_due_on", f"{date.today() + timedelta(days=14):%d/%m/%Y}")
    member.press("Giao thực hiện").says("Đã giao")


def _contested_and_annulled(visit, code: str, person: str) -> None:
    mine = (
        visit(username=person, width=PHONE)
        .open(f"/cua-toi/{code}/phieu-cong-bang/")
        .says("Đủ các điều kiện")
        .sound()
    )
    mine.open(f"/cua-toi/{code}/de-nghi-xem-xet-lai/")
    mine.page.fill("#id_text", "Tin nhắn gốc của trạm y tế gửi kèm cho thấy lịch có thay đổi.")
    mine.press("Gửi đề nghị").says("Đã gửi đề nghị xem xét lại")
    chairman = visit("chairman").open(f"/ho-so/{code}/quyet-dinh-xem-xet-lai/").sound()
    chairman.page.check("input[name=decision][value=annul]")
    chairman.page.fill("#id_reasons", "Tin nhắn kèm theo phù hợp với giải trình.")
    chairman.press("Ghi quyết định").says("Đã quyết định")
    mine.open(f"/cua-toi/{code}/").says("hủy kết luận").says("Tin nhắn kèm theo phù hợp").sound()
