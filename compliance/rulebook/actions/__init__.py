"""Keeping the rules: load the reviewed data files, publish an instrument, mark a day, put a term
right. Only these write.
"""

from compliance.rulebook.actions.changing import (
    ask_rule_change,
    confirm_rule_change,
    may_confirm,
    refuse_rule_change,
    require_within,
    take_back_rule_change,
    withdraw_rule_change,
)
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
    "ask_rule_change",
    "change_days",
    "confirm_rule_change",
    "data_calendar",
    "data_limitation_extension",
    "data_rule_sets",
    "load_data",
    "load_instruments",
    "may_confirm",
    "publish_instrument",
    "refuse_rule_change",
    "require_within",
    "take_back_rule_change",
    "withdraw_rule_change",
]
