"""What production must be given before anything runs: one table, which README and the tests repeat.
Settings ask this; nothing of Django may be read here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from compliance.core.language import _, joined
from halang_portal.environment import items
from halang_portal.strength import weak_keys

ROOT = Path(__file__).resolve().parent.parent
KEY = 'python -c "import secrets; print(secrets.token_urlsafe(48))"'
FORBIDDEN = ("DEBUG", "TESTING", "BENCH")  # each takes a guard away


@dataclass(frozen=True)
class Need:
    """A variable without which nothing starts. `fits`: whether this value will do."""

    name: str
    wanted: str
    fits: Callable[[str], bool] = bool


def _is_key(least: int) -> Callable[[str], bool]:
    return lambda text: len(text) >= least and "try-out" not in text


def _outside(text: str) -> bool:
    """An absolute path that is not in the checkout."""
    path = Path(text)
    return path.is_absolute() and not path.resolve().is_relative_to(ROOT)


def _own_sender(text: str) -> bool:
    """An address whose host can exist: .example and .test belong to nobody."""
    host = parseaddr(text)[1].rpartition("@")[2].lower()
    return bool(host) and not host.endswith((".example", ".test", ".invalid", ".localhost"))


NEEDS = (
    Need(
        "SECRET_KEY",
        _("chuỗi bí mật từ 50 ký tự, không phải của bản dùng thử"),
        _is_key(50),
    ),
    Need(
        "IDENTITY_KEYS",
        _(
            "một hoặc nhiều chuỗi bí mật từ 40 ký tự, cách nhau dấu phẩy, khác SECRET_KEY; niêm "
            "phong danh tính người phản ánh"
        ),
        lambda text: bool(items(text)) and all(map(_is_key(40), items(text))),
    ),
    Need("AUDIT_SIGNING_KEY", _("chuỗi bí mật từ 40 ký tự; ký các mốc của nhật ký"), _is_key(40)),
    Need("DATABASE_URL", _("ví dụ postgres://người-dùng:mật-khẩu@máy:5432/tên")),
    Need("REDIS_URL", _("ví dụ redis://máy:6379/0")),
    Need("ALLOWED_HOSTS", _("các tên máy người dùng gõ, cách nhau dấu phẩy")),
    Need(
        "PORTAL_URL",
        _("địa chỉ https:// ghi trong thư và văn bản"),
        lambda text: text.startswith("https://"),
    ),
    Need("EMAIL_URL", _("ví dụ smtp+tls://người-dùng:mật-khẩu@máy:587")),
    Need("DEFAULT_FROM_EMAIL", _("người gửi thư, địa chỉ thật của cơ quan"), _own_sender),
    Need(
        "MEDIA_ROOT",
        _("thư mục giữ chứng cứ và mọi tệp, đường dẫn đầy đủ, ngoài thư mục mã nguồn"),
        _outside,
    ),
    Need(
        "ANCHOR_MAIL_TO",
        _("địa chỉ thư ngoài tầm của quản trị hệ thống, nhận các mốc của nhật ký"),
    ),
)


def refuse_half_configured(env: environ.Env) -> None:
    """Name everything production lacks, at once. Raises ImproperlyConfigured."""
    given = {need.name: env(need.name, default="").strip() for need in NEEDS}
    wrong = [f"{need.name}: {need.wanted}" for need in NEEDS if not need.fits(given[need.name])]
    wrong += [
        _("{name}: phải tắt").format(name=name)
        for name in FORBIDDEN
        if env.bool(name, default=False)
    ]
    wrong += _weak(given, env)
    if wrong:
        raise ImproperlyConfigured(
            _("Cổng chưa đủ cấu hình để chạy thật:\n  - ")
            + joined("\n  - ", wrong)
            + _("\n(Tạo khóa: {key}. TRY_OUT=1 chạy bản dùng thử.)").format(key=KEY)
        )


def _weak(given: dict[str, str], env: environ.Env) -> list[str]:
    """Keys not made by chance, or that stand in two places; too short ones are said already."""
    named = {
        "SECRET_KEY": [given["SECRET_KEY"], *items(env("SECRET_KEY_FALLBACKS", default=""))],
        "IDENTITY_KEYS": items(given["IDENTITY_KEYS"]),
        "AUDIT_SIGNING_KEY": [
            given["AUDIT_SIGNING_KEY"],
            *items(env("AUDIT_SIGNING_KEY_FALLBACKS", default="")),
        ],
    }
    return weak_keys(
        {name: [key for key in keys if len(key) >= 40] for name, keys in named.items()}
    )
