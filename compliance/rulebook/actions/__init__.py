"""Keeping the rules: load the reviewed data files, publish an instrument, mark a day. Only these
write.
"""

from compliance.rulebook.actions.keeping import add_instrument, change_days, publish_instrument
from compliance.rulebook.actions.loading import (
    data_calendar,
    data_limitation_extension,
    data_rule_sets,
    load_data,
    load_instruments,
)

__all__ = [
    "add_instrument",
    "change_days",
    "data_calendar",
    "data_limitation_extension",
    "data_rule_sets",
    "load_data",
    "load_instruments",
    "publish_instrument",
]
