"""A list of staff from xlsx or csv: read bounded, compared, shown, then applied whole or not at
all.
"""
