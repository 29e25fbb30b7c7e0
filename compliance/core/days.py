"""Days and moments as people write them: one reader for forms and lists.

'10/11/2026', '10-11-26', '10112026', '2026-11-10', 'ngày 10 tháng 11 năm 2026', 'hôm qua'; with an
hour before or after: '9h15', '9 giờ 15', '09.15', '0915', '2h chiều'; what is not known exactly:
'khoảng 10/11/2026', 'từ 09/11 đến 13/11/2026'. The same in English, whatever the language of the
page: '2 pm yesterday', '10 November 2026', 'about 10/11/2026', 'from 09/11 to 13/11/2026'; the day
stands before the month. None for what cannot be meant.
"""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, time, timedelta

from compliance.core.language import _

_YEAR = r"(?P<y>\d{4}|\d{2})(?!\d)"
_GAP = r"\s*[/.\-–—]\s*"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_DATES = (
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}}){_GAP}(?P<m>\d{{1,2}}){_GAP}{_YEAR}"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}}) thang (?P<m>\d{{1,2}}) nam {_YEAR}"),
    re.compile(rf"(?<!\d){_DAY}(?: of)? {_MONTH},? {_YEAR}"),
    re.compile(rf"\b{_MONTH} {_DAY},? {_YEAR}"),
    re.compile(r"(?<!\d)(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{2})(?!\d)"),
)
_NAMED = {
    **{"hom nay": 0, "hom qua": 1, "hom kia": 2},
    **{"today": 0, "day before yesterday": 2, "yesterday": 1},
}
_PART = (
    r"(?P<part>(?:rang |mo )?sang|trua|chieu|toi|dem|khuya|a\.?m\b\.?|p\.?m\b\.?"
    r"|in (?:morning|afternoon|evening)|night)"
)
# part of the day: (hours said of it that are counted from noon, hours that stand as they are); of
# others nobody can say what is meant
_HOURS: dict[str, tuple[Container[int], Container[int]]] = {
    **dict.fromkeys(("sang", "rang sang", "mo sang", "in morning", "am"), ((), range(12))),
    "trua": (range(1, 4), range(10, 14)),
    **dict.fromkeys(("chieu", "in afternoon"), (range(1, 8), range(12, 19))),
    **dict.fromkeys(("toi", "in evening"), (range(5, 12), range(17, 24))),
    **dict.fromkeys(("dem", "khuya", "night"), (range(7, 12), (*range(6), *range(18, 24)))),
    "pm": (range(1, 12), range(12, 24)),
}
_ENDS_THE_DAY = ("toi", "in evening", "dem", "khuya", "night")  # said of twelve
_HOUR = re.compile(
    r"(?P<h>\d{1,2})(?:\s*(?:h|g|gio|:|\.)\s*(?P<mi>\d{1,2}|ruoi)?\s*(?:p|ph|phut)?|(?P<mi2>\d{2}))"
    rf"(?::\d{{2}}(?:\.\d+)?)?\s*{_PART}?"
)
_BARE_HOUR = re.compile(rf"(?P<h>\d{{1,2}})\s*{_PART}")
_BETWEEN = re.compile(r"\s*(?:,|\bt(?=\d)|luc|vao|ngay|hom|\b(?:at|on|the)\b)\s*")
_ABOUT = re.compile(
    r"^(?:(?:vao )?(?:khoang|tam|chung|do)|(?:on |at )?(?:about|around|roughly|approximately))\s+"
)
_FROM = re.compile(
    rf"(?:(?:tu|from)\s*(?:ngay\s*)?)?(?P<d>\d{{1,2}})(?:{_GAP}(?P<m>\d{{1,2}})(?:{_GAP}{_YEAR})?)?"
    r"\s*(?:den(?:\s*het)?(?:\s*ngay)?|toi|to|until|-|–|—)\s*(?P<rest>.+)"
)
_MARKS = re.compile("[\u0300-\u036f]+")


@dataclass(frozen=True)
class Span:
    """When something happened, as far as it is known.

    `hour` is None when nobody said one; `until` is the last day of several, else None; `about`
    whether whoever wrote it was not sure.
    """

    first: date
    hour: time | None = None
    until: date | None = None
    about: bool = False

    def __str__(self) -> str:
        """As it is printed, in the language of the reader; read_span() reads it again."""
        first = f"{self.first:%d/%m/%Y}"
        if self.until:
            said = _("khoảng từ {first} đến {until}") if self.about else _("từ {first} đến {until}")
            return str(said.format(first=first, until=f"{self.until:%d/%m/%Y}"))
        words = f"{self.hour:%H:%M} {first}" if self.hour else first
        return str(_("khoảng {words}").format(words=words)) if self.about else words


def read_day(text: str, today: date) -> date | None:
    """A day and nothing else."""
    day, rest = _day_of(_plain(text), today)
    return day if day and not _without_filling(rest) else None


def read_span(text: str, today: date) -> Span | None:
    """A day, a moment, or several days."""
    words = _plain(text)
    plain = _ABOUT.sub("", words)
    about = plain != words
    span = _moment(plain, today) or _several(plain, today)
    if span is None:
        return None
    return Span(span.first, span.hour, span.until, about)


def _plain(text: str) -> str:
    """Lower case without marks, single spaces; punctuation stays."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.lower().replace("đ", "d")))
    return " ".join(bare.split())


def _day_of(text: str, today: date) -> tuple[date | None, str]:
    """(the first day named in it, what else it says)."""
    for words, back in _NAMED.items():
        if words in text:
            return today - timedelta(days=back), text.replace(words, " ", 1)
    for pattern in _DATES:
        if match := pattern.search(text):
            day = _day(match["d"], match["m"], match["y"])
            return day, f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


def _day(day: str, month: str, year: str) -> date | None:
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None


def _without_filling(text: str) -> str:
    return _BETWEEN.sub(" ", text).strip()


def _moment(text: str, today: date) -> Span | None:
    day, rest = _day_of(text, today)
    if day is None:
        return None
    rest = _without_filling(rest)
    if not rest:
        return Span(day)
    since = _since_midnight(rest)
    if since is None:
        return None
    days, minutes = divmod(since, 24 * 60)
    if days and day == date.max:
        return None
    return Span(day + timedelta(days=days), time(*divmod(minutes, 60)))


def _since_midnight(text: str) -> int | None:
    """Minutes since the day began. '24h', '12h đêm', '12h tối' are the end of that day. '12h30 đêm'
    may be meant of either night, and '13h sáng' contradicts itself: neither is read.
    """
    match = _HOUR.fullmatch(text) or _BARE_HOUR.fullmatch(text)
    if match is None:
        return None
    groups = match.groupdict()
    minutes = groups.get("mi") or groups.get("mi2") or "0"
    hour, minute = int(groups["h"]), 30 if minutes == "ruoi" else int(minutes)
    meant = _meant(hour, (groups["part"] or "").replace(".", ""))
    if meant is None or minute > 59 or meant * 60 + minute > 24 * 60:
        return None
    return meant * 60 + minute


def _meant(hour: int, part: str) -> int | None:
    """The hour of the day that is said of a part of it; '' for none."""
    if not part:
        return hour
    if hour == 12 and part == "am":
        return 0
    if hour == 12 and part in _ENDS_THE_DAY:
        return 24
    after_noon, as_said = _HOURS[part]
    if hour in after_noon:
        return hour + 12
    return hour if hour in as_said else None


def _several(text: str, today: date) -> Span | None:
    """'từ 09/11 đến 13/11/2026', '9-13/11/2026': what the first day lacks is that of the last."""
    match = _FROM.fullmatch(text)
    if match is None:
        return None
    last = read_day(match["rest"], today)
    if last is None:
        return None
    first = _day(match["d"], match["m"] or f"{last.month}", match["y"] or f"{last.year:04}")
    if first is None or first > last:
        return None
    return Span(first, until=last if last > first else None)
