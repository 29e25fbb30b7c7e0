"""Declared relations: what each side and who decides may do with one, and the list of those that
wait.
"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotAllowed
from compliance.core.roles import Do
from compliance.registry import actions
from compliance.registry.forms import BecauseForm
from compliance.registry.models import Kinship
from compliance.registry.queries import judges
from compliance.rulebook.clocks import local_day

SAID = {
    "confirm": _("Đã xác nhận quan hệ."),
    "deny": _("Đã ghi là không đúng; Tổ trưởng hoặc Tổ phó không liên quan xem xét."),
    "reject": _("Đã ghi: không xác nhận quan hệ này."),
    "ask": _("Đã gửi đề nghị bỏ; quan hệ vẫn còn đến khi người khác quyết định."),
    "remove": _("Đã bỏ quan hệ."),
    "keep": _("Quan hệ được giữ nguyên."),
}
WITH_REASON = {
    "deny": actions.deny_kinship,
    "reject": actions.reject_kinship,
    "ask": actions.ask_removal,
}
WITHOUT = {
    "confirm": actions.confirm_kinship,
    "remove": actions.revoke_kinship,
    "keep": actions.keep_kinship,
}


def relations(request):
    """One's own, and what waits for somebody to say whether it is so."""
    rows = Kinship.objects.visible_to(request.user).select_related(
        "person__office", "relative__office"
    )
    user = request.user
    which = Asked(request.GET).choice("loc", ("cho", "cua-toi"))
    if which == "cho":
        rows = rows.waiting()
    elif which == "cua-toi":
        rows = rows.of(user)
    rows = rows.order_by("-declared_at", "-pk")
    context = {
        "page": Asked(request.GET).page(rows, 30),
        "which": which,
        "choices": (("", _("Tất cả")), ("cho", _("Đang chờ")), ("cua-toi", _("Của tôi"))),
    }
    return render(request, "registry/relations.html", context)


def _fetch(request, pk: int) -> Kinship:
    people = ("person__office", "person__user", "relative__office", "relative__user")
    who = ("declared_by", "confirmed_by", "denied_by", "removal_by", "ended_by")
    rows = Kinship.objects.visible_to(request.user).select_related(*people, *who)
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Invisible
    return row


def relation(request, pk: int):
    """One relation: whom it keeps from what, who said so, and what the reader may do."""
    row, act = _fetch(request, pk), request.POST.get("act", "")
    forms = {
        name: BecauseForm(request.POST if act == name else None, prefix=name)
        for name in WITH_REASON
    }
    if request.method == "POST":
        if act in WITHOUT:
            WITHOUT[act](kinship=row, by=request.user, at=timezone.now())
        elif act not in WITH_REASON:
            raise NotAllowed
        elif forms[act].is_valid():
            because = forms[act].cleaned_data["because"]
            WITH_REASON[act](kinship=row, because=because, by=request.user, at=timezone.now())
        if act in WITHOUT or forms[act].is_valid():
            messages.success(request, SAID[act])
            return redirect("registry:relation", pk)
    context = {"row": row, "forms": forms, "act": act, **_offered(row, request.user)}
    return render(request, "registry/relation.html", context, status=422 if act else 200)


def _offered(row: Kinship, user) -> dict:
    """What the page offers; the actions ask again."""
    standing = row.ended_at is None
    sides = {row.person.user_id: row.person_from, row.relative.user_id: row.relative_from}
    asked = (
        standing and user.pk in sides and sides[user.pk] is None and row.declared_by_id != user.pk
    )
    judge = standing and judges(row, local_day(timezone.now())).filter(pk=user.pk).exists()
    return {
        "answers": asked,
        "denies": asked and row.denied_at is None,
        "judge": judge,
        "removes": judge and row.removal_at is not None,
        "asks": (
            standing
            and row.removal_at is None
            and not asked
            and (row.is_party(user) or may(user, Do.KEEP_REGISTRY))
        ),
        "party": row.is_party(user),
    }
