"""The verification code of a paper as a QR drawing: it opens a page that says whether such a paper
was issued, and nothing of its content.
"""

import io

import segno


def grouped(code: str) -> str:
    """'K7M2-9QXT-H4RB': as it stands on the paper and may be typed back."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def qr_svg(address: str) -> str:
    return segno.make(address, error="m").svg_inline(scale=4, border=2, omitsize=True)


def qr_png(address: str) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=6, border=2)
    return out.getvalue()
