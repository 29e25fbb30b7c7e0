"""API of incidents."""

ROUTES = []
