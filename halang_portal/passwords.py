"""A password is long, not on the common list (Django's own), and not made of the words that stand
around this portal (ASVS 5.0, 6.2).
"""

import re

from django.conf import settings
from django.core.exceptions import ValidationError

from compliance.core import committee
from compliance.core.language import _
from compliance.core.text import fold

LEAST_OWN = (
    8  # letters or digits that are left when every known word, year and run has been taken out
)
_WORDS = (
    "matkhau",
    "password",
    "passwd",
    "admin",
    "quantri",
    "welcome",
    "xinchao",
    "anhyeuem",
    "emyeuanh",
    "iloveyou",
    "khongbiet",
    "khongco",
    "vietnam",
    "caobang",
    "halang",
    "hanoi",
    "chutich",
    "phochutich",
    "totruong",
    "canbo",
    "congchuc",
    "vienchuc",
    "uyban",
    "nhandan",
    "ubnd",
    "hdnd",
    "huyen",
    "xa",
    "phongnoivu",
    "noivu",
    "congthongtin",
    "cong",
    "thanhtra",
    "kyluat",
    "qwerty",
    "asdfgh",
    "zxcvbn",
    "abcdef",
    "abc",
    "abcd",
    "letmein",
    "dragon",
    "monkey",
    "football",
    "bongda",
    "facebook",
    "zalo",
    "gmail",
)
_LEET = str.maketrans(
    {"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
)


class ContextWordsValidator:
    """Refuses what is left too short once the words of the house, the owner's own name, years and
    runs are removed.
    """

    def validate(self, password: str, user=None) -> None:
        prefix = fold(committee.today().code_prefix)
        words = {*_WORDS, *([prefix] if prefix else []), *(fold(settings.PORTAL_NAME).split())}
        if user is not None:
            words |= {
                part
                for part in fold(f"{user.display_name} {user.username}").replace(".", " ").split()
                if len(part) > 1
            }
            words.add(fold(user.display_name).replace(" ", ""))
        plain = re.sub(r"[^a-z0-9]", "", fold(password))
        if (
            min(
                len(self._stripped(plain, words)),
                len(self._stripped(plain.translate(_LEET), words)),
            )
            < LEAST_OWN
        ):
            raise ValidationError(
                _(
                    "Mật khẩu dễ đoán: chủ yếu là tên, từ quen thuộc của cơ quan, năm hoặc dãy "
                    "phím. Dùng một câu riêng của ông/bà."
                ),
                code="password_context",
            )

    @staticmethod
    def _stripped(text: str, words: set[str]) -> str:
        for word in sorted(words, key=len, reverse=True):
            text = text.replace(word, "")
        text = re.sub(r"(19|20)\d\d|(.)\2{2,}", "", text)
        return re.sub(r"(0?123456789?0?|12345?|987654?3?2?1?)", "", text)

    def get_help_text(self) -> str:
        return _("Không dùng tên mình, tên cơ quan, năm sinh; một câu dài là tốt nhất.")
