"""What a page carries that sends a form again: every field and value, the files chosen."""

from django.utils.http import url_has_allowed_host_and_scheme

from compliance.core.questions import YES
from compliance.desk import waiting_files
from compliance.desk.actions import CSRF, FILES, KEY

OWN = (CSRF, KEY, FILES, YES)  # written anew by the page itself


def hidden(request, left_out: set[str]) -> list[tuple[str, str]]:
    """What was sent, to be sent again unseen."""
    return [
        (name, value)
        for name in request.POST
        if name not in left_out
        for value in request.POST.getlist(name)
    ]


def files_of(request, keep: bool) -> dict:
    """`files`: those that wait for the form to be sent again; `lost`: names of those to be chosen
    again.
    """
    names = [upload.name for field in request.FILES for upload in request.FILES.getlist(field)]
    if not keep:
        return {"files": [], "lost": names}
    files = waiting_files.keep(user_pk=request.user.pk, path=request.path, files=request.FILES)
    for __, name, __ in files:
        names.remove(name)
    return {"files": files, "lost": names}


def came_from(request, otherwise: str) -> str:
    """The page the form stood on."""
    came = request.headers.get("Referer", "")
    return (
        came
        if url_has_allowed_host_and_scheme(came, {request.get_host()}, request.is_secure())
        else otherwise
    )
