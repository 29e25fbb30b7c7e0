"""What is asked before a form does something that is not taken back at once: what happens, to
whom, who is told, the way back. Each app declares its questions beside its pages; the wiring asks.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from compliance.core.hooks import Registry
from compliance.core.language import _

# the hidden field of the page that asks: the sender agreed to exactly what it said
YES = "_yes"


def _nothing_more() -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a page or a dialog says before the form is carried out.

    `title` is a question with a name in it, `button` repeats its verb, `keep` is the safe answer.
    `what` happens, `whom` it befalls; `then` is asked once it has been done and before it is taken
    back again, for what only the rows written say. Who is told is read from the lines written.
    `back` is the way back; `final`: there is none, and `back` says what remains instead.
    """

    title: str
    button: str
    what: tuple[str, ...]
    back: str
    lead: str = ""
    whom: tuple[str, ...] = ()
    then: Callable[[], tuple[str, ...]] = _nothing_more
    final: bool = False
    danger: bool = False
    keep: str = _("Để sau")


Asks = Callable[..., Question | None]


# route -> question(request, **arguments of the address); it gives None when this sending is
# harmless, or when its row is not there: then the page itself refuses
QUESTIONS: Registry[str, Asks] = Registry()


def asks(*routes: str) -> Callable[[Asks], Asks]:
    """Register the decorated function as the question of these routes."""

    def keep(question: Asks) -> Asks:
        for route in routes:
            QUESTIONS.register(route, question)
        return question

    return keep


def question_of(request: HttpRequest, route: str, arguments: dict) -> Question | None:
    """What has to be asked before this sending is carried out."""
    question = QUESTIONS.get(route)
    return question(request, **arguments) if question and request.method == "POST" else None
