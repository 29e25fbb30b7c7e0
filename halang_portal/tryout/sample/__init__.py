"""The try-out's data: the real district of 2017, invented staff, two years of invented incidents.
Loaded through the actions a person would use.
"""
