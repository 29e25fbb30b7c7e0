"""The real Hạ Lang of 2017 (DOMAIN §7): 13 communes, one town, the specialised offices, some schools and service units; left open-ended."""

from datetime import date, datetime

from compliance.registry.actions import add_office
from compliance.registry.models import Office

START = date(2017, 1, 1)

COMMUNES = (
    ("01534", "Minh Long"), ("01537", "Lý Quốc"), ("01540", "Thắng Lợi"), ("01543", "Đồng Loan"), ("01546", "Đức Quang"), ("01549", "Kim Loan"), ("01552", "Quang Long"),
    ("01555", "An Lạc"), ("01561", "Vinh Quý"), ("01564", "Việt Chu"), ("01567", "Cô Ngân"), ("01570", "Thái Đức"), ("01573", "Thị Hoa"),
)  # fmt: skip
DEPARTMENTS = (
    ("VP", "Văn phòng HĐND và UBND", "Văn phòng"), ("NV", "Phòng Nội vụ", "Nội vụ"), ("TP", "Phòng Tư pháp", "Tư pháp"), ("TCKH", "Phòng Tài chính - Kế hoạch", "Tài chính - KH"),
    ("TNMT", "Phòng Tài nguyên và Môi trường", "Tài nguyên - MT"), ("LDTBXH", "Phòng Lao động - Thương binh và Xã hội", "LĐ-TB&XH"), ("VHTT", "Phòng Văn hóa và Thông tin", "Văn hóa - TT"),
    ("GDDT", "Phòng Giáo dục và Đào tạo", "Giáo dục - ĐT"), ("YT", "Phòng Y tế", "Y tế"), ("TTR", "Thanh tra huyện", "Thanh tra"), ("NNPTNT", "Phòng Nông nghiệp và Phát triển nông thôn", "Nông nghiệp"),
    ("KTHT", "Phòng Kinh tế và Hạ tầng", "Kinh tế - HT"), ("DT", "Phòng Dân tộc", "Dân tộc"),
)  # fmt: skip
SCHOOLS = (
    ("MN-TN", "Trường Mầm non Thanh Nhật"), ("TH-TN", "Trường Tiểu học Thanh Nhật"), ("THCS-TN", "Trường THCS Thanh Nhật"), ("TH-QL", "Trường Tiểu học Quang Long"), ("THCS-QL", "Trường THCS Quang Long"),
    ("TH-ML", "Trường Tiểu học Minh Long"), ("THCS-VC", "Trường THCS Việt Chu"), ("TH-LQ", "Trường Tiểu học Lý Quốc"), ("MN-TH", "Trường Mầm non Thị Hoa"), ("TH-AL", "Trường Tiểu học An Lạc"),
    ("PTDTNT", "Trường Phổ thông Dân tộc nội trú huyện"), ("THCS-VQ", "Trường THCS Vinh Quý"),
)  # fmt: skip
SERVICES = (
    ("TTVH", "Trung tâm Văn hóa và Truyền thông huyện", "TT Văn hóa"), ("TTDVNN", "Trung tâm Dịch vụ nông nghiệp huyện", "TT Nông nghiệp"),
    ("TTGDNN", "Trung tâm Giáo dục nghề nghiệp - GDTX huyện", "TT GDNN-GDTX"), ("BQLDA", "Ban Quản lý dự án đầu tư và xây dựng huyện", "Ban QLDA"),
)  # fmt: skip


def load_offices(at: datetime) -> dict[str, Office]:
    """Returns {code: office}."""
    made: dict[str, Office] = {}

    def add(code: str, name: str, short: str, kind: str, parent: Office | None, **more) -> None:
        made[code] = add_office(by=None, at=at, code=code, name=name, short_name=short, kind=kind, parent=parent, valid_from=START, order=len(made), **more)

    add("UBND", "UBND huyện Hạ Lang", "UBND huyện", Office.Kind.AUTHORITY, None, sends_return=False)
    root = made["UBND"]
    add("TN", "UBND thị trấn Thanh Nhật", "TT Thanh Nhật", Office.Kind.COMMUNE, root, statistics_code="01558")
    for number, name in COMMUNES:
        add("X" + number[-3:], f"UBND xã {name}", name, Office.Kind.COMMUNE, root, statistics_code=number)
    for code, name, short in DEPARTMENTS:
        add(code, name, short, Office.Kind.DEPARTMENT, root)
    for code, name in SCHOOLS:
        add(code, name, name.replace("Trường ", ""), Office.Kind.SCHOOL, made["GDDT"])
    for code, name, short in SERVICES:
        add(code, name, short, Office.Kind.SERVICE, root)
    return made
