"""What differs between the two sample sets: the level, its posts, who does the work of internal
affairs, and since when.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings


@dataclass(frozen=True)
class Place:
    level: str  # as a word within a post: 'huyện'
    affairs: tuple[str, ...]  # codes of the offices that do the work of internal affairs
    since: date  # people and functions
    begins: date  # first report

    def here(self, text: str) -> str:
        """A sentence of the stories in the words of this level."""
        if self.level == "huyện":
            return text
        return (
            text.replace("huyện Hạ Lang", "tỉnh Cao Bằng")
            .replace("huyện", self.level)
            .replace("Huyện", self.level.capitalize())
        )


PLACES = {
    "2017": Place("huyện", ("NV", "NV"), date(2017, 1, 1), date(2017, 2, 1)),
    "2025": Place("tỉnh", ("HL-VHXH", "QL-VHXH"), date(2025, 7, 1), date(2025, 7, 21)),
}


def place() -> Place:
    return PLACES[settings.SAMPLE_SET]
