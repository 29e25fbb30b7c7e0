"""Keeping the rules: load the reviewed data files, publish an instrument, mark a day. Only these write."""

from compliance.rulebook.actions.keeping import add_instrument, publish_instrument, set_calendar_day
from compliance.rulebook.actions.loading import data_calendar, data_rule_sets, load_data

__all__ = ["add_instrument", "data_calendar", "data_rule_sets", "load_data", "publish_instrument", "set_calendar_day"]
