"""What is thrown: texts, days, numbers and path segments that once took some program down."""

import random

TEXTS = (
    "", " ", "\0", "a\0b", "\u202etxt.exe", "a\u200bb", "\ufeff", "\ud800", "a\udfffb", "\x1b[31m", "\x85", "\u2028", "e\u0301" * 30, "👨\u200d👩\u200d👧", "Ꮳꮃꭹ", "\uffff", "𠮷" * 20,
    "'", '"', "''--", "<script>alert(1)</script>", "{{7*7}}", "{% url 'x' %}", "%s%n", "%", "%00", "\\", "`", "=1+1", "@SUM(1)", "null", "None", "[]", "{}", '{"a":', '"\\ud800"',
    "x" * 300, "ạ" * 3000, "\n" * 500, "a\r\nBcc: x@y.example", "javascript:alert(1)", "https://[::1", "https://a.example:99999/", "//x", "0" * 64, "ﷺ" * 20, "İ" * 60, "ß" * 150,
)  # fmt: skip
DAYS = (
    "01/01/0001", "31/12/9999", "00/00/0000", "29/02/2025", "30/02/2026", "0001-01-01", "9999-12-31", "2026-13-01", "1/1/1", "31/12/9999 23:59", "01/01/0001 00:00", "15/11/2026", "01/01/1900", "31/12/2199", "٠١/٠١/٢٠٢٦",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "-1", "1", "2", "999", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 20, "9" * 400, "9" * 5000, "-" + "9" * 20, "1e309", "1e5", "nan", "inf", "1.5", "0x10", "٣", "²", "1_0", " 7 ", "+7",
    "0_1", "nan_1", "1e400_1", "1700000000.5_99999999999999999999", "-1_-1", "_",
)  # fmt: skip
SEGMENTS = (
    "..", ".", "...", "a/b", "/", "a//b", "\\", "~", "~00", "~zz", "~2e2e", "%2e%2e", "\0", "a\0", "\u202e", "\ud800", "Đ 01", "moi", "xuat", "a?b#c", "x" * 300, "a b", "'", "{}", "\n", "%0a", "ﷺ", "0", "-1", "9" * 30, "9" * 5000,
    "00000000-0000-0000-0000-000000000000", "tuan-2026-53", "thang-2026-13", "nam-2099-01", "thang-2000-01",
)  # fmt: skip
HEADERS = (
    {"HTTP_ACCEPT": "application/json"}, {"HTTP_ACCEPT": "\0"}, {"HTTP_ACCEPT": "x" * 3000}, {"HTTP_ACCEPT_LANGUAGE": "zz-\xff,*;q=9" * 40}, {"HTTP_IF_MODIFIED_SINCE": "31 Dec 9999"}, {"HTTP_RANGE": "bytes=9-1"},
    {"HTTP_REFERER": "javascript:alert(1)"}, {"HTTP_USER_AGENT": "\x1b\xff" * 200}, {"HTTP_COOKIE": 'sid="abc\\000defghij"'}, {"HTTP_COOKIE": "sid=" + "x" * 3000}, {"HTTP_COOKIE": "messages=\xff; csrf=\0"},
    {"HTTP_X_FORWARDED_FOR": "\0, 999.1.1.1"}, {"CONTENT_TYPE": "multipart/form-data; boundary="}, {"HTTP_X_REQUEST_ID": "a\r\nb"},
)  # fmt: skip


def value(rng: random.Random, name: str = "") -> str:
    """Mostly of the kind that stands in that field, sometimes of any other."""
    pools = [TEXTS, DAYS, NUMBERS, SEGMENTS]
    if any(part in name for part in ("day", "_on", "from", "to", "tu", "den", "ngay", "until", "_at")) and rng.random() < 0.6:
        return rng.choice(DAYS)
    if any(part in name for part in ("page", "pk", "nam", "trang", "version", "workdays", "office", "handler", "lan", "people")) and rng.random() < 0.6:
        return rng.choice(NUMBERS)
    return rng.choice(rng.choice(pools))
