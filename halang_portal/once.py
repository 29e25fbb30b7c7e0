"""Every page that takes a form takes it once: the key, the lock and the act are one transaction,
here and nowhere else.
"""

from functools import wraps

from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import URLPattern
from django.utils import timezone

from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.desk import actions, unsent, waiting_files
from compliance.stores.away import STORE_AWAY, StoreAway
from halang_portal.confirming import NOT_DONE, confirmed

# name of the route: why what is sent there needs no key
UNKEYED = {
    "incidents:autosave": _("lưu nháp tự động: bản sau ghi lên bản trước, có số phiên bản"),
    "review:save_answer": _("lưu nháp tự động của giải trình: bản sau ghi lên bản trước"),
    "files:uploads": _(
        "mở chỗ cho một tệp sắp gửi: gửi lại thì vẫn là chỗ ấy, không thêm dòng nào"
    ),
    "desk:keep": _("giữ phần đang nhập của một biểu mẫu: bản sau ghi lên bản trước"),
}


def once(view):
    """`view`, but a form sent again is answered as the first time and not done again.

    A redirect says that it was done. Any other answer and every refusal leave the key free; what
    the view wrote before refusing stays written.
    An unforeseen error takes everything back.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        if (
            request.method != "POST"
            or not request.user.is_authenticated
            or request.resolver_match.view_name in UNKEYED
        ):
            return view(request, *args, **kwargs)
        _bring_files(request)
        mark = actions.mark_of(
            user_pk=request.user.pk,
            path=request.get_full_path(),
            data=request.POST,
            files=request.FILES,
        )
        with transaction.atomic():
            if actions.SEEN in request.POST:
                actions.lock_form(request.path)
            earlier = actions.claim(mark=mark, at=timezone.now()) if mark else None
            response = (
                HttpResponseRedirect(earlier) if earlier else _do(mark, view, request, args, kwargs)
            )
        if isinstance(response, Exception):
            raise response
        if response.status_code == 302:
            waiting_files.forget(request.POST.getlist(actions.FILES))
            _drop_unsent(request)
        return response

    answer.once = True
    return answer


def _do(mark: str | None, view, request, args, kwargs):
    """The answer of the view, or the refusal it ended with."""
    try:
        response = view(request, *args, **kwargs)
    except NOT_DONE as refusal:
        response = refusal
    if mark and getattr(response, "status_code", 0) == 302:
        actions.settle(mark=mark, answer=response["Location"])
    elif mark:
        actions.release(mark=mark)
    return response


def _drop_unsent(request) -> None:
    """What was put aside while one typed has gone where it was to go."""
    if place := unsent.place_of(request.POST.get(unsent.FIELD, ""), request.user.pk):
        actions.drop_unsent(place=place)


def _bring_files(request) -> None:
    """Files kept from the last try are among the uploads again, before those chosen now. Raises
    NotNow while they are out of reach: the form is not done without them.
    """
    tokens = request.POST.getlist(actions.FILES)
    try:
        brought = waiting_files.bring_back(
            user_pk=request.user.pk, path=request.path, tokens=tokens
        )
    except StoreAway as away:
        raise NotNow(STORE_AWAY, resend=True) from away
    for field, upload in brought:
        request.FILES.setlist(field, [upload, *request.FILES.getlist(field)])


def guard(patterns: list, ours: tuple[str, ...]) -> None:
    """Wrap every view of our own modules, however deep it is included: done once, and asked first
    where it has a question.
    """
    for entry in patterns:
        if isinstance(entry, URLPattern):
            home = getattr(
                entry.callback, "func", entry.callback
            ).__module__  # of a partial, the page behind it
            if home.startswith(ours) and not hasattr(entry.callback, "cls"):
                entry.callback = once(confirmed(entry.callback))
        else:
            guard(entry.url_patterns, ours)
