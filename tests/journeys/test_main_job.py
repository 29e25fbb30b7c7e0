"""The main job from end to end, in the browser, with the printed logins: a unit head logs, the team
reviews, the person is heard, the chairman reads and directs.
"""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document
from PIL import Image

pytestmark = pytest.mark.journey
LANGUAGES = ("vi", "en")
COUNTED = {"vi": "hồ sơ ông/bà được xem|việc không hiện", "en": "cases? you may view|not shown"}
GREETINGS = {"": "Kính gửi", "vi": "Kính gửi", "en": "Dear"}
STATES: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (600, 400), "#dde6f4").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_1_a_unit_head_logs_an_incident_with_evidence_and_submits_it(visit, language):
    state = STATES[language]
    head = visit("unit_head", language=language)
    head.sound().press("Ghi nhận vụ việc")
    head.sound()
    page = head.page
    head.button("Gửi Tổ kiểm tra").click()
    page.wait_for_load_state()
    head.says("chỗ cần sửa").sound()
    page.fill("#id_person_q", "cong chuc quang long")
    head.press("Tìm trong danh sách")
    labels = page.locator("label:has(input[name=person])")
    able = [row for row in labels.all() if "Chủ tịch" not in row.inner_text()]
    chosen = able[LANGUAGES.index(language)]  # one of their own in each language
    state["name"], state["code_of_person"] = re.match(
        r"\s*(.+?) – .*\((\w+)\)", chosen.inner_text(), re.S
    ).groups()
    chosen.click()
    yesterday = date.today() - timedelta(days=1)
    page.fill("#id_title", "Chia sẻ thông tin chưa kiểm chứng về sáp nhập thôn")
    head.pick("act_kind", "share").pick("platform", "facebook")
    head.unfold("Thêm địa chỉ bài viết")
    page.select_option("#id_account_kind", "personal")
    page.fill("#id_happened_at", f"{yesterday:%d/%m/%Y} 20:15")
    page.fill("#id_known_on", f"{yesterday:%d/%m/%Y}")
    head.pick("seen_how", "public")
    page.fill(
        "#id_narrative",
        "Tài khoản cá nhân chia sẻ bài viết nói xã đã quyết định sáp nhập ba thôn từ tháng sau; xã"
        " chưa có văn bản nào như vậy.",
    )
    head.unfold("Đơn vị đã làm gì")
    page.fill("#id_unit_action", "Chủ tịch xã đã trao đổi, đề nghị gỡ bài.")
    head.waits("[data-autosave]", "Đã lưu nháp lúc")
    address = page.url
    page.goto(head.base + "/")  # the browser is closed before anything was sent
    page.goto(address)
    assert "sáp nhập ba thôn" in page.input_value("#id_narrative")
    head.cite("Thông tin chưa kiểm chứng")
    head.attach("anh.jpg", b"khong phai anh", says="Chưa nhận loại tệp này")
    assert "sáp nhập ba thôn" in page.input_value("#id_narrative")
    head.attach("anh-chup.jpg", picture()).says("CC-01")
    head.waits("[data-lacking]", "Còn thiếu 1 mục")  # reckoned at once
    page.check("#id_out_of_scope_declared")
    head.press("Gửi Tổ kiểm tra").says("Đã gửi").sound()
    state["code"] = re.search(r"HL-\d{4}-[A-Z0-9]{6}", page.inner_text("main"))[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_2_the_lead_triages_and_assigns_and_the_member_serves_notice(visit, language, logins):
    state = STATES[language]
    lead = visit("lead", language=language)
    lead.sound().open(f"/ho-so/{state['code']}/thu-ly/").sound()
    page = lead.page
    for no in page.locator("input[type=radio][name^=scope_][value=no]").all():
        no.check()
    page.check("input[name=decision][value=accepted]")
    option = page.locator("#id_handler option").filter(has_text=logins["member"]["name"])
    page.select_option("#id_handler", option.get_attribute("value"))
    page.fill("#id_reason", "Có hành vi, chứng cứ, quy định viện dẫn cụ thể.")
    lead.press("Ghi quyết định").says("Đã ghi quyết định").sound()
    member = visit("member", language=language)
    member.sound().open(f"/ho-so/{state['code']}/thong-bao/").sound()
    for box in member.page.locator("input[name=bundle]").all():
        box.check()
    member.press("Gửi thông báo").says("Đã gửi thông báo").sound()


@pytest.mark.parametrize("language", LANGUAGES)
def test_3_the_person_reads_the_bundle_and_answers(visit, language):
    state = STATES[language]
    keeper = visit("administrator", language=language)
    keeper.open(f"/can-bo/{state['code_of_person']}/").sound()
    state["person"] = keeper.page.locator(
        "#h-tk ~ .card-in .code, section:has(#h-tk) .code"
    ).first.inner_text()
    person = visit(
        username=state["person"], width=360, language=language, switches=language == "en"
    )
    person.sound().open(f"/cua-toi/{state['code']}/").says("Chưa có kết luận nào").sound()
    person.follow("CC-01").sound().open(f"/cua-toi/{state['code']}/").says("Đã xem 1/1")
    page = person.page
    page.locator("input[type=radio][name^=stance_]").nth(1).check()
    page.locator("textarea[name^=text_]").first.fill(
        "Tôi chia sẻ khi chưa kiểm tra kỹ, đã gỡ ngay khi được nhắc."
    )
    person.press("Gửi giải trình").says("Đã giải trình").says("còn bổ sung được").sound()
    person.follow("Tôi không bổ sung nữa").sound().press("Tôi không bổ sung nữa")
    person.says("đã báo không bổ sung nữa").sound()
    person.open(f"/ho-so/{state['code']}/", 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_4_opinions_are_given_and_another_lead_concludes_what_the_member_proposed(visit, language):
    state = STATES[language]
    code = state["code"]
    member = (
        visit("member", language=language)
        .open(f"/ho-so/{code}/lay-y-kien/")
        .sound()
        .press("Chuyển lấy ý kiến")
        .says("Đã chuyển lấy ý kiến")
    )
    for kind, words in (
        ("unit_head", "Nhận lỗi, đã gỡ bài, lần đầu."),
        ("internal_affairs", "Đề nghị hướng dẫn, rút kinh nghiệm."),
    ):
        speaker = visit(kind, language=language).open(f"/ho-so/{code}/cho-y-kien/").sound()
        if speaker.page.locator("input[type=radio][name=side]").count():
            speaker.page.locator("input[type=radio][name=side]").first.check()
        speaker.page.fill("#id_text", words)
        speaker.press("Gửi ý kiến").says("Đã gửi ý kiến")
    member.open(f"/ho-so/{code}/trinh-ket-luan/").sound()
    page = member.page
    for radio in page.locator("input[type=radio][name^=result_][value=established]").all():
        radio.check()
    for area in page.locator("textarea[name^=reasons_], textarea[name^=considered_]").all():
        area.fill("Có chia sẻ bài viết; giải trình thừa nhận, đã gỡ bài, được xem xét giảm nhẹ.")
    for level in page.locator("select[name^=severity_]").all():
        level.select_option("it_nghiem_trong")
    page.check("input[name=outcome][value=guidance]")
    page.fill("#id_reasons", "Mức độ nhẹ, lần đầu, đã khắc phục.")
    member.press("Trình kết luận").says("Đã trình").sound()
    visit("deputy_lead", language=language).open(f"/ho-so/{code}/ket-luan/").sound().press(
        "Kết luận như dự thảo"
    ).says("Đã kết luận").sound()


@pytest.mark.parametrize("language", LANGUAGES)
def test_5_the_measure_is_set_carried_out_and_verified_and_the_case_closes(visit, language):
    state = STATES[language]
    code = state["code"]
    member = visit("member", language=language).open(f"/ho-so/{code}/giao-bien-phap/").sound()
    page = member.page
    page.fill("#id_what", "Thủ trưởng đơn vị hướng dẫn cách kiểm tra thông tin trước khi chia sẻ.")
    if not page.input_value("#id_office"):
        page.select_option("#id_office", index=1)
    page.fill("#id_due_on", f"{date.today() + timedelta(days=14):%d/%m/%Y}")
    page.check("input[name=sources] >> nth=0")
    member.press("Giao thực hiện").says("Đã giao")
    head = visit("unit_head", language=language).open(f"/ho-so/{code}/bao-thuc-hien/").sound()
    head.page.fill("#id_happened_on", f"{date.today():%d/%m/%Y}")
    head.page.fill("#id_conducted_by", "Thủ trưởng đơn vị")
    head.page.fill("#id_proof", "Đã hướng dẫn trực tiếp, có biên bản.")
    head.press("Báo đã thực hiện").says("Đã báo")
    member.open(f"/ho-so/{code}/xac-nhan-bien-phap/").press("Xác nhận").says("Đã xác nhận")
    member.open(f"/ho-so/{code}/ket-thuc/").sound().press("Kết thúc").says(
        "Hồ sơ đã kết thúc"
    ).sound()
    person = visit(username=state["person"], language=language)
    person.open(f"/cua-toi/{code}/").says("Kết luận").sound()
    _keeps(person, "")  # the stories after this one meet them in Vietnamese


def _reads_the_figures(chairman, language: str) -> None:
    """From the home to the rows behind its first figure, which add up to it."""
    chairman.says("Tổng quan").sound()
    tile = chairman.page.locator(".tile-main").first
    figure = int(tile.locator(".tile-value").inner_text())
    tile.click()
    chairman.page.wait_for_load_state()
    chairman.says("hồ sơ ông/bà được xem").sound()
    listed = chairman.page.inner_text("main .lead")  # rows, and what is counted and not shown
    parts = re.findall(rf"(\d+) (?:{COUNTED[language]})", listed)
    assert sum(map(int, parts)) == figure, listed


def _keeps(visitor, language: str) -> None:
    """They choose what they read and are written to in, on the page of their account."""
    visitor.open("/tai-khoan/").page.check(f"input[name=language][value='{language}']")
    visitor.press("Lưu ngôn ngữ").sound()


def _finds_what_to_approve(lead, language: str) -> None:
    """One waits; the story in English has the last that was read drawn up anew."""
    lead.open(f"/bao-cao/?state={'drawn' if language == 'vi' else 'read'}").sound()
    lead.page.locator("table a.row-link").first.click()
    lead.page.wait_for_load_state()
    if language == "en":
        lead.sound().unfold("Nguồn và tính toàn vẹn").follow("Lập bản mới").sound()
        lead.page.fill("#id_text", "Hai đơn vị gửi bổ sung số liệu của kỳ.")
        lead.press("Lập bản mới").says("với số liệu tính lại")
    lead.says("Số liệu đã chốt").sound()


def _reads_the_summary(chairman, path: str, state: dict[str, str]) -> None:
    chairman.open(path).sound()
    assert chairman.download("PDF").startswith(b"%PDF")
    paper = Document(BytesIO(chairman.download("Word")))
    words = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "Tiếp nhận" in words  # papers are Vietnamese, whoever asks
    assert state["name"] not in words


def _directs(chairman) -> None:
    chairman.page.fill("#id_text", "Đồng ý. Phòng Nội vụ đôn đốc các đơn vị chưa gửi báo cáo.")
    chairman.label("Giao ai, việc gì, hạn nào", "summary").click()
    chairman.label("Giao từng đơn vị", "summary").click()
    chairman.page.locator("label").filter(has_text="Nội vụ").first.click()
    chairman.page.fill("#id_due_on", f"{date.today() + timedelta(days=7):%d/%m/%Y}")
    chairman.press("Gửi ý kiến chỉ đạo").says("Đã gửi ý kiến chỉ đạo số").sound()


def _signs_and_sends(lead, portal, path: str, number: str) -> None:
    lead.open(path)
    today = f"{date.today():%d/%m/%Y}"
    for name, text in (("number", number), ("day", today), ("signer", "Thẩm Thu Điệp")):
        lead.page.fill(f"#ky_{name}", text)
    lead.press("Ghi số").says("sẵn sàng gửi đến nơi nhận").sound()
    code = lead.page.locator("a[href*='/xac-thuc/']").first.get_attribute("href")
    lead.follow("Gửi đến nơi nhận").press("nơi nhận").says("Đã lập").sound()
    portal.manage("tick")
    lead.open(f"{path}noi-nhan/").says("Đã gửi").sound()
    lead.open(code).says("Văn bản có thật").sound()


@pytest.mark.parametrize("language", LANGUAGES)
def test_6_the_summary_goes_up_and_the_chairman_reads_downloads_and_directs(
    visit, portal, logins, language, counted
):
    state = STATES[language]
    chairman = visit("chairman", language=language)
    _keeps(chairman.sound(), language)
    before = len(portal.letters())
    lead = visit("lead", language=language)
    _finds_what_to_approve(lead, language)
    lead.press("Duyệt và trình Chủ tịch").says("Đã duyệt và trình").sound()
    path = lead.page.url.removeprefix(lead.base)
    portal.manage("tick")
    accounts = portal.accounts()
    reads = dict(accounts.values())
    assert accounts[logins["chairman"]["username"]] in [
        (letter.split()[0], language) for letter in portal.letters()[before:]
    ]
    letters = [
        letter for letter in portal.letters()[before:] if re.search(r"/thong-bao/\d+/", letter)
    ]
    counted(len(letters), "letters of a summary that went up")
    own = f"{state['code_of_person'].lower()}@"  # who is written to is greeted by name
    for letter in letters:  # each in the language of who opens it; what is not read is not judged
        assert GREETINGS[reads[letter.split()[0]]] in letter, letter
        assert state["code"] not in letter
        assert "sáp nhập" not in letter
        assert state["name"] not in letter or letter.startswith(own)
    _reads_the_figures(chairman.open("/"), language)
    _reads_the_summary(chairman, path, state)
    _directs(chairman)
    _signs_and_sends(lead, portal, path, f"{88 + LANGUAGES.index(language)}/BC-TKTGS")
    _keeps(chairman, "")


def test_8_what_is_typed_survives_a_lost_connection_and_a_lost_session(visit, logins):
    head = visit("unit_head").press("Ghi nhận vụ việc")
    page, address = head.page, head.page.url
    state = page.locator("[data-autosave]")
    head.context.set_offline(True)
    page.fill("#id_narrative", "Gõ khi mất mạng")
    state.filter(has_text="Mất kết nối").wait_for()
    head.context.set_offline(False)
    page.locator("[data-autosave]", has_text="Đã lưu nháp").wait_for()
    head.context.clear_cookies(name="sid")
    page.fill("#id_narrative", "Gõ khi hết phiên")
    page.locator("[data-autosave]", has_text="Phiên đã hết").wait_for()
    page.goto(address)
    assert "/dang-nhap/" in page.url
    page.fill("#id_login", logins["unit_head"]["username"])
    page.fill("#id_password", logins["unit_head"]["password"])
    page.click("button.btn-big")
    page.wait_for_url(address)
    assert page.input_value("#id_narrative") == "Gõ khi hết phiên"
    page.locator("[data-autosave]", has_text="Đã lưu nháp").wait_for()
    head.errors.clear()


def test_8_a_form_sent_while_it_saves_itself_does_not_meet_itself(visit):
    """A slow answer to the save that ran by itself: the button waits for the version it brings."""
    head = visit("unit_head").press("Ghi nhận vụ việc")
    page = head.page
    page.evaluate(
        """() => {
          const fetched = window.fetch;
          const late = (answer) => new Promise((done) => setTimeout(() => done(answer), 3000));
          window.fetch = (...asked) => fetched(...asked).then(late);
        }"""
    )
    saves = page.get_attribute("form[data-save]", "data-save")
    with page.expect_response(lambda answer: answer.url.endswith(saves)):
        page.fill("#id_narrative", "Gõ ngay trước khi bấm")
    head.press("Lưu nháp").says("Đã lưu nháp")
    assert page.locator(".flash", has_text="Đã lưu nháp").is_visible()
    assert page.input_value("#id_narrative") == "Gõ ngay trước khi bấm"
    assert "Mã 409" not in page.inner_text("body")


def test_8_a_save_that_never_ends_holds_the_button_five_seconds(visit):
    """The browser's clock is moved, not waited for: until then the form says what it waits for."""
    head = visit("unit_head")
    page = head.page
    page.clock.install()
    head.press("Ghi nhận vụ việc")
    page.evaluate(
        """() => {
          const fetched = window.fetch;
          window.saves = 0;
          window.fetch = (url, asked) => (String(url).endsWith("/luu/")
            ? new Promise(() => { window.saves += 1; })
            : fetched(url, asked));
        }"""
    )
    page.fill("#id_narrative", "Gõ khi đường truyền đứng")
    page.clock.run_for(1600)
    assert page.evaluate("window.saves") == 1
    page.get_by_role("button", name="Lưu nháp").first.click()
    page.locator("[data-autosave]", has_text="Đang lưu nốt rồi gửi…").wait_for()
    page.clock.run_for(2500)
    assert page.get_attribute("form[data-save]", "aria-busy") == "true"
    page.clock.run_for(2600)
    page.locator(".flash", has_text="Đã lưu nháp").wait_for()
    assert page.input_value("#id_narrative") == "Gõ khi đường truyền đứng"
