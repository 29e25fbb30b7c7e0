"""The committee's name and where to ask for help: given to the installation, shown on every page
(docs/decisions/0087-first-steps.md).
"""

from datetime import date

from django.conf import settings
from django.urls import reverse

from compliance.core.first_steps import FIRST_STEPS, FirstStep


@FIRST_STEPS.register
def profile_step(today: date) -> list[FirstStep]:
    facts = (
        ("Tên cơ quan", settings.AUTHORITY_NAME),
        ("Tên ngắn", settings.AUTHORITY_SHORT),
        ("Địa danh trên văn bản", settings.AUTHORITY_PLACE),
        ("Chữ đầu của mã hồ sơ", settings.CODE_PREFIX),
        ("Tổ kiểm tra", settings.TEAM_NAME),
        ("Nơi hỗ trợ", settings.HELP_CONTACT),
        ("Văn bản giao nhiệm vụ", settings.FOUNDING_INSTRUMENT or "chưa ghi"),
    )
    return [
        FirstStep(
            order=10,
            title="Thông tin cơ quan",
            why="Tên, mã hồ sơ và nơi hỗ trợ có trên mọi trang, thông báo, văn bản.",
            there=settings.AUTHORITY_SHORT,
            who="Người cài đặt",
            url=reverse("help"),
            button="Xem trang hướng dẫn",
            facts=facts,
        )
    ]
