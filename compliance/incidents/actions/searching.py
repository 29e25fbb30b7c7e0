"""Cases are found by the names people and offices have now."""

from collections.abc import Collection

from django.db.models import Q

from compliance.incidents.models import Incident
from compliance.registry.renaming import hears_renaming

BATCH = 500


@hears_renaming
def refresh_search(people: Collection[int], offices: Collection[int]) -> None:
    """What is sealed or disposed of is found by its code alone, or by nothing, and stays so."""
    rows = Incident.objects.filter(sealed=False, disposed_at=None).filter(
        Q(person__in=people) | Q(office__in=offices)
    )
    chosen = rows.select_related("person", "office").order_by("pk")
    batch: list[Incident] = []
    for incident in chosen.iterator(chunk_size=BATCH):
        incident.fill_search()
        batch.append(incident)
        if len(batch) == BATCH:
            Incident.objects.bulk_update(batch, ["folded"])
            batch = []
    Incident.objects.bulk_update(batch, ["folded"])
