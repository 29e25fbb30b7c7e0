"""In which language a request is answered: what the account keeps, before somebody signs in what
the switch of the page was set to, else what the browser asks for (decision 0095).
"""

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from compliance.core.language import SOURCE

KNOWN = tuple(dict(settings.LANGUAGES))
SPOKEN = ("text/", "application/json")  # of files nobody knows the language


def language_of_browser(header: str) -> str:
    """The first language of Accept-Language that the portal speaks, or Vietnamese."""
    for wanted, share in parse_accept_lang_header(header):
        code = wanted.split("-")[0]
        if share and code in KNOWN:
            return code
    return SOURCE


def language_of(request) -> str:
    """Asks the database nothing: the account is read by every request anyway."""
    user = request.user
    chosen = user.language if user.is_authenticated else language_of_switch(request)
    if chosen in KNOWN:
        return chosen
    return language_of_browser(request.headers.get("Accept-Language", ""))


def language_of_switch(request) -> str:
    """What somebody chose who had not signed in; empty where nobody did."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in KNOWN else ""


def language_at_the_door(request) -> str:
    """Where a request is refused before anybody knows whose it is."""
    return language_of_switch(request) or language_of_browser(
        request.headers.get("Accept-Language", "")
    )


def remember_switch(response, language: str) -> None:
    """A cookie of this browser, for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_switch(response) -> None:
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")


class LanguageMiddleware:
    """One request, one language; the thread is given back as it was."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = language_of(request)
        with translation.override(language):
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith(SPOKEN):
            response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
