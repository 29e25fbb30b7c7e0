"""Finding people by words, the best first: the same people in the same order on both engines, on the page, in the picker and in the API.

Order: whose code it is; whose given name is a word typed; whose given name begins with one; the rest. Within each by name, the Vietnamese way.
In a small registry, and for who sees few people, one query does it. In a large one (PostgreSQL) the way depends on how many people the words find:
few are fetched through the index of words and sorted; many are met soon when walking the order itself, tier by tier.
"""

from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import BooleanField, Case, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import RawSQL

from compliance.fold import one_spelling, words_of
from compliance.registry.models import SearchWord, StaffMember
from compliance.registry.querysets import MOST_WORDS

SMALL = 20_000
FEW = 3_000
COMMON = 400_000  # people a word may find and still be looked up in the index of words
COUNTED = 1_000
RARE = 50  # a word that finds fewer people is not counted: most codes are such
ALL = ""  # the row of SearchWord that holds how many people there are
VECTOR = "array_to_tsvector(string_to_array(btrim(registry_staffmember.folded), ' '))"


@dataclass
class Found:
    """One page of people; `more`: there is another; `count`: how many in all, None when nobody counted further than a thousand."""

    people: list[StaffMember]
    more: bool
    count: int | None


def search(rows: QuerySet, words: str, *, page: int = 1, size: int = 30) -> Found:
    """A page of `rows` for the words typed; without words by name. Pages end at a thousand people: whoever has not found somebody by then types more."""
    first, last = (page - 1) * size, page * size
    if last > COUNTED:
        first, last = COUNTED - size, COUNTED
    people = ranked(rows, words, last + 1)
    count = len(people) if len(people) <= last else None if _is_large() else rows.matching(words).count()
    return Found(people[first:last], len(people) > last and last < COUNTED, count)


def ranked(rows: QuerySet, words: str, limit: int) -> list[StaffMember]:
    """The first `limit` people."""
    typed = words_of(words)[:MOST_WORDS]
    if not typed:
        return list(rows.by_name()[:limit])
    if not _is_large() or not rows.order_by()[SMALL : SMALL + 1].exists():
        return list(_sorted(rows.matching(words), typed, words)[:limit])
    known = {word: _people(word) for word in typed}
    total, expected = _people(ALL, exact=True), 1.0
    for number in known.values():
        expected *= number / total
    if expected * total <= FEW:
        return list(_sorted(_indexed(rows.matching(words), known), typed, words)[:limit])
    matching = rows.matching(words)
    found = list(matching.filter(_code(words))[:limit])
    with _in_order():
        return found + _walked(matching.exclude(_code(words)), typed, limit - len(found))


@contextmanager
def _in_order():
    """The planner takes a word in a text for rare, and would fetch every row and sort: within this it walks an index that is in order already."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
        yield
        cursor.execute("SET LOCAL enable_sort = on; SET LOCAL enable_bitmapscan = on")


def _code(words: str) -> Q:
    return Q(code__in={words.strip(), words.strip().upper()})


def _exact(typed: list[str]) -> Q:
    return Q(given__in={one_spelling(word) for word in typed})


def _begins(typed: list[str]) -> Q:
    found = Q(pk__in=[])
    for word in typed:
        found |= Q(given__startswith=word)
    return found


def _sorted(rows: QuerySet, typed: list[str], words: str) -> QuerySet:
    """For few rows: one query that sorts them."""
    tier = Case(When(_code(words), then=Value(0)), When(_exact(typed), then=Value(1)), When(_begins(typed), then=Value(2)), default=Value(3))
    return rows.alias(tier=tier).order_by("tier", "sort_key", "code")


def _walked(rows: QuerySet, typed: list[str], limit: int) -> list[StaffMember]:
    """For many rows: tier by tier along an index that is in order, until there are enough. Given names lie side by side in it, so each tier knows where to look."""
    rows = rows.order_by("sort_key", "code")
    found = _merged([rows.filter(given=given) for given in dict.fromkeys(one_spelling(word) for word in typed)], limit)
    near = rows.exclude(_exact(typed))
    begun = [
        near.filter(sort_key__gt=start, sort_key__lt=f"{start}z", given__startswith=word if len(word) > LETTERS else "")
        for word in typed
        for start in _starts(word)
    ]
    found += _merged(begun, limit - len(found))
    return found + list(near.exclude(_begins(typed))[: max(limit - len(found), 0)])


def _merged(several: list[QuerySet], limit: int) -> list[StaffMember]:
    """The first `limit` of several ordered lists together, nobody twice."""
    if limit <= 0:
        return []
    found = {person.pk: person for rows in several for person in rows[:limit]}
    return sorted(found.values(), key=lambda person: (person.sort_key, person.code))[:limit]


def _starts(word: str) -> list[str]:
    """Where in the order names lie whose given name begins with the folded word: 'do' is 'd0o' and 'd1o'. Three variants a vowel at most: some eighty ranges."""
    starts = [""]
    for letter in word[:LETTERS]:
        starts = [f"{start}{letter}{n}" for start in starts for n in range(VARIANTS.get(letter, 1))]
    return list(dict.fromkeys(start[:-1] for start in starts))


LETTERS = 5
VARIANTS = {"a": 3, "d": 2, "e": 2, "o": 3, "u": 2}  # a ă â, d đ, e ê, o ô ơ, u ư: as in fold.name_key


def _indexed(rows: QuerySet, known: dict[str, int]) -> QuerySet:
    """`rows` through the index of words, by the rarest three: the others are looked at in the rows that are left."""
    rare = sorted(known, key=known.get)[:3]
    asked = [word for word in rare if known[word] <= COMMON] or rare[:2]
    query = " & ".join(f"'{word}':*" for word in asked)
    return rows.filter(RawSQL(f"{VECTOR} @@ %s::tsquery", [query], output_field=BooleanField()))  # noqa: S611  the words hold letters and digits only


def _is_large() -> bool:
    return connection.vendor == "postgresql" and _people(ALL, exact=True) > SMALL


def _people(word: str, exact: bool = False) -> int:
    """How many people a word typed finds, roughly."""
    known = SearchWord.objects.filter(word=word) if exact else SearchWord.objects.filter(word__startswith=word).exclude(word=ALL)
    return known.aggregate(sum=Sum("people"))["sum"] or 0
