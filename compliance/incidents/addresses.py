"""Where the pages of a case stand. They belong to the review, which lies above and registers
them in AppConfig.ready().
"""

from collections.abc import Callable

from compliance.core.hooks import Registry

# page -> function(code of the case) -> address
PAGES: Registry[str, Callable[[str], str]] = Registry()


def case_url(code: str) -> str:
    """The page of the case."""
    return PAGES["case"](code)


def why_url(code: str) -> str:
    """Who sees the case and why, for the inspectorate."""
    return PAGES["why"](code)
