"""Columns of text for every model of the house: what is stored in them is tidy, whichever door it
came through.

A form, the API, an import, a command, save, update, bulk_create and bulk_update all end at these
two methods. Migrations see Django's own fields.
"""

from typing import Any

from django.db import models

from compliance.core.language import of_catalogue
from compliance.core.text import tidy_all

# of a text that was added to a table that stands: the release before writes rows without it (0091)
EMPTY: dict[str, Any] = {"default": "", "db_default": ""}


class _Tidied:
    """Text of a column as the database gets it; the object in memory says the same."""

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        tidied = tidy_all(value)
        if tidied != value:
            setattr(model_instance, self.attname, tidied)
        return tidied

    def get_db_prep_save(self, value, connection):
        return super().get_db_prep_save(tidy_all(value), connection)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path.replace(__name__, "django.db.models"), args, kwargs


class CharField(_Tidied, models.CharField):
    def contribute_to_class(self, cls, name, private_only=False):
        """`get_status_display()` looks the label up; Django's own lays all of them out anew each
        time, and a list asks a hundred times.
        """
        shown = f"get_{name}_display"
        if isinstance(self.choices, list) and shown not in vars(cls):
            setattr(cls, shown, _label_of(self))
        super().contribute_to_class(cls, name, private_only)


def _label_of(column: CharField):
    labels = dict(column.flatchoices)

    def label(record: models.Model) -> str:
        value = getattr(record, column.attname)
        return labels.get(value, value)

    return label


class ShippedField(CharField):
    """Words that a data file of the portal brought, shown in the language of their reader; what
    people entered in the same column stays as it is.
    """

    def from_db_value(self, value, expression, connection):
        return of_catalogue(value) if value else value

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path.replace("ShippedField", "CharField"), args, kwargs


class TextField(_Tidied, models.TextField):
    pass


class EmailField(_Tidied, models.EmailField):
    pass


class URLField(_Tidied, models.URLField):
    pass


class SlugField(_Tidied, models.SlugField):
    pass


class JSONField(_Tidied, models.JSONField):
    pass
