"""A conclusion names no item of evidence that carries nothing: what the person concerned was not
shown and nobody relies on, and what was sealed, is not cited in its words either.
"""

import re
from collections.abc import Iterable

from compliance.core.language import _, joined
from compliance.core.refusals import NotNow
from compliance.incidents.custody import kept_back, sealed_numbers
from compliance.incidents.models import Incident

# CC-02, CC 2, “chứng cứ số 2”, “chứng cứ 02”
_NAMED = re.compile(r"(?:\bCC[-–\s]?|chứng cứ (?:số )?)0*(\d{1,3})\b", re.IGNORECASE)


def cited_but_kept_back(incident: Incident, words: Iterable[str]) -> list[str]:
    """The items that `words` name and nothing may rest on, as CC-02."""
    named = _named(words) - set(sealed_numbers(incident))
    if not named:
        return []
    numbers = kept_back(incident).filter(number__in=named).values_list("number", flat=True)
    return labels(set(numbers))


def cited_but_sealed(incident: Incident, words: Iterable[str]) -> list[str]:
    """The items that `words` name although nothing is left of them to look at, as CC-02."""
    named = _named(words)
    return labels(named & set(sealed_numbers(incident))) if named else []


def labels(numbers: Iterable[int]) -> list[str]:
    return [f"CC-{number:02d}" for number in sorted(numbers)]


def _named(words: Iterable[str]) -> set[int]:
    return {int(number) for number in _NAMED.findall("\n".join(words))}


def not_cited(incident: Incident, words: Iterable[str]) -> None:
    """Raises NotNow naming the items that have to be shown or left out."""
    words = list(words)
    if gone := cited_but_sealed(incident, words):
        raise NotNow(
            _("Không viện dẫn {gone}: tệp đã niêm phong. Bỏ phần viện dẫn.").format(
                gone=joined(", ", gone)
            )
        )
    if names := cited_but_kept_back(incident, words):
        raise NotNow(why(names))


def why(names: list[str]) -> str:
    return _(
        "Không viện dẫn {names}: người được phản ánh chưa được xem và hồ sơ không dùng làm căn cứ. "
        "Bỏ phần viện dẫn, hoặc dùng làm căn cứ và cho xem trước."
    ).format(names=joined(", ", names))


def words_of(reasons: str, findings: Iterable[dict]) -> list[str]:
    """What a proposal says in the words of its author."""
    names = ("standard", "reasons", "answer_considered")
    return [reasons, *(finding.get(name, "") for finding in findings for name in names)]
