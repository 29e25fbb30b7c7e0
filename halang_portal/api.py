"""The API: each app's api.py offers ROUTES = [(route, view, name)], all under /api/v1/."""

from importlib import import_module

from django.urls import path

APPS = ("compliance.registry", "compliance.incidents", "reports")


def urls() -> list:
    return [
        path(route, view, name=name)
        for app in APPS
        for route, view, name in import_module(f"{app}.api").ROUTES
    ]
