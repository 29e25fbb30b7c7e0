"""The code of a case."""

import secrets

from compliance.core import committee
from compliance.core.language import _
from compliance.core.refusals import NotNow

UNNAMED = _(
    "Cổng chưa có thông tin cơ quan, nên chưa lập được hồ sơ. Quản trị hệ thống ghi ở trang Thông "
    "tin cơ quan."
)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code(year: int) -> str:
    """HL-2026-7K3Q9D: readable over the telephone, random so that it counts nothing.

    Raises NotNow while the committee has no letters for its codes.
    """
    prefix = committee.today().code_prefix
    if not prefix:
        raise NotNow(UNNAMED)
    return f"{prefix}-{year}-" + "".join(secrets.choice(_LETTERS) for __ in range(6))
