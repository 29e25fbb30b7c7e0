"""What is typed is put aside while one types: a property of every page with a text area, whatever
form it belongs to. Nothing to do for a new form.
"""

import json

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html

from compliance.core.language import _
from compliance.desk import queries, unsent
from compliance.desk.unsent import FIELD, Place
from compliance.rulebook.clocks import ZONE
from halang_portal.unsent import device_of

register = template.Library()
AREA = "<textarea"


class UnsentNode(template.Node):
    """Draws what stands inside; after it, where a text area is among it, the hook of the script:
    where to put aside what is typed, and what was put aside.
    """

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        drawn = self.nodelist.render(context)
        request = context.get("request")
        user = getattr(request, "user", None)  # an error page may come before anybody is known
        signed_in = user is not None and user.is_authenticated
        return drawn + hook(request) if signed_in and AREA in drawn else drawn


@register.tag("unsent")
def unsent_tag(parser, token):
    nodelist = parser.parse(("endunsent",))
    parser.delete_first_token()
    return UnsentNode(nodelist)


def hook(request) -> str:
    """A page that answers a form shows what was sent: nothing is put back over it, and what is
    typed on belongs to the page the form came from.
    """
    place, came = Place(request.user.pk, request.path), None
    if request.method == "POST":
        came = unsent.place_of(request.POST.get(FIELD, ""), request.user.pk)
    texts = queries.unsent_on(place) if request.method in ("GET", "HEAD") else []
    return format_html(
        '<div hidden data-unsent="{}" data-page="{}" data-form="{}" data-key="{}" data-field="{}"'
        ' data-sign-in="{}" data-texts="{}"></div><script src="{}" nonce="{}" defer></script>',
        reverse("desk:keep"),
        unsent.token_of(came or place),
        came.form if came else "",
        unsent.device_key(request.user.pk, device_of(request)),
        FIELD,
        reverse("account_login"),
        json.dumps([_told(typed) for typed in texts], ensure_ascii=False),
        static("js/unsent.js"),
        request.csp_nonce,
    )


def _told(typed: unsent.Typed) -> dict:
    at = typed.at.astimezone(ZONE)
    said = _("{at:%H:%M} ngày {at:%d/%m/%Y}").format(at=at)
    return {"form": typed.form, "at": str(said), "fields": typed.fields}
