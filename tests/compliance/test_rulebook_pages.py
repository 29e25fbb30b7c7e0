"""An instrument is entered as a draft, published once, and only then cited."""

from django.utils import timezone

from compliance.rulebook.models import Instrument
from compliance.rulebook.queries import citable
from tests.pages import form_with

FIELDS = {
    "number": "15/QC-UBND",
    "kind": "regulation",
    "title": "Quy chế ứng xử",
    "issuer": "UBND huyện",
    "issued_on": "01/02/2026",
    "valid_from": "15/02/2026",
    "is_legal_basis": "on",
    "article_1": "Điều 5",
    "summary_1": "Ứng xử trên mạng xã hội",
    "category_1": "discourtesy",
}


def test_an_instrument_is_cited_only_once_it_is_published(as_, world):
    affairs = as_("affairs")
    assert affairs.post("/van-ban/moi/", FIELDS).status_code == 302
    draft = Instrument.objects.get(number="15/QC-UBND")
    day = timezone.localdate()
    assert not citable(day).filter(instrument=draft).exists()
    assert as_("unit_head").get(f"/van-ban/{draft.pk}/").status_code == 404
    assert "Chờ công bố" in affairs.get(f"/van-ban/{draft.pk}/").content.decode()
    assert affairs.post(f"/van-ban/{draft.pk}/cong-bo/").status_code == 302
    assert citable(day).filter(instrument=draft).count() == 1
    assert as_("unit_head").get(f"/van-ban/{draft.pk}/").status_code == 200
    assert affairs.post(f"/van-ban/{draft.pk}/cong-bo/").status_code == 409


def test_a_wrong_instrument_keeps_what_was_typed(as_):
    page = as_("affairs").post(
        "/van-ban/moi/", {**FIELDS, "valid_to": "01/01/2020", "article_2": "Điều 6"}
    )
    body = page.content.decode()
    assert page.status_code == 422
    assert "Ngày hết hiệu lực phải sau ngày có hiệu lực" in body
    assert "Ghi nội dung của điều khoản" in body
    assert "Quy chế ứng xử" in body


def test_terms_read_before_their_law_was_amended_are_marked_to_be_compared_again(as_, counted):
    client = as_("lead")
    for code, times in (("CC-2025", 5), ("VC-2026", 5), ("VC-2023", 0), ("NLD-2021", 0)):
        page = client.get(f"/bo-quy-tac/{code}/").content.decode()
        assert page.count("Cần đối chiếu lại") == times, code
    counted(4, "rule sets with terms to be compared again")


MANY = 120


def listed(count: int) -> str:
    return "\n".join(
        f"Điều {n} khoản 1; Nội dung số {n}; có dấu chấm phẩy; Ứng xử thiếu văn minh"
        for n in range(6, 6 + count)
    )


def test_any_number_of_provisions_is_pasted_paged_and_searched(as_, counted):
    affairs = as_("affairs")
    assert affairs.post("/van-ban/moi/", {**FIELDS, "lines": listed(MANY)}).status_code == 302
    made = Instrument.objects.get(number="15/QC-UBND")
    rows = made.provisions.order_by("order")
    assert rows.count() == MANY + 1
    assert rows.last().summary == f"Nội dung số {5 + MANY}; có dấu chấm phẩy"
    first = affairs.get(f"/van-ban/{made.pk}/").content.decode()
    assert (first.count('class="alleg"'), "Sau" in first) == (50, True)
    assert affairs.get(f"/van-ban/{made.pk}/?page=3").content.decode().count("alleg") == MANY - 99
    only = affairs.get(f"/van-ban/{made.pk}/?q=noi+dung+so+77").content.decode()
    assert only.count('class="alleg"') == 1
    assert (
        "Không có điều khoản nào khớp" in affairs.get(f"/van-ban/{made.pk}/?q=zzz").content.decode()
    )
    assert affairs.post(f"/van-ban/{made.pk}/cong-bo/").status_code == 302
    again = form_with(
        affairs.get(f"/van-ban/moi/?thay={made.pk}").content.decode(), "lines", "number"
    )
    assert again["lines"][0].count("\n") >= MANY
    assert affairs.post(f"/van-ban/moi/?thay={made.pk}", again).status_code == 302
    assert Instrument.objects.get(number="15/QC-UBND", version=2).provisions.count() == MANY + 1
    counted(MANY, "provisions pasted")


def test_a_wrong_line_is_named_and_nothing_is_taken_over(as_, counted):
    wrong = (
        ("Điều 9; chỉ có nội dung", "Dòng 1: ghi điều khoản; nội dung; nhóm"),
        ("Điều 9; a; Không có nhóm này", "Dòng 1"),
        ("Điều 5; a; Ứng xử thiếu văn minh", "đã có trong cùng nhóm"),
        (f"Điều 9; {'a' * 500}; Ứng xử thiếu văn minh", "dài nhất"),
    )
    for lines, words in wrong:
        page = as_("affairs").post("/van-ban/moi/", {**FIELDS, "lines": lines})
        assert page.status_code == 422, lines
        assert words in page.content.decode(), lines
    assert not Instrument.objects.filter(number="15/QC-UBND").exists()
    counted(len(wrong), "wrong lines")
