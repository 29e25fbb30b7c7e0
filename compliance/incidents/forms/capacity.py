"""Choosing people in a capacity: a row for where they work and one for every second post."""

from collections.abc import Iterable
from typing import Any

from django import forms

from compliance.core.language import _
from compliance.registry.capacities import Capacity

GONE = _("Không có người này trong phạm vi ông/bà được ghi nhận; tìm lại rồi chọn.")


class CapacityField(forms.ChoiceField):
    """One row of the list; gives back a Capacity, or None."""

    def __init__(self, **kwargs: Any):
        super().__init__(widget=forms.RadioSelect, **kwargs)
        self.known: dict[str, Capacity] = {}

    def offer(self, rows: Iterable[Capacity], known: dict[str, Capacity]) -> None:
        """Show `rows`; take any of `known`."""
        self.known = known
        self.choices = [(row.value, str(row)) for row in rows]

    def clean(self, value: Any) -> Capacity | None:
        self.validate(value)
        return self.known[value] if value else None

    def valid_value(self, value: Any) -> bool:
        return value in self.known

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            raise forms.ValidationError(GONE, code="invalid_choice")
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")


class CapacitiesField(forms.MultipleChoiceField):
    """Any rows of the list, of each person one; gives back a list of Capacity."""

    def __init__(self, **kwargs: Any):
        super().__init__(widget=forms.CheckboxSelectMultiple, **kwargs)
        self.known: dict[str, Capacity] = {}

    offer = CapacityField.offer

    def clean(self, value: Any) -> list[Capacity]:
        rows = []
        for chosen in value or ():
            if chosen not in self.known:
                raise forms.ValidationError(GONE, code="invalid_choice")
            rows.append(self.known[chosen])
        people = [row.person.pk for row in rows]
        if twice := [row for row in rows if people.count(row.person.pk) > 1]:
            raise forms.ValidationError(
                _("Chọn một vị trí của {full_name}: mỗi người một vụ việc.").format(
                    full_name=twice[0].person.full_name
                )
            )
        return rows
