"""Whether a page or JSON is answered. Asks nothing of routes, templates or the database: errors are
answered from here too.
"""

from django.http import HttpRequest

API = "/api/"  # where halang_portal/urls.py puts the API


def is_api(request: HttpRequest) -> bool:
    """Whether an address of the API was asked for."""
    return request.path_info.startswith(API)


def wants_json(request: HttpRequest) -> bool:
    """Whether JSON is the answer: the API, or a script that says so."""
    return is_api(request) or request.headers.get("Accept", "").startswith("application/json")
