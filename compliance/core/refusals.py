"""The three ways the portal says no. They are never mixed: invisible 404, not allowed 403, not now
409.

Beside them what only the database finds out: a row that may exist once was just written by somebody
else (409), a value no column takes (400).
"""

import traceback
from json import decoder

from django.db import DataError, IntegrityError
from django.forms import fields

from compliance.core.language import _


class Refusal(Exception):
    """A refusal with a sentence a person can read (Vietnamese)."""

    default = ""
    status: int  # what the pages and the API answer

    def __init__(self, reason: str = "", **details):
        self.reason = reason or self.default
        self.details = details
        super().__init__(self.reason)


class Invisible(Refusal):
    """The thing does not exist for this person. Reads the same as absent."""

    default = _("Không tìm thấy.")
    status = 404


class NotAllowed(Refusal):
    """The person may see the thing but not do this to it."""

    default = _("Ông/bà không có quyền thực hiện việc này.")
    status = 403


class AskFirst(Refusal):
    """Not a no: something is asked of the person first, on the page `url` of `details`; who asks
    for data is told 403.
    """

    default = _("Cần xác nhận thêm một bước trước khi mở phần này.")
    status = 403


class NotNow(Refusal):
    """The person may do this, but not in the present state of the thing.

    `details` may carry `back`: where to go on.
    """

    default = _("Việc này chưa thực hiện được ở thời điểm hiện tại.")
    status = 409


class Stale(NotNow):
    """Somebody else changed it since it was loaded. With `form` in `details` the page sets both
    versions side by side (compliance.desk.conflict).
    """

    default = _("Nội dung vừa được thay đổi ở nơi khác. Mở lại để xem bản mới nhất.")


class Unreadable(Refusal):
    """What was sent cannot be meant: a number no column holds, a text no field offers."""

    default = _("Nội dung gửi lên không đọc được.")
    status = 400


TAKEN = _(
    "Nội dung này vừa được ghi ở nơi khác, hoặc đã có từ trước. Quay lại, tải lại trang để xem rồi "
    "gửi lại nếu vẫn cần."
)
_ONCE = "23505"  # unique_violation, PostgreSQL Appendix A


def as_refusal(exception: BaseException) -> BaseException:
    """A refusal for what the database says when two write the same thing at once, or a value is out
    of its range; any other exception as it is.
    """
    if isinstance(exception, IntegrityError) and _is_unique(exception):
        return NotNow(TAKEN)
    unreadable = isinstance(exception, DataError | OverflowError) or _json_of_a_form(exception)
    return Unreadable() if unreadable else exception


def _json_of_a_form(exception: BaseException) -> bool:
    """Whether a form's JSON was too deep or held a number too long to be read: Django's field
    foresees neither.
    """
    if not isinstance(exception, ValueError | RecursionError):
        return False
    files = [frame.f_code.co_filename for frame, __ in traceback.walk_tb(exception.__traceback__)]
    return fields.__file__ in files and files[-1] == decoder.__file__


def _is_unique(exception: IntegrityError) -> bool:
    cause = exception.__cause__
    code = getattr(cause, "sqlstate", None) or getattr(
        cause, "pgcode", None
    )  # as the driver calls it
    return code == _ONCE if code else str(exception).startswith("UNIQUE constraint failed")
