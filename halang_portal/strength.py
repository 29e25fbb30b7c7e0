"""Whether a secret was made by chance, and whether a link to another machine is encrypted: asked at
the start and by `check --deploy`.
"""

from urllib.parse import parse_qs, urlsplit

from compliance.core.language import _

DISTINCT = 10  # of 40 random hexadecimal digits fewer than this are distinct once in a billion
WORDS = (
    "try-out",
    "django-insecure",
    "changeme",
    "change-me",
    "password",
    "matkhau",
    "mat-khau",
    "example",
    "secret-key",
    "your-secret",
)
HERE = ("", "localhost", "127.0.0.1", "::1")
ENCRYPTED = ("require", "verify-ca", "verify-full")


def why_weak(key: str) -> str:
    """Why this cannot be a secret made by chance; empty when it may be."""
    if any(word in key.lower() for word in WORDS):
        return _("có chữ của ví dụ mẫu")
    if len(set(key)) < DISTINCT:
        return _("chỉ có {count} ký tự khác nhau").format(count=len(set(key)))
    triples = [key[at : at + 3] for at in range(len(key) - 2)]
    if len(set(triples)) < 0.7 * len(triples):
        return _("lặp lại chính nó")
    steps = sum(abs(ord(a) - ord(b)) <= 1 for a, b in zip(key, key[1:], strict=False))
    return _("chạy theo thứ tự bảng chữ cái") if steps > len(key) / 2 else ""


def weak_keys(named: dict[str, list[str]]) -> list[str]:
    """One line for each weak key, and for each that stands in two places."""
    wrong, seen = [], {}
    for name, keys in named.items():
        for key in keys:
            if reason := why_weak(key):
                wrong.append(
                    _("{name}: {reason}; phải là chuỗi ngẫu nhiên").format(name=name, reason=reason)
                )
            if key in seen:
                wrong.append(
                    _("{name}: trùng với {seen}; mỗi biến cần một khóa riêng").format(
                        name=name, seen=seen[key]
                    )
                )
            seen.setdefault(key, name)
    return wrong


def plain_links(
    database_url: str, redis_url: str, email_url: str, evidence_url: str = ""
) -> list[str]:
    """Links to another machine that anybody on the way could read."""
    weak = []
    database, redis, mail = urlsplit(database_url), urlsplit(redis_url), urlsplit(email_url)
    asked = parse_qs(database.query)
    host = (asked.get("host") or [database.hostname or ""])[0]
    if (
        database.scheme.startswith(("postgres", "pgsql"))
        and not _here(host)
        and (asked.get("sslmode") or [""])[0] not in ENCRYPTED
    ):
        weak.append(
            _(
                "DATABASE_URL: cơ sở dữ liệu ở máy khác mà kết nối không mã hóa; thêm "
                "?sslmode=verify-full (hoặc require)"
            )
        )
    if redis.scheme == "redis" and not _here(redis.hostname or ""):
        weak.append(_("REDIS_URL: Redis ở máy khác mà kết nối không mã hóa; dùng rediss://"))
    if (
        mail.scheme.startswith("smtp")
        and mail.scheme not in ("smtp+tls", "smtps", "smtp+ssl")
        and not _here(mail.hostname or "")
    ):
        weak.append(_("EMAIL_URL: thư gửi đi không mã hóa; dùng smtp+tls:// hoặc smtp+ssl://"))
    store = urlsplit(evidence_url)
    if store.scheme == "s3+http" and not _here(store.hostname or ""):
        weak.append(_("EVIDENCE_URL: kho tệp ở máy khác mà kết nối không mã hóa; dùng s3://"))
    return weak


def _here(host: str) -> bool:
    """This machine: by its own names, or a socket in the file system (written %2Fvar%2Frun…)."""
    return host in HERE or host.startswith("/") or host.lower().startswith("%2f")
