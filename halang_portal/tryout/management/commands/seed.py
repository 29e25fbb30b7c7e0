"""Fill the try-out in bulk, to measure at the size of years."""

import random

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from compliance.core import commands
from compliance.core.figures import whole
from compliance.core.language import _
from halang_portal.tryout.bench.multiplying import Unfit, multiply
from halang_portal.tryout.bench.seeding import seed_incidents, seed_staff
from halang_portal.tryout.sample.loader import is_empty
from reports.actions.compaction import fold_tallies


class Command(commands.Command):
    help = _("Nạp số lượng lớn cán bộ và vụ việc hư cấu (chỉ bản dùng thử).")

    def add_arguments(self, parser):
        parser.add_argument("--staff", type=int, default=2000)
        parser.add_argument("--incidents", type=int, default=100_000)
        parser.add_argument(
            "--to",
            type=int,
            default=0,
            help=_("rồi nhân các vụ việc đã kết thúc đến ít nhất bấy nhiêu (PostgreSQL)"),
        )
        parser.add_argument(
            "--grow",
            action="store_true",
            help=_("nhân cả vụ việc đang mở, theo cùng tỷ lệ"),
        )

    def handle(self, *, staff: int, incidents: int, to: int, grow: bool, **options):
        if not settings.TRY_OUT:
            raise CommandError(_("Chỉ dùng cho bản dùng thử (TRY_OUT=1)."))
        if is_empty():
            call_command("load_sample", stdout=self.stdout)
        rng = random.Random(1)
        total = seed_staff(staff, rng)
        self.stdout.write(_("{total} cán bộ").format(total=whole(total)))
        seed_incidents(incidents, timezone.now(), rng, self.stdout.write)
        fold_tallies()
        if to:
            try:
                multiply(to, grow, self.stdout.write)
            except Unfit as unfit:
                raise CommandError(str(unfit)) from unfit
        self._analyze()

    def _analyze(self) -> None:
        """The planner of either engine wants to know of the new rows."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
