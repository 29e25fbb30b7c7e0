"""Cases that were reopened when a reopening was no triage of its own: the leads are asked to take
each of them up, which opens every end of the case again.
"""

from django.utils import timezone

from compliance.core import commands
from compliance.core.language import _
from compliance.review.triage.actions import ask_to_take_up
from compliance.review.triage.queries import without_triage


class Command(commands.Command):
    help = _(
        "Tìm hồ sơ mở lại trước đây chưa có quyết định thụ lý của lần mở lại và báo Tổ trưởng, Tổ "
        "phó (hoặc Chủ tịch) xác nhận việc thụ lý trên trang hồ sơ. Chạy lại được; mỗi hồ sơ báo "
        "một lần. --dry-run: chỉ liệt kê."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, **options):
        cases = without_triage().with_people().select_related("handling_office", "reporter")
        codes = []
        for incident in cases.order_by("pk"):
            codes.append(incident.code)
            if not options["dry_run"]:
                ask_to_take_up(incident=incident, at=timezone.now())
        for code in codes:
            self.stdout.write(code)
        self.stdout.write(
            _("{count} hồ sơ mở lại chưa có quyết định thụ lý.").format(count=len(codes))
        )
