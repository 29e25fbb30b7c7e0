"""One turn of the wheel by hand, or turn after turn: plan what has become due, do what is owed."""

import signal
import threading

from compliance.core import commands
from compliance.core.language import _
from compliance.outbox.processing import keep_lanes_ticking, process_due


class Command(commands.Command):
    help = _(
        "Làm ngay những việc đang chờ gửi, chờ lập; với --loop thì làm mãi, thay cho worker và "
        "beat khi không có Redis."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--loop", action="store_true", help=_("làm liên tục đến khi được bảo dừng")
        )

    def handle(self, *, loop: bool, **options):
        if loop:
            stop = threading.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda number, frame: stop.set())
            keep_lanes_ticking(stop)
            return
        done = process_due()
        self.stdout.write(
            _("Lập kế hoạch {planned}, xong {done}, lỗi {failed}.").format(
                planned=done["planned"], done=done["done"], failed=done["failed"]
            )
        )
