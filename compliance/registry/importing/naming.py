"""Offices as people write them: 'P. Nội vụ', 'Phòng GD&ĐT huyện', 'X. Quang Long'. The name and the
code of an office are it; what a person has said once is remembered; anything else is a proposal.
"""

import difflib
import re
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache

from compliance.core.language import joined
from compliance.core.text import clean, fold
from compliance.registry.models import Office, OfficeAlias

COMMITTEE, COUNCIL = "uy ban nhan dan", "hoi dong nhan dan"
# words that a name may carry or not: what kind of place it is, and of which district
_PLACES = f"{COMMITTEE} {COUNCIL} huyen tinh xa thi tran phuong thanh pho truong thuoc cua"
_LOOSE = frozenset(_PLACES.split())
# with their marks: “Trương”, “Tô” and “Bàn” are names of people
_OFFICE_LIKE = re.compile(
    r"(?:[uủ][yỷ] ban|ubnd|hđnd|phòng|ban|trung tâm|trường|xã|thị trấn|phường|văn phòng|thanh tra"
    r"|trạm|đội|tổ|chi cục|hạt|khối|bộ phận|mầm non)\s|(?:p|x|tt|vp|th|mn)\.?\s*(?=\S)(?<=[.\s])"
)
NEAR = 0.88  # how alike two spellings are that differ by a slip of the finger
MOST = 4


@lru_cache(maxsize=5_000)
def office_key(name: str) -> str:
    """'UBND xã Quang Long', 'Uỷ ban nhân dân xã Quang Long' and 'xã Quang Long' are one office."""
    folded = f" {spelling_key(name)}"
    for long in (f" {COMMITTEE}", " ubnd"):
        folded = folded.replace(long, "")
    return folded.strip()


def spelling_key(text: str) -> str:
    """A spelling without marks, signs and capitals: what is remembered."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text)).split())


def words_of_name(text: str) -> list[str]:
    words = spelling_key(text).split()
    spelled = {"ubnd": COMMITTEE, "hdnd": COUNCIL}
    return [part for word in words if word != "va" for part in spelled.get(word, word).split()]


def like_an_office(text: str) -> bool:
    return bool(_OFFICE_LIKE.match(f"{clean(text).lower()} "))


class OfficeBook:
    """The offices of a day, found by code, name, or a spelling somebody has entered."""

    def __init__(self, today: date):
        offices = list(Office.objects.on(today))
        self.offices = {office.pk: office for office in offices}
        self.by_code = {office.code.lower(): office for office in offices}
        self.by_name: dict[str, set[Office]] = {}
        for office in offices:
            for name in {office_key(office.name), office_key(office.short_name)}:
                self.by_name.setdefault(name, set()).add(office)
        self.remembered = {
            alias.folded: alias.office_id
            for alias in OfficeAlias.objects.filter(office__in=self.offices)
        }
        roots = [office for office in offices if office.parent_id not in self.offices]
        self.loose = _LOOSE | {
            word for root in roots for word in words_of_name(root.name) if len(roots) == 1
        }
        self.words = [
            (words, office)
            for office in offices
            for words in {
                tuple(words_of_name(office.name)),
                tuple(words_of_name(office.short_name)),
            }
        ]
        self._near: dict[str, list[Office]] = {}

    def named(self, text: str) -> set[Office]:
        """The offices of this code or name: one, unless it is unknown or not enough."""
        if text.lower() in self.by_code:
            return {self.by_code[text.lower()]}
        return self.by_name.get(office_key(text), set())

    def alias_of(self, text: str) -> Office | None:
        """The office somebody has said this spelling is."""
        return self.offices.get(self.remembered.get(spelling_key(text), 0))

    def find(self, text: str) -> Office | None:
        offices = self.named(text) if text else set()
        if len(offices) == 1:
            return next(iter(offices))
        return self.alias_of(text) if text else None

    def within(self, text: str) -> Office | None:
        """The office whose name ends a line of title: 'DANH SÁCH CÁN BỘ XÃ QUANG LONG'."""
        key = f" {office_key(text)}"
        endings = [
            (len(name), office)
            for name, offices in self.by_name.items()
            if " " in name and key.endswith(f" {name}") and len(offices) == 1
            for office in offices
        ]
        return max(endings, key=lambda pair: pair[0])[1] if endings else None

    def near(self, text: str) -> list[Office]:
        """The offices that may be meant, the likeliest first; nothing is decided by it."""
        key = spelling_key(text)
        if key not in self._near:
            self._near[key] = self._likeliest(text) if key else []
        return self._near[key]

    def _likeliest(self, text: str) -> list[Office]:
        several = self.named(text)
        if several:
            return sorted(several, key=lambda office: office.name)[:MOST]
        typed = tuple(words_of_name(text))
        costs: dict[Office, int] = {}
        for words, office in self.words:
            cost = _cost(typed, words, self.loose)
            if cost is not None:
                costs[office] = min(cost, costs.get(office, cost))
        if costs:
            least = min(costs.values())
            near = [office for office, cost in costs.items() if cost == least]
        else:
            near = self._holding(set(typed)) or self._alike(joined(" ", typed))
        return sorted(near, key=lambda office: (office.order, office.name))[:MOST]

    def _holding(self, typed: set[str]) -> list[Office]:
        """Offices whose name holds every word typed."""
        meaning = typed - _LOOSE
        return [office for words, office in self.words if meaning and typed <= set(words)]

    def _alike(self, typed: str) -> list[Office]:
        names = {joined(" ", words): office for words, office in self.words}
        return [names[name] for name in difflib.get_close_matches(typed, names, 1, NEAR)]


def _cost(typed: tuple[str, ...], words: tuple[str, ...], loose: Iterable[str]) -> int | None:
    """How much must be passed over or written out to make one name of two; None when they are not.
    A short form stands for the first letters of the words that follow: 'gddt', 'vp', 'p'.
    """
    typed, words = typed[:20], words[:30]

    @cache
    def rest(i: int, j: int) -> int | None:
        if i == len(typed) and j == len(words):
            return 0
        ways = []
        if i < len(typed) and j < len(words):
            if typed[i] == words[j]:
                ways.append((0, i + 1, j + 1))
            count = _initials(typed[i], words[j:])
            if count:
                ways.append((1, i + 1, j + count))
            count = _initials(words[j], typed[i:])
            if count:
                ways.append((1, i + count, j + 1))
        if i < len(typed) and typed[i] in loose:
            ways.append((1, i + 1, j))
        if j < len(words) and words[j] in loose:
            ways.append((1, i, j + 1))
        costs = [cost + more for cost, a, b in ways if (more := rest(a, b)) is not None]
        return min(costs, default=None)

    meaning = [word for word in typed if word not in _LOOSE]
    return rest(0, 0) if meaning or typed else None


def _initials(short: str, words: tuple[str, ...]) -> int:
    """How many of the words the short form stands for; 0 when for none."""
    count = len(short)
    if count > 8 or count > len(words) or (count == 1 and short == words[0]):
        return 0
    return (
        count if all(word[0] == letter for word, letter in zip(words, short, strict=False)) else 0
    )
