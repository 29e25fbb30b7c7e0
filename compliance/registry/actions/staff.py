"""People, and the words they are found by."""

from datetime import datetime

from django.db import connection, transaction

from compliance.audit.actions import record
from compliance.core.access import require
from compliance.core.roles import Do
from compliance.registry.actions.addresses import follow_addresses
from compliance.registry.actions.codes import require_new_staff_code
from compliance.registry.models import SearchWord, StaffMember, User
from compliance.registry.renaming import renamed
from compliance.registry.search import ALL, SMALL


@transaction.atomic
def save_staff(*, staff: StaffMember, by: User, at: datetime) -> StaffMember:
    """Keep name, salutation and contact of a person (new or known). Raises NotNow when a new one's
    code is not of the alphabet.
    """
    require(by, Do.KEEP_REGISTRY)
    verb = "change_staff" if staff.pk else "add_staff"
    if not staff.pk:
        require_new_staff_code(staff.code)
    staff.fill_search()
    staff.save()
    renamed(people=[staff.pk])
    record(by=by, verb=verb, obj=staff, at=at, label=staff.code)
    follow_addresses(people=StaffMember.objects.filter(pk=staff.pk), by=by, at=at)
    return staff


@transaction.atomic
def count_words() -> int:
    """Count anew how many people each word finds, in a registry large enough to need it
    (PostgreSQL); returns the number of words.

    Words with a digit (codes) are kept by the letters before it alone, after a '~'. A word nobody
    has any more stays, with nobody: somebody may just be getting it.
    """
    total = StaffMember.objects.count()
    if connection.vendor != "postgresql" or total <= SMALL:
        SearchWord.objects.all().delete()
        return 0
    SearchWord.objects.update_or_create(
        word=ALL, defaults={"people": total}
    )  # from here on the database adds new words itself
    SearchWord.objects.exclude(word=ALL).update(people=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_searchword (word, people) SELECT left(CASE WHEN word ~ '[0-9]' "
            "THEN '~' || substring(word FROM '^[^0-9]*') ELSE word END, 60), count(*) FROM "
            "registry_staffmember, unnest(string_to_array(btrim(folded), ' ')) AS word WHERE word "
            "<> '' GROUP BY 1 ON CONFLICT (word) DO UPDATE SET people = EXCLUDED.people"
        )
    return SearchWord.objects.count() - 1
