"""About 620 invented staff, written into a workbook and read back through the import a user would
use. No real person's name.
"""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from compliance.core.spreadsheets import Table, write_table
from compliance.registry.importing.workbook import COLUMNS, TITLE
from compliance.registry.models import Office
from halang_portal.tryout.sample.places import place

SURNAMES = (
    "Nông",
    "Hoàng",
    "Lương",
    "Lý",
    "Đàm",
    "Mã",
    "Bế",
    "Tô",
    "Triệu",
    "Vi",
    "Hà",
    "Nguyễn",
    "Lục",
    "Chu",
    "Phùng",
    "La",
    "Ngọc",
    "Thẩm",
    "Long",
    "Sầm",
)
MIDDLE = {
    "ong": ("Văn", "Đình", "Quốc", "Minh", "Trọng", "Hữu", "Ích", "Thế", "Quang"),
    "ba": ("Thị", "Thu", "Thúy", "Bích", "Ngọc", "Minh", "Hồng", "Thị Thanh"),
}
GIVEN = {
    "ong": (
        "Thắng",
        "Hùng",
        "Páo",
        "Bình",
        "Sơn",
        "Tuệ",
        "An",
        "Kỳ",
        "Đạt",
        "Khải",
        "Lâm",
        "Phong",
        "Quyết",
        "Tài",
        "Thành",
        "Toàn",
        "Vinh",
        "Cương",
        "Đông",
        "Hải",
        "Kiên",
        "Lực",
        "Nam",
        "Ước",
    ),
    "ba": (
        "Hường",
        "Hà",
        "Diệp",
        "Liễu",
        "Mỵ",
        "Vân",
        "Hiền",
        "Lan",
        "Nga",
        "Oanh",
        "Phượng",
        "Quyên",
        "Tâm",
        "Thảo",
        "Thủy",
        "Trang",
        "Xuân",
        "Yến",
        "Ánh",
        "Chiêm",
        "Dung",
        "Êm",
        "Ên",
        "Uyên",
    ),
}

_COMMUNE = (
    ("Chủ tịch UBND xã", "can_bo", True),
    ("Phó Chủ tịch UBND xã", "can_bo", True),
    ("Công chức Văn phòng - Thống kê", "cong_chuc", False),
    ("Công chức Văn hóa - Xã hội", "cong_chuc", False),
    ("Công chức Tư pháp - Hộ tịch", "cong_chuc", False),
    ("Công chức Địa chính - Xây dựng", "cong_chuc", False),
    ("Công chức Tài chính - Kế toán", "cong_chuc", False),
    ("Chỉ huy trưởng Quân sự", "cong_chuc", False),
    ("Công chức Văn hóa - Xã hội", "cong_chuc", False),
    ("Trưởng trạm Y tế", "vien_chuc", False),
    ("Y sĩ Trạm Y tế", "vien_chuc", False),
    ("Nữ hộ sinh Trạm Y tế", "vien_chuc", False),
    ("Khuyến nông viên", "khac", False),
    ("Nhân viên bảo vệ", "nguoi_lao_dong", False),
    ("Bí thư Đoàn xã", "can_bo", False),
    ("Chủ tịch Hội Nông dân", "can_bo", False),
)
_DEPARTMENT = (
    ("Trưởng phòng", "cong_chuc", True),
    ("Phó Trưởng phòng", "cong_chuc", True),
    ("Chuyên viên", "cong_chuc", False),
    ("Chuyên viên", "cong_chuc", False),
    ("Chuyên viên", "cong_chuc", False),
    ("Chuyên viên", "cong_chuc", False),
    ("Cán sự", "cong_chuc", False),
    ("Nhân viên văn thư", "nguoi_lao_dong", False),
)
_SCHOOL = (
    ("Hiệu trưởng", "vien_chuc", True),
    ("Phó Hiệu trưởng", "vien_chuc", True),
    *[("Giáo viên", "vien_chuc", False)] * 13,
    ("Nhân viên kế toán", "vien_chuc", False),
    ("Nhân viên thư viện", "vien_chuc", False),
    ("Nhân viên bảo vệ", "nguoi_lao_dong", False),
    ("Nhân viên cấp dưỡng", "nguoi_lao_dong", False),
)
_SERVICE = (
    ("Giám đốc", "vien_chuc", True),
    ("Phó Giám đốc", "vien_chuc", True),
    *[("Viên chức chuyên môn", "vien_chuc", False)] * 6,
    ("Nhân viên lái xe", "nguoi_lao_dong", False),
)
_AUTHORITY = (
    ("Chủ tịch UBND huyện", "can_bo", True),
    ("Phó Chủ tịch UBND huyện", "can_bo", True),
    ("Phó Chủ tịch UBND huyện", "can_bo", True),
    ("Tổ trưởng Tổ kiểm tra giám sát", "cong_chuc", False),
    ("Tổ phó Tổ kiểm tra giám sát", "cong_chuc", False),
    *[("Thành viên Tổ kiểm tra giám sát", "cong_chuc", False)] * 5,
    ("Quản trị mạng", "cong_chuc", False),
    ("Chuyên viên kiểm soát nội bộ", "cong_chuc", False),
)


def _posts(office: Office) -> tuple:
    if office.kind == Office.Kind.COMMUNE and "thị trấn" in office.name:
        return tuple(
            (post.replace("UBND xã", "UBND thị trấn"), kind, leader)
            for post, kind, leader in _COMMUNE
        )
    table = {
        "authority": _AUTHORITY,
        "commune": _COMMUNE,
        "department": _DEPARTMENT,
        "school": _SCHOOL,
        "service": _SERVICE,
    }[office.kind]
    renamed = {
        "VP": {"Trưởng phòng": "Chánh Văn phòng", "Phó Trưởng phòng": "Phó Chánh Văn phòng"},
        "TTR": {
            "Trưởng phòng": "Chánh Thanh tra",
            "Phó Trưởng phòng": "Phó Chánh Thanh tra",
            "Chuyên viên": "Thanh tra viên",
        },
    }
    named = renamed.get(office.code) or (renamed["VP"] if office.code.endswith("-VP") else {})
    return tuple(
        (place().here(named.get(post, post)), kind, leader) for post, kind, leader in table
    )


def rows(offices: list[Office], rng: random.Random) -> Iterator[tuple[str, ...]]:
    """Rows in the order of the template's headings, without STT."""
    number = 0
    for office in offices:
        for post, kind, leader in _posts(office):
            number += 1
            salutation = (
                "ba"
                if post in ("Nữ hộ sinh Trạm Y tế", "Nhân viên cấp dưỡng")
                or rng.random() < (0.7 if office.kind == "school" else 0.4)
                else "ong"
            )
            name = random_name(rng, salutation)
            day = (
                date(rng.randint(2017, 2019) - 9, rng.randint(1, 12), rng.randint(1, 28))
                if not leader
                else place().since
            )
            day = max(day, office.valid_from) if office.valid_from > date(2017, 1, 1) else day
            yield (
                f"HL{number:04d}",
                name,
                "bà" if salutation == "ba" else "ông",
                office.code,
                post,
                _LABELS[kind],
                "x" if leader else "",
                f"{day:%d/%m/%Y}",
                f"hl{number:04d}@cong308.example",
                "",
            )


_LABELS = {
    "can_bo": "Cán bộ",
    "cong_chuc": "Công chức",
    "vien_chuc": "Viên chức",
    "nguoi_lao_dong": "Người lao động",
    "khac": "Khác, không thuộc diện",
}


def random_name(rng: random.Random, salutation: str = "ong") -> str:
    return (
        f"{rng.choice(SURNAMES)} {rng.choice(MIDDLE[salutation])} {rng.choice(GIVEN[salutation])}"
    )


def write_workbook(path: Path, offices: list[Office]) -> int:
    """Write the sample list; returns the number of people."""
    people = list(rows(offices, random.Random(308)))
    path.write_bytes(
        write_table(
            Table(TITLE, COLUMNS, ((number, *row) for number, row in enumerate(people, 1))), "xlsx"
        )
    )
    return len(people)
