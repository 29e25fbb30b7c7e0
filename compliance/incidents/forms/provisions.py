"""Which provisions a report may cite, as boxes to tick: in groups by what they are about."""

from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from django.forms import BoundField

from compliance.core.fields import ModelMultipleChoiceField
from compliance.core.language import _, joined, lower_first
from compliance.core.presence import present
from compliance.incidents.models import ActKind
from compliance.rulebook.models import Category, Provision, StaffKind

# which group of provisions an act is most often about: shown open, the others folded; all of them
# can be chosen
USUAL = {
    ActKind.POST: Category.UNVERIFIED,
    ActKind.COMMENT: Category.DISCOURTESY,
    ActKind.SHARE: Category.UNVERIFIED,
    ActKind.STATEMENT: Category.OUT_OF_COMPETENCE,
    ActKind.WORKING_TIME: Category.WORKING_TIME,
}


class ProvisionChecks(ModelMultipleChoiceField):
    def label_from_instance(self, provision: Provision) -> str:
        said = joined(": ", (provision.cited, said_of(provision)))
        return joined(" – ", (provision.get_category_display(), said))


def said_of(provision: Provision) -> str:
    """What a provision asks, whom it binds when not everybody, and how far it carries."""
    weight = "" if provision.instrument.is_legal_basis else _(" (công văn: chỉ đến mức hướng dẫn)")
    kinds = joined(", ", (lower_first(StaffKind(kind).label) for kind in provision.staff_kinds))
    whom = _(" (áp dụng cho {kinds})").format(kinds=kinds) if kinds else ""
    return joined("", (provision.says, whom, weight))


def groups_of(bound: BoundField) -> list["ProvisionGroup"]:
    """The boxes of a field of provisions by what they are about; those usual for the kind of act
    that the form or its case says stand open.
    """
    options = {str(option.data["value"]): option for option in bound}
    chosen = {key for key, option in options.items() if option.data["selected"]}
    form: Any = bound.form
    act = form["act_kind"].value() if "act_kind" in form.fields else form.incident.act_kind
    return [
        group._replace(
            rows=[row._replace(option=options[row.key]) for row in group.rows],
            chosen=sum(row.key in chosen for row in group.rows),
            opened=(act or "") in group.acts,
        )
        for group in grouped_provisions(present(cast(ProvisionChecks, bound.field).queryset))
    ]


class ProvisionRow(NamedTuple):
    key: str
    name: str
    says: str
    option: Any = None  # the check box of a form


class ProvisionGroup(NamedTuple):
    """Provisions about one thing; `acts`: the kinds of act it is usual for."""

    category: str
    label: str
    acts: list[str]
    rows: list[ProvisionRow]
    chosen: int = 0
    opened: bool = False

    @property
    def open(self) -> bool:
        return self.opened or self.chosen > 0


def grouped_provisions(provisions: Iterable[Provision]) -> list[ProvisionGroup]:
    """In the order of the provisions; a group stands where its first one does."""
    groups: dict[str, ProvisionGroup] = {}
    for provision in provisions:
        category = provision.category
        acts = [act.value for act, usual in USUAL.items() if usual == category]
        group = groups.setdefault(
            category, ProvisionGroup(category, Category(category).label, acts, [])
        )
        group.rows.append(ProvisionRow(str(provision.pk), provision.cited, said_of(provision)))
    return list(groups.values())
