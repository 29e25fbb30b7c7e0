"""compliance.registry.importing.columns: headings recognised, and those never kept."""

import pytest

from compliance.registry.importing.columns import (
    LABELS,
    REQUIRED,
    SYNONYMS,
    ignored,
    is_header,
    never_kept,
    recognise,
)


def test_every_label_and_synonym_names_its_field_and_no_other(counted):
    rows = [(field, name) for field, names in SYNONYMS.items() for name in names]
    counted(len(rows), "headings recognised")
    assert [row for row in rows if recognise(row[1]) != row[0]] == []
    assert {field: recognise(label) for field, label in LABELS.items()} == {f: f for f in LABELS}
    assert set(REQUIRED) <= set(LABELS)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Họ và tên*", "full_name"),
        ("HỌ VÀ\nTÊN :", "full_name"),
        ("Từ ngày (dd/mm/yyyy)", "valid_from"),
        ("Ông (bà)", "salutation"),
        ("Lương", None),
        ("", None),
    ],
)
def test_a_heading_as_it_is_typed(heading, field):
    assert recognise(heading) == field


@pytest.mark.parametrize(
    "heading", ["Số CCCD", "Dân tộc", "Ngày vào Đảng", "Chức vụ Đảng (nếu có)"]
)
def test_what_must_not_be_kept_is_no_field(heading):
    assert never_kept(heading)
    assert recognise(heading) is None


def test_the_heading_of_a_list_names_the_code_and_the_name():
    assert is_header(["STT", "Mã cán bộ", "Họ và tên"])
    assert is_header(["Mã CB", "Họ và tên đệm", "Tên"])
    assert not is_header(["Mã cán bộ", "Tên"])
    assert not is_header([None, 3, "Họ và tên"])
    assert ignored("STT")
    assert not ignored("Họ và tên")
