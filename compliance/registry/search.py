"""Finding people by words, the best first: the same people in the same order on both engines, on
the page, in the picker and in the API.

Order: whose code it is; whose given name is a word typed; whose given name begins with one; the
rest. Within each by name, the Vietnamese way.
In a small registry, and for who sees few people, one query does it. In a large one (PostgreSQL) the
way depends on how many people the words find:
few are fetched through the index of words and sorted; many are met soon when walking the order
itself, tier by tier.
"""

from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from compliance.core.searching import MOST_WORDS
from compliance.core.text import one_spelling, words_of
from compliance.registry.models import SearchWord, StaffMember

SMALL = 20_000
FEW = 3_000
COMMON = 500_000  # people a word may find and still be looked up in the index of words
COUNTED = 1_000
FORMS = 40  # whole words asked for instead of one beginning
ALL = ""  # the row of SearchWord that holds how many people there are
VECTOR = "array_to_tsvector(string_to_array(btrim(registry_staffmember.folded), ' '))"


@dataclass
class Found:
    """One page of people; `more`: there is another; `count`: how many in all, None when nobody
    counted further than a thousand.
    """

    people: list[StaffMember]
    more: bool
    count: int | None


def search(rows: QuerySet, words: str, *, page: int = 1, size: int = 30) -> Found:
    """A page of `rows` for the words typed; without words by name. Pages end at a thousand people:
    whoever has not found somebody by then types more.
    """
    first, last = (page - 1) * size, page * size
    if last > COUNTED:
        first, last = COUNTED - size, COUNTED
    people = ranked(rows, words, last + 1)
    count = (
        len(people)
        if len(people) <= last
        else None
        if _total() > SMALL
        else rows.matching(words).count()
    )
    return Found(people[first:last], len(people) > last and last < COUNTED, count)


def ranked(rows: QuerySet, words: str, limit: int) -> list[StaffMember]:
    """The first `limit` people."""
    typed = words_of(words)[:MOST_WORDS]
    if not typed:
        return list(rows.by_name()[:limit])
    known = _known(typed) if connection.vendor == "postgresql" else None
    if not known or known.total <= SMALL or not rows.order_by()[SMALL : SMALL + 1].exists():
        return list(_sorted(rows.matching(words), typed, words)[:limit])
    matching = rows.matching(words)
    if known.expected() <= FEW:
        return list(_sorted(_indexed(matching, known), typed, words)[:limit])
    people = list(matching.filter(_code(words))[:limit])
    rest = matching.exclude(_code(words)).order_by("sort_key", "code")
    with _in_order():
        people += _by_given_name(rest, typed, limit - len(people))
        return people + _walked(rest, typed, limit - len(people))


@contextmanager
def _in_order():
    """The planner takes a word in a text for rare, and would fetch every row and sort: within this
    it walks an index that is in order already.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
        yield
        cursor.execute("SET LOCAL enable_sort = on; SET LOCAL enable_bitmapscan = on")


def _code(words: str) -> Q:
    return Q(code__in={words.strip(), words.strip().upper()})


def _exact(typed: list[str]) -> Q:
    return Q(given__in={one_spelling(word) for word in typed})


def _begins(typed: list[str]) -> Q:
    beginning = Q(pk__in=[])
    for word in typed:
        beginning |= Q(given__startswith=word)
    return beginning


def _sorted(rows: QuerySet, typed: list[str], words: str) -> QuerySet:
    """For few rows: one query that sorts them."""
    tier = Case(
        When(_code(words), then=Value(0)),
        When(_exact(typed), then=Value(1)),
        When(_begins(typed), then=Value(2)),
        default=Value(3),
    )
    return rows.alias(tier=tier).order_by("tier", "sort_key", "code")


def _by_given_name(rows: QuerySet, typed: list[str], limit: int) -> list[StaffMember]:
    """The tier of those whose given name is a word typed: they lie side by side, in order."""
    return _merged(
        [rows.filter(given=given) for given in dict.fromkeys(one_spelling(word) for word in typed)],
        limit,
    )


def _walked(rows: QuerySet, typed: list[str], limit: int) -> list[StaffMember]:
    """The tiers after it, for many rows: along an index that is in order, until there are enough.
    Each tier knows where to look.
    """
    if limit <= 0:
        return []
    near = rows.exclude(_exact(typed))
    begun = [
        near.filter(
            sort_key__gt=start,
            sort_key__lt=f"{start}z",
            given__startswith=word if len(word) > LETTERS else "",
        )
        for word in typed
        for start in _starts(word)
    ]
    merged = _merged(begun, limit)
    return merged + list(near.exclude(_begins(typed))[: max(limit - len(merged), 0)])


def _merged(several: list[QuerySet], limit: int) -> list[StaffMember]:
    """The first `limit` of several ordered lists together, nobody twice."""
    if limit <= 0:
        return []
    people = {person.pk: person for rows in several for person in rows[:limit]}
    return sorted(people.values(), key=lambda person: (person.sort_key, person.code))[:limit]


def _starts(word: str) -> list[str]:
    """Where in the order names lie whose given name begins with the folded word: 'do' is 'd0o' and
    'd1o'. Three variants a vowel at most: some eighty ranges.
    """
    starts = [""]
    for letter in word[:LETTERS]:
        starts = [f"{start}{letter}{n}" for start in starts for n in range(VARIANTS.get(letter, 1))]
    return list(dict.fromkeys(start[:-1] for start in starts))


LETTERS = 5
VARIANTS = {
    "a": 3,
    "d": 2,
    "e": 2,
    "o": 3,
    "u": 2,
}  # a ă â, d đ, e ê, o ô ơ, u ư: as in fold.name_key


@dataclass
class Known:
    """What is known of the words typed: `people` each finds, and the whole `forms` it is the
    beginning of (empty: too many, or codes begin so).
    """

    total: int
    people: dict[str, int]
    forms: dict[str, list[str]]

    def expected(self) -> float:
        """How many people all words together find, as if they had nothing to do with each other."""
        share = 1.0
        for number in self.people.values():
            share *= number / self.total
        return share * self.total


def _known(typed: list[str]) -> Known:
    """One query. The database adds a word when somebody gets it, so whole words may stand for a
    beginning: the index answers them five times as fast.
    """
    asked = Q(word=ALL)
    for word in typed:
        asked |= Q(word__startswith=word) | Q(word__startswith=f"~{word}")
    rows = dict(SearchWord.objects.filter(asked).values_list("word", "people"))
    people, forms = {}, {}
    for word in typed:
        known = {
            form: number
            for form, number in rows.items()
            if form.removeprefix("~").startswith(word) and form != ALL
        }
        people[word] = sum(known.values())
        whole = (
            not any(form[0] == "~" or len(form) >= 60 for form in known)
            and len(known) <= FORMS
            and not any(letter.isdigit() for letter in word)
        )
        forms[word] = sorted(known) if whole else []
        if not whole and not known:
            people[word] = 1  # a code: counted by its letters alone
    return Known(rows.get(ALL, 0), people, forms)


def _indexed(rows: QuerySet, known: Known) -> QuerySet:
    """`rows` through the index of words, by the rarest four: the others are looked at in the rows
    that are left.
    """
    rare = sorted(known.people, key=known.people.get)[:4]
    asked = [word for word in rare if known.people[word] <= COMMON] or rare[:2]
    query = " & ".join(
        (
            f"({' | '.join(repr(form) for form in known.forms[word])})"
            if known.forms[word]
            else f"'{word}':*"
        )
        for word in asked
    )
    return rows.filter(RawSQL(f"{VECTOR} @@ %s::tsquery", [query], output_field=BooleanField()))  # noqa: S611


def _total() -> int:
    """How many people there are, in a registry large enough to be counted."""
    return (
        SearchWord.objects.filter(word=ALL).values_list("people", flat=True).first() or 0
        if connection.vendor == "postgresql"
        else 0
    )
