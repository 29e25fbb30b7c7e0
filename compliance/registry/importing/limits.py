"""How much of a stranger's file is read, and the refusal that says why it is not. Imports nothing
of the portal: the reading process stands alone.
"""

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 400  # a sheet of text packs some ten to fifty times; a bomb a thousand
MAX_ROWS = 200_000
MAX_COLUMNS = 60
MAX_SHEETS = 200
MAX_MERGED = 20_000
MAX_CELL = 2_000


def _(sentence: str) -> str:
    """Marks it for the catalogues; whoever asked for the reading shows it in their language."""
    return sentence


class Unreadable(Exception):
    """The file as a whole cannot be read; the message is for the person who uploaded it."""


TOO_LARGE = (
    _("Bảng có quá nhiều dòng hoặc cột (tối đa {max_rows:,} dòng, {max_columns} cột).")
    .format(max_rows=MAX_ROWS, max_columns=MAX_COLUMNS)
    .replace(",", ".", 1)
)
BROKEN = _("Không đọc được tệp. Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên lần nữa.")
LOCKED = _("Tệp có mật khẩu; bỏ mật khẩu rồi tải lên lại.")
OLE = b"\xd0\xcf\x11\xe0"
