"""The label of a choice is the one Django would show."""

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import translation

from compliance.core import columns

pytestmark = pytest.mark.once

CHOSEN = [
    field
    for model in apps.get_models()
    for field in model._meta.fields
    if isinstance(field, columns.CharField) and field.choices
]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_label_of_every_choice(language, counted):
    rows = 0
    with translation.override(language):
        for field in CHOSEN:
            shown = getattr(field.model, f"get_{field.name}_display")
            for value in [*dict(field.flatchoices), "of no list", "", None]:
                record = field.model(**{field.attname: value})
                of_django = Model._get_FIELD_display(record, field)
                assert str(shown(record)) == str(of_django), (field, value)
                rows += 1
    counted(rows, f"choices of columns, their labels in {language}")
