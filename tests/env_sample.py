"""deploy/env.sample, made from the table of README.vi.md, which a test holds equal to what settings
read. `python -m tests.env_sample` writes it; tests/deployment/test_files.py compares.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "deploy" / "env.sample"
NEVER = ("DEBUG", "TESTING", "BENCH", "TRY_OUT", "SAMPLE_SET")  # not in production
REQUIRED = "**bắt buộc**"
# where the units and the proxy of deploy/ expect things to be
HERE = {
    "DATA_DIR": "/var/lib/cong308/data",
    "MEDIA_ROOT": "/var/lib/cong308/files",
    "DATABASE_URL": "postgres://cong308:MẬT-KHẨU@127.0.0.1:5432/cong308",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "TRUSTED_PROXY_COUNT": "1",
}
HEAD = """\
# /etc/cong308/env: cấu hình của cổng. Chủ là root, quyền 0600: có khóa và mật khẩu.
# Giá trị đứng giữa hai dấu nháy đơn; systemd và deploy/cong308 cùng đọc tệp này.
# Dòng có # ở đầu: dùng giá trị mặc định.
# Tạo khóa: python3 -c "import secrets; print(secrets.token_urlsafe(48))"
"""


def rows() -> list[tuple[str, str, str]]:
    """[(variable, what stands beside it, meaning)] in the order of the table."""
    text = (ROOT / "README.vi.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \| ([^|]+) \| ([^|]+) \|$", text, re.M)
    return [
        (name, beside.strip(), meaning.strip())
        for names, beside, meaning in found
        for name in re.findall(r"`([A-Z_]+)`", names)
    ]


def plain(text: str) -> str:
    """Without the marks of Markdown, on one line."""
    return re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).replace("`", "").replace("**", "")


def sample() -> str:
    lines = [HEAD]
    for name, beside, meaning in rows():
        if name in NEVER:
            continue
        needed = beside == REQUIRED
        default = "bắt buộc" if needed else f"mặc định {plain(beside)}"
        lines.append(f"# {default}: {plain(meaning)}")
        mark = "" if needed or name in HERE else "#"
        lines.append(f"{mark}{name}='{HERE.get(name, '')}'\n")
    return "\n".join(lines)


if __name__ == "__main__":
    SAMPLE.write_text(sample(), encoding="utf-8")
