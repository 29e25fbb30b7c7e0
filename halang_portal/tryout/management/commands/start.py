"""`make run`: prepare the try-out in DATA_DIR, behind a page that shows how far it is; say where it
is and who may sign in; then serve: the supervisor keeps web and the background work running.
"""

import os
import socket
import sys
from collections.abc import Callable
from contextlib import nullcontext
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from compliance.core import commands
from compliance.core.language import _
from halang_portal.tryout.defaults import NAMES
from halang_portal.tryout.preparing import Preparing
from halang_portal.tryout.sample.loader import began_empty, is_empty, load_sample, loaded_set

# who sets up a try-out that was begun empty
FIRST = ("quan.tri", "noi.vu")


class Command(commands.Command):
    help = _("Dựng và chạy bản dùng thử: web và việc nền; tiến trình nào dừng thì được chạy lại.")

    def add_arguments(self, parser):
        parser.add_argument(
            "--sample",
            choices=("2017", "2025"),
            help=_("bộ dữ liệu dùng thử; cũng đặt được bằng SAMPLE_SET"),
        )
        parser.add_argument(
            "--prepare-only", action="store_true", help=_("dựng xong thì dừng, không chạy")
        )

        parser.add_argument(
            "--empty",
            action="store_true",
            help=_("không nạp dữ liệu: cổng trống như mới cài, để thử thiết lập từ đầu"),
        )

    def handle(self, *, prepare_only: bool, sample: str | None, empty: bool, **options):
        if (
            sample and sample != settings.SAMPLE_SET
        ):  # settings name the authority: start anew with the other set
            os.execve(  # noqa: S606
                sys.executable, [sys.executable, *sys.argv], {**os.environ, "SAMPLE_SET": sample}
            )
        if not settings.TRY_OUT:
            raise CommandError(
                _("Lệnh này chỉ dùng cho bản dùng thử (TRY_OUT=1). Cách chạy thật: xem README.")
            )
        host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
        if not prepare_only:
            _refuse_taken(host, port)
        call_command("collectstatic", verbosity=0, interactive=False)
        with nullcontext() if prepare_only else Preparing(host, port) as page:
            if page:
                self._say(
                    _("  Trang theo dõi việc nạp đã mở tại  http://{host}:{port}/").format(
                        host=host, port=port
                    )
                )
            self._prepare(empty, page.reached if page else None)
        self._say("")
        self._say(
            _("  Cổng đang mở tại  http://{host}:{port}/   (dừng: Ctrl+C)").format(
                host=host, port=port
            )
        )
        self._say(
            _("  Thư điện tử gửi đi nằm trong {data_dir}").format(
                data_dir=settings.DATA_DIR / "mail"
            )
        )
        self._say("")
        call_command("sample_logins", stdout=self.stdout)
        self._say("")
        if not prepare_only:
            os.execve(  # noqa: S606
                sys.executable,
                [sys.executable, str(settings.BASE_DIR / "halang_portal" / "supervisor.py")],
                _environment(port),
            )

    def _prepare(self, empty: bool, reached: Callable[[float], None] | None) -> None:
        """The tables, and what lies in them the first time."""
        call_command("migrate", verbosity=0)
        call_command("check", tags=["database"], databases=["default"], stdout=StringIO())
        call_command("createcachetable")
        if (held := loaded_set()) and held != settings.SAMPLE_SET:
            raise CommandError(
                _(
                    "{data_dir} đang giữ bộ {held}. Dùng thư mục khác cho bộ {sample_set}: make "
                    "run SAMPLE={sample_set} DATA_DIR=var-{sample_set}"
                ).format(data_dir=settings.DATA_DIR, held=held, sample_set=settings.SAMPLE_SET)
            )
        if is_empty() and empty:
            call_command("load_rulebook", stdout=StringIO())
            call_command("first_accounts", *FIRST, stdout=self.stdout)
        elif is_empty():
            self._say(_("Nạp dữ liệu dùng thử (khoảng ba phút, chỉ lần đầu)…"))
            load_sample(now=timezone.now(), say=self._say, reached=reached)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _environment(port: int) -> dict[str, str]:
    """What every process of the try-out is told. One that was begun empty knows no name but those
    it is given by hand: they are written in the browser.
    """
    nameless = dict.fromkeys(NAMES, "") if began_empty() else {}
    return {**nameless, **os.environ, "PORT": str(port), "PORTAL_URL": settings.PORTAL_URL}


def _refuse_taken(host: str, port: int) -> None:
    """Before anything is done: a taken port is said in one line."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise CommandError(
                _(
                    "Cổng {port} đang có chương trình khác dùng. Chọn cổng khác: make run "
                    "PORT={port_2}"
                ).format(port=port, port_2=port + 1)
            ) from None
