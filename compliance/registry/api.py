"""API of the registry."""

ROUTES = []
