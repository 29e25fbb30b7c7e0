"""Where pages stand that belong to an app above: the app registers them in AppConfig.ready(), rooms
below ask here. A page of one's own app, or of one below, is asked of reverse().
"""

from collections.abc import Callable

from compliance.core.hooks import Registry

# page -> function(code of the case, if the page is of one) -> address
PAGES: Registry[str, Callable[..., str]] = Registry()


def case_url(code: str) -> str:
    """The page of the case."""
    return PAGES["case"](code)


def why_url(code: str) -> str:
    """Who sees the case and why, for the inspectorate."""
    return PAGES["why"](code)


def not_reporter_url(code: str) -> str:
    """Where somebody with a part says that they did not report the case."""
    return PAGES["not_reporter"](code)


def own_door_url() -> str:
    """What concerns oneself: the first page of the person's own door."""
    return PAGES["own_door"]()


def account_url() -> str:
    """One's own account: sign-ins, factors, addresses."""
    return PAGES["account"]()


def home_url() -> str:
    """The first page of whoever is signed in."""
    return PAGES["home"]()
