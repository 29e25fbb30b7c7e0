"""Days and moments as people write them: one reader for forms and lists.

'10/11/2026', '10-11-26', '10112026', '2026-11-10', 'ngày 10 tháng 11 năm 2026', 'hôm qua'; with an
hour before or after: '9h15', '9 giờ 15', '09.15', '0915', '2h chiều'; what is not known exactly:
'khoảng 10/11/2026', 'từ 09/11 đến 13/11/2026'. None for what cannot be meant.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time, timedelta

from compliance.core.language import _

_YEAR = r"(?P<y>\d{4}|\d{2})(?!\d)"
_GAP = r"\s*[/.\-–—]\s*"
_DATES = (
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}}){_GAP}(?P<m>\d{{1,2}}){_GAP}{_YEAR}"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}}) thang (?P<m>\d{{1,2}}) nam {_YEAR}"),
    re.compile(r"(?<!\d)(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{2})(?!\d)"),
)
_NAMED = {"hom nay": 0, "hom qua": 1, "hom kia": 2}
_HOUR = re.compile(
    r"(?P<h>\d{1,2})(?:\s*(?:h|g|gio|:|\.)\s*(?P<mi>\d{1,2}|ruoi)?\s*(?:p|ph|phut)?|(?P<mi2>\d{2}))"
    r"(?::\d{2}(?:\.\d+)?)?\s*(?P<part>sang|trua|chieu|toi|dem)?"
)
_BARE_HOUR = re.compile(r"(?P<h>\d{1,2})\s*(?P<part>sang|trua|chieu|toi|dem)")
_BETWEEN = re.compile(r"\s*(?:,|\bt(?=\d)|luc|vao|ngay|hom)\s*")
_ABOUT = re.compile(r"^(?:vao )?(?:khoang|tam|chung|do)\s+")
_FROM = re.compile(
    rf"(?:tu\s*(?:ngay\s*)?)?(?P<d>\d{{1,2}})(?:{_GAP}(?P<m>\d{{1,2}})(?:{_GAP}{_YEAR})?)?"
    r"\s*(?:den(?:\s*het)?(?:\s*ngay)?|toi|-|–|—)\s*(?P<rest>.+)"
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
        """As it is printed; read_span() reads it again."""
        first = f"{self.first:%d/%m/%Y}"
        if self.until:
            words = _("từ {first} đến {until:%d/%m/%Y}").format(first=first, until=self.until)
        else:
            words = f"{self.hour:%H:%M} {first}" if self.hour else first
        return _("khoảng {words}").format(words=words) if self.about else words


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
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
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
    hour = _hour(rest)
    return Span(day, hour) if hour else None


def _hour(text: str) -> time | None:
    match = _HOUR.fullmatch(text) or _BARE_HOUR.fullmatch(text)
    if match is None:
        return None
    groups = match.groupdict()
    minutes = groups.get("mi") or groups.get("mi2") or "0"
    hour, minute = int(groups["h"]), 30 if minutes == "ruoi" else int(minutes)
    part = groups["part"]
    afternoon = (
        part in ("chieu", "toi") or (part == "trua" and hour < 4) or (part == "dem" and hour > 6)
    )
    try:
        return time(hour + 12 if afternoon and hour < 12 else hour, minute)
    except ValueError:
        return None


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
