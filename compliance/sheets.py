"""Tables as csv for people who will open them in a spreadsheet."""

import csv
import io


def write_csv(rows, headings) -> str:
    """CSV with a byte-order mark, every cell quoted; cells a spreadsheet would run are kept as text."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([inert(str(cell if cell is not None else "")) for cell in row])
    return "\ufeff" + out.getvalue()


def inert(text: str) -> str:
    """A leading apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "＝") else text
