"""A summary in the language of its reader."""

from compliance.core.language import Text
from reports.narrative import drawn_sections, sections_of
from reports.periods import Period


def paragraphs(summary, period: Period, name: str) -> list[str]:
    """A section as it was drawn and edited. Where nobody edited it, a reader of another language
    has what the figures say in theirs.
    """
    text = summary.sections.get(name, "")
    lines = text.split("\n")
    if not text or sections_of(summary.figures, period).get(name) != text:
        return [line for line in lines if line.strip()]

    def as_read(at: int):
        return lambda: str(drawn_sections(summary.figures, period)[name]).split("\n")[at]

    return [Text(line, as_read(at)) for at, line in enumerate(lines) if line.strip()]
