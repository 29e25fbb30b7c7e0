"""The door that takes what is being typed."""

import json

from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core.answers import JsonResponse
from compliance.core.language import _
from compliance.core.refusals import NotAllowed, Unreadable
from compliance.desk import actions, unsent
from compliance.desk.unsent import Place


@require_POST
def keep(request):
    """Put aside what stands in one form, or drop it: {saved_at}. 403 to whom the page of the form
    was not shown.
    """
    page = unsent.page_of(request.POST.get("page", ""), request.user.pk)
    if page is None:
        raise NotAllowed(_("Trang này không mở cho tài khoản đang đăng nhập."))
    form = request.POST.get("form", "")
    fields = _fields(request.POST.get("fields", ""))
    if not form or len(form) > unsent.MOST_NAME:
        raise Unreadable
    now, place = timezone.now(), Place(request.user.pk, page, form)
    if fields:
        actions.put_aside(place=place, fields=fields, at=now)
    else:
        actions.drop_unsent(place=place)
    return JsonResponse({"saved_at": f"{timezone.localtime(now):%H:%M}"})


def _fields(text: str) -> dict[str, list[str]]:
    """{name: values} as the page sent them; nothing else is put aside."""
    try:
        fields = json.loads(text or "{}")
    except (ValueError, RecursionError) as unreadable:
        raise Unreadable from unreadable
    whole = isinstance(fields, dict) and all(
        isinstance(values, list) and all(isinstance(value, str) for value in values)
        for values in fields.values()
    )
    if not whole:
        raise Unreadable
    return fields
