"""A summary in the language of its reader."""

from compliance.core.language import Text
from compliance.core.recalling import Typed
from reports.narrative import drawn_sections, sections_of
from reports.periods import Period


def paragraphs(summary, period: Period, name: str) -> list[str]:
    """A section as it was drawn and edited. Of the paragraphs that nobody edited, a reader of
    another language has what the figures say in theirs.
    """
    drawn = sections_of(summary.figures, period).get(name, "").split("\n")

    def as_read(line: str) -> str:
        if line not in drawn:
            return Typed(line)
        at = drawn.index(line)
        return Text(
            line, lambda: str(drawn_sections(summary.figures, period)[name]).split("\n")[at]
        )

    lines = summary.sections.get(name, "").split("\n")
    return [as_read(line) for line in lines if line.strip()]
