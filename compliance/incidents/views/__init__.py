"""Doors of logging: the list, the log form, evidence, the unit head's first page."""
