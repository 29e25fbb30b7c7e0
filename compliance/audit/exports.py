"""One way out: whatever leaves the portal as a file is written into the ledger, in the transaction
that makes it, before its first byte goes.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from tempfile import SpooledTemporaryFile

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.utils.timezone import localtime

from compliance.audit.actions import record, signed
from compliance.audit.models import ExportRecord
from compliance.core.language import _, joined
from compliance.core.refusals import Unreadable
from compliance.core.spreadsheets import IN_MEMORY, TYPES, Table, write_table

WHAT = {
    "export_staff": _("Danh sách cán bộ"),
    "export_incidents": _("Danh sách hồ sơ"),
    "export_documents": _("Sổ văn bản"),
    "export_sign_list": _("Danh sách ký xác nhận"),
    "export_figures": _("Số liệu"),
    "export_disposal": _("Hồ sơ đến hạn tiêu hủy"),
    "export_register": _("Sổ tiêu hủy"),
    "export_audit": _("Nhật ký"),
    "export_import": _("Bản xem trước danh sách nhập"),
    "export_exports": _("Sổ xuất dữ liệu"),
    "export_own_data": _("Bản sao dữ liệu của mình"),
    "export_chain": _("Chuỗi nhật ký"),
    "export_breaches": _("Sổ sự cố dữ liệu"),
    "download_summary": _("Báo cáo tổng hợp"),
    "export_returns": _("Báo cáo của đơn vị"),
    "export_directions": _("Ý kiến chỉ đạo"),
    "downloaded_document": _("Văn bản của hồ sơ"),
}


def filters_of(
    query, labels: Mapping[str, str], choices: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """'Đơn vị: XA; Loại: công chức; có từ khóa': the conditions of an address as words. `choices`:
    of the names whose values are codes, what each is called in the filter of the list.
    """
    words = [
        joined(": ", (label, (choices or {}).get(name, {}).get(query[name], query[name])))
        for name, label in labels.items()
        if query.get(name)
    ]
    return filters_said(query, words)


def filters_said(query, words: Sequence[str]) -> str:
    """The conditions as words. What was typed to search is not kept: it may be a name."""
    typed = [_("có từ khóa")] if query.get("q", "").strip() else []
    return joined("; ", [*words, *typed])[:300]


def keep(
    *,
    by,
    at: datetime,
    what: str,
    title: str,
    name: str,
    content: bytes,
    rows: int | None = None,
    filters: str = "",
    event: bool = True,
    about=None,
) -> ExportRecord:
    """Write the line of the ledger (and the event of the trail, unless the caller's verb wrote
    one). `about`: the object a single paper belongs to.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    return _keep(
        by=by,
        at=at,
        what=what,
        title=title,
        name=name,
        rows=rows,
        filters=filters,
        size=len(content),
        sha256=sha256,
        event=event,
        about=about,
    )


@transaction.atomic
def _keep(
    *,
    by,
    at: datetime,
    what: str,
    title: str,
    name: str,
    rows: int | None,
    size: int,
    sha256: str,
    filters: str = "",
    event: bool = True,
    about=None,
) -> ExportRecord:
    export = ExportRecord.objects.create(
        **_taker(by, about),
        at=at,
        what=what,
        title=title[:200],
        filters=filters[:300],
        name=name[:200],
        fmt=name.rsplit(".", 1)[-1][:10],
        rows=rows,
        size=size,
        sha256=sha256,
    )
    if event:
        label = (
            _("{rows} dòng, {fmt}").format(rows=rows, fmt=export.fmt)
            if rows is not None
            else title + f", {export.fmt}"
        )
        record(
            by=by,
            verb=what,
            obj=about or by,
            at=at,
            label=label,
            after={"rows": rows, "sha256": sha256},
        )
    return export


def _taker(by, about) -> dict:
    """Who stands in the line: the name, or for a paper of a case what the trail would write in its
    place.
    """
    instead = signed(about, by) if about is not None else None
    subject = (
        {"subject_type": about._meta.model_name, "subject_id": str(about.pk)}
        if about is not None
        else {}
    )
    if instead is None:
        return {
            "by_id": by.pk,
            "by_name": by.display_name,
            "acting_as": getattr(by, "acting_as", "") or "",
            **subject,
        }
    return {
        "by_id": None,
        "by_name": instead["alias"],
        "mark": next(iter(instead["after"].values()), ""),
        **subject,
    }


def hand_out(
    *, by, at: datetime, what: str, name: str, table: Table, kind: str, filters: str = ""
) -> HttpResponse:
    """A table as an answer. `kind`: xlsx or csv, Unreadable for any other; `name` without its
    ending.
    """
    if kind not in TYPES:
        raise Unreadable(
            _("Không có dạng tệp “{kind}”: chọn xlsx hoặc csv.").format(kind=kind[:20])
        )
    table.note = (
        table.note
        or _("Xuất {at:%H:%M} ngày {at:%d/%m/%Y}, {display_name}. {filters}")
        .format(at=localtime(at), display_name=by.display_name, filters=filters)
        .strip()
    )
    content = write_table(table, kind)
    keep(
        by=by,
        at=at,
        what=what,
        title=table.title,
        name=f"{name}.{kind}",
        content=content,
        rows=table.count,
        filters=filters,
    )
    return as_file(content, f"{name}.{kind}", TYPES[kind])


def hand_out_lines(*, by, at: datetime, what: str, title: str, name: str, lines) -> FileResponse:
    """Lines of text too many for memory: written to disk first, since the ledger holds the
    fingerprint before the first byte goes.
    """
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the answer closes it
    digest, rows = hashlib.sha256(), 0
    for line in lines:
        content = line.encode()
        digest.update(content)
        out.write(content)
        rows += 1
    size = out.tell()
    out.seek(0)
    _keep(
        by=by,
        at=at,
        what=what,
        title=title,
        name=name,
        rows=rows,
        size=size,
        sha256=digest.hexdigest(),
    )
    return FileResponse(
        out, as_attachment=True, filename=name, content_type="application/x-ndjson; charset=utf-8"
    )


def as_file(content: bytes, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
