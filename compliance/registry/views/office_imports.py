"""A list of offices on its way in: uploaded here, then previewed, applied and undone at the pages
of every list.
"""

from io import BytesIO

from django.shortcuts import redirect, render
from django.utils import timezone

from compliance.audit.exports import as_file
from compliance.core.access import require
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.roles import Do
from compliance.core.spreadsheets import XLSX
from compliance.registry import actions
from compliance.registry.forms import OfficeListForm
from compliance.registry.importing.office_workbook import write_office_template
from compliance.registry.importing.reader import Unreadable
from compliance.registry.models import ImportRun


def office_import(request):
    require(request.user, Do.KEEP_REGISTRY, _("Đầu mối nội vụ nhập danh sách đơn vị."))
    form = OfficeListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["upload"]
        try:
            run = actions.upload_offices(
                upload=upload, name=upload.name, by=request.user, at=timezone.now()
            )
            return redirect("registry:import_preview", run.pk)
        except Unreadable as reason:
            form.add_error("upload", str(reason))
    runs = ImportRun.objects.filter(what=ImportRun.What.OFFICES).select_related("by")
    page = Asked(request.GET).page(runs.order_by("-at", "-pk"), 10)
    return render(
        request,
        "registry/office_import.html",
        {"form": form, "page": page},
        status=422 if form.errors else 200,
    )


def template(request):
    """The empty list to fill in."""
    require(request.user, Do.KEEP_REGISTRY)
    out = BytesIO()
    write_office_template(out)
    return as_file(out.getvalue(), "mau-danh-sach-don-vi.xlsx", XLSX)
