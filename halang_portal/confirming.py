"""Nothing that is not taken back at once is done in one click: the form is carried out, what that
wrote is read, and unless the sender has agreed to exactly these sentences all is taken back and the
page that asks is answered.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from compliance.core.addresses import home_url, own_door_url
from compliance.core.language import _, joined, upper_first
from compliance.core.questions import YES, Question, question_of
from compliance.core.refusals import Refusal
from compliance.desk import sent_again
from compliance.desk.actions import FILES
from compliance.outbox.actions import listener
from compliance.outbox.models import Notification
from compliance.registry.queries import functions_of
from compliance.rulebook.clocks import local_day

NOT_DONE = (Refusal, Http404, PermissionDenied)
NAMED = 5  # names said of those who are told; beyond it the number
REPORTER = _("người ghi nhận (không nêu tên)")
NOBODY = _("Cổng không báo riêng cho ai; việc này có tên ông/bà trong nhật ký.")


def confirmed(view):
    """`view`, but what has a question is asked first. A refusal, an error in a field and a sending
    that is harmless are answered as ever. Must be called in the transaction of the act.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        question = (
            question_of(request, request.resolver_match.view_name, kwargs)
            if request.user.is_authenticated
            else None
        )
        if question is None:
            return _nothing() if _only_asks(request) else view(request, *args, **kwargs)
        return _ask(request, question, lambda: view(request, *args, **kwargs))

    return answer


def _ask(request, question: Question, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Carry it out; keep it when it was refused, or agreed to; else take it back and ask."""
    sayings, agreed = _sayings(request), request.POST.get(YES, "")
    said = len(sayings)
    only_asks = _only_asks(request)
    with _listening() as lines, transaction.atomic():
        try:
            response: HttpResponse | Exception = act()
        except NOT_DONE as refusal:
            response = refusal  # what was written before refusing stays
        effects: list[Effect] = []
        if not _refused(response, sayings[said:]):
            effects = effects_of(question, lines, request)
        asks = effects and not constant_time_compare(agreed, _mark(request, question, effects))
        if asks or only_asks:
            transaction.set_rollback(True)
    if asks or only_asks:
        del sayings[said:]
    if only_asks and not asks:
        return _nothing()
    if isinstance(response, Exception):
        raise response
    if not asks:
        return response
    return _page(request, question, effects, changed=bool(agreed))


def _sayings(request) -> list:
    """The messages this request has left for the next page, to be taken back with the rest."""
    return vars(messages.get_messages(request))["_queued_messages"]


def _only_asks(request) -> bool:
    """Whether this is the script of the dialog: it reads the question and does nothing, whatever
    the form says. Without an answer it leaves the form to be sent as it is.
    """
    return request.method == "POST" and bool(request.headers.get("X-Asks"))


def _nothing() -> HttpResponse:
    """There is nothing to ask."""
    return HttpResponse(status=204)


def _refused(response: HttpResponse | Exception, said: list) -> bool:
    """Every page of ours leads on when a form was carried out; what it could not do is an error in
    its fields, a refusal, or a message of that level.
    """
    return getattr(response, "status_code", 0) != 302 or any(
        message.level >= messages.ERROR for message in said
    )


@contextmanager
def _listening() -> Iterator[list[Notification]]:
    """The lines that are written to people's bells meanwhile."""
    lines: list[Notification] = []
    token = listener.set(lines)
    try:
        yield lines
    finally:
        listener.reset(token)


class Effect(NamedTuple):
    """One heading of the question, with the symbol beside it."""

    icon: str
    title: str
    lines: tuple[str, ...]
    final: bool = False


def effects_of(question: Question, lines: list[Notification], request) -> list[Effect]:
    """What the page says: what happens, to whom, who is told, the way back."""
    effects = [
        Effect("key", _("Điều gì xảy ra"), (*question.what, *question.then())),
        Effect("users", _("Ai bị ảnh hưởng"), question.whom),
        Effect("bell", _("Ai được báo"), (told_words(lines, request),)),
        Effect("back", _("Đường lùi"), (question.back,), question.final),
    ]
    return [effect for effect in effects if effect.lines]


def told_words(lines: list[Notification], request) -> str:
    """Who is told, in one sentence. About a case by their part alone: a name that is not there
    would say who is kept from it.
    """
    day, parts, people = local_day(timezone.now()), set(), {}
    for line in lines:
        if line.user is None or line.subject_type == "incident":
            parts.add(_part(line, day))
        else:
            people[line.user.pk] = line.user.display_name
    if request.path.startswith(own_door_url()):
        parts.discard(REPORTER)  # who reported is no part of what the person concerned reads
    names = sorted(people.values())
    more = len(names) - NAMED
    said = [
        *sorted(parts),
        *names[:NAMED],
        *([_("{more} người khác").format(more=more)] if more > 0 else []),
    ]
    if not said:
        return NOBODY
    listed = joined(_(" và "), filter(None, (joined(", ", said[:-1]), said[-1])))
    return _("{listed}; ngay khi ông/bà xác nhận.").format(listed=upper_first(listed))


def _part(line: Notification, day: date) -> str:
    """By which part somebody is told about a case."""
    if line.user is None:
        return REPORTER
    if line.url.startswith(own_door_url()):
        return _("người được phản ánh")
    held = [function.get_kind_display() for function in functions_of(line.user, day)]
    return min(held, default=_("người được mời tham gia hồ sơ"))


def _mark(request, question: Question, effects: list[Effect]) -> str:
    """The keyed hash of all the page says, to whom and where."""
    said = (request.user.pk, request.get_full_path(), question.title, effects)
    return salted_hmac("desk.question", repr(said), algorithm="sha256").hexdigest()


def _page(request, question: Question, effects: list[Effect], *, changed: bool) -> HttpResponse:
    """The page that asks, with every field that was sent. `changed`: the sender had agreed to other
    sentences.
    """
    context = {
        "question": question,
        "effects": effects,
        "changed": changed,
        "hidden": sent_again.hidden(request, set(sent_again.OWN)),
        "yes_name": YES,
        "yes": _mark(request, question, effects),
        **sent_again.files_of(request, keep=True),
        "files_name": FILES,
        "again_url": request.get_full_path(),
        "back": sent_again.came_from(request, home_url()),
    }
    return render(request, "confirm.html", context)
