"""One item of evidence: its pages drawn by the server, what is known of it, who had it in hand, and
the tool that covers what others may not see.
"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from compliance.core.addresses import case_url
from compliance.core.language import _
from compliance.core.refusals import Invisible, NotNow, Stale
from compliance.files import DRAWN, Refused, asides, page_count
from compliance.files.serving import SEALED, require_intact
from compliance.incidents import actions as incident_actions
from compliance.incidents import custody
from compliance.incidents.models import Evidence, Hidden, Incident
from compliance.incidents.queries import open_verbs
from compliance.incidents.serving import show, which_picture
from compliance.incidents.transitions import look
from compliance.review.case.fetching import fetch, open_or_refuse
from compliance.review.evidence.acts import UPDATE_EVIDENCE
from compliance.review.evidence.forms import BoxFormSet, RedactForm
from compliance.review.hearing.checks import handed_hash, runs_in


def _item(request, code: str, pk) -> tuple[Incident, Evidence]:
    """An item that this person may open. A sealed case has no evidence for anybody."""
    incident = fetch(request, code)
    item = (
        custody.open_evidence(incident, request.user)
        .filter(pk=pk)
        .select_related("file", "redacts__file", "by")
        .first()
    )
    if item is None or incident.sealed:
        raise Invisible
    item.incident = incident
    return incident, item


def shown(request, item: Evidence) -> dict:
    """What the viewer needs: which page of how many, which size. Used at the person's
    own door too.
    """
    pages = 0
    if item.file_id and item.file.kind in DRAWN:
        try:
            pages = page_count(item.file)
        except Refused:
            pages = 0
    page, large = which_picture(request)
    if pages and not 1 <= page <= pages:
        raise Invisible
    return {
        "item": item,
        "pages": pages,
        "page": page,
        "large": large,
        "covered": covered(item),
        "given": handed_hash(item),
        "runs": runs_in(item),
        "asides": _asides(item) if pages else [],
    }


def _asides(item: Evidence) -> list[dict]:
    try:
        return asides(item.file)
    except Refused:
        return []


def on_page(context: dict) -> list[int]:
    """The pages of the item whose pictures stand in the viewer."""
    return [context["page"]] if context["pages"] else []


def covered(item: Evidence) -> list[str]:
    """The kinds of things a copy hides, in words, each once."""
    return [
        Hidden(why).label
        for why in dict.fromkeys(box.get("why", "") for box in item.boxes)
        if why in Hidden.values
    ]


def evidence(request, code: str, pk):
    """The viewer."""
    incident, item = _item(request, code, pk)
    context = shown(request, item)
    show(item, by=request.user, at=timezone.now(), pages=on_page(context), large=context["large"])
    verbs = open_verbs(incident, request.user)
    drawable = bool(context["pages"]) and not item.redacts_id
    context |= {
        "incident": incident,
        "copies": item.redacted_copies.filter(removed_at=None).order_by("copy"),
        "may_redact": drawable and "redact" in verbs,
        "may_update": "update_evidence" in verbs and not (item.file and item.file.sealed_at),
        "update_slug": UPDATE_EVIDENCE.path,
        "disclosed": item.disclosed_in.order_by("number"),
    }
    return render(request, "review/evidence.html", context)


def chain(request, code: str, pk):
    """The chain of custody, printable."""
    incident, item = _item(request, code, pk)
    now = timezone.now()
    look(incident=incident, obj=item, by=request.user, at=now, what="saw_custody")
    return render(
        request,
        "review/custody.html",
        {"incident": incident, "item": item, "rows": custody.chain(item), "now": now},
    )


def redact(request, code: str, pk):
    """Draw or type the boxes; look at them on the page; then the server burns them into a new item
    beside the original.
    """
    incident, item = _item(request, code, pk)
    posted = request.POST if request.method == "POST" else None
    form = RedactForm(
        posted,
        incident=incident,
        user=request.user,
        initial={"caption": item.disclosed_caption or item.caption},
    )
    open_or_refuse(incident, "redact", request.user)
    stored = item.file
    if stored and stored.sealed_at:
        raise NotNow(SEALED.format(stored.sealed_because), back=case_url(code))
    if item.redacts_id or not item.file_id or item.file.kind not in DRAWN:
        raise NotNow(_("Chỉ che được ảnh và PDF gốc của hồ sơ."), back=case_url(code))
    pages = page_count(item.file)
    if request.method == "POST":
        require_intact(item.file, by=request.user, obj=item, at=timezone.now())
    else:
        show(item, by=request.user, at=timezone.now(), pages=range(1, pages + 1))
    rows = BoxFormSet(posted, prefix="o")
    boxes = (
        [box for row in rows if (box := row.box())]
        if posted is not None and rows.is_valid()
        else []
    )
    if posted is not None and form.is_valid() and rows.is_valid() and "preview" not in request.POST:
        made = _redact(request, incident, item, form, boxes, pages)
        if made:
            return made
    context = {
        "incident": incident,
        "item": item,
        "form": form,
        "rows": rows,
        "boxes": boxes,
        "pages": range(1, pages + 1),
        "asides": _asides(item),
    }
    wrong = (
        posted is not None
        and "preview" not in request.POST
        or bool(form.errors)
        or (posted is not None and not rows.is_valid())
    )
    return render(request, "review/redact.html", context, status=422 if wrong else 200)


def _redact(
    request, incident: Incident, item: Evidence, form: RedactForm, boxes: list[dict], pages: int
):
    """The redirect to the new item, or None with the reason in the form."""
    if not boxes or any(box["page"] > pages for box in boxes):
        form.add_error(
            None,
            (
                _("Vẽ hoặc ghi ít nhất một ô cần che.")
                if not boxes
                else _("Tệp chỉ có {pages} trang; xem lại số trang của các ô.").format(pages=pages)
            ),
        )
        return None
    incident.version = form.cleaned_data["version"]
    try:
        copy = incident_actions.redact(
            incident=incident,
            evidence=item,
            boxes=boxes,
            caption=form.cleaned_data["caption"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    except Stale:
        form.add_error(
            None,
            _(
                "Hồ sơ vừa được cập nhật ở nơi khác. Các ô đã vẽ còn nguyên dưới đây; bấm lại để "
                "lập bản che."
            ),
        )
        form.data = {
            **form.data.dict(),
            "version": str(Incident.objects.get(pk=incident.pk).version),
        }
        return None
    messages.success(
        request,
        _(
            "Đã lập {label}. Bản gốc giữ nguyên; khi gửi thông báo, chọn bản che thay cho bản gốc."
        ).format(label=copy.label),
    )
    return redirect("review:evidence", incident.code, copy.pk)
