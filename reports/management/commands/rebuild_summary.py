"""Tell the figures of a summary again from the rows: what was frozen must be what they say."""

import hashlib

from django.core.management.base import CommandError

from compliance.core import commands
from compliance.core.language import _
from reports.actions.summaries import canonical, period_of_summary
from reports.models import Summary
from reports.snapshot import differences


class Command(commands.Command):
    help = _(
        "Đếm lại số liệu của một báo cáo tổng hợp và so với số đã chốt. Không sửa gì. Mã 0: trùng "
        "khớp; 1: có khác, nêu từng chỗ; 2: không có báo cáo."
    )

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, help=_("số của báo cáo trong địa chỉ /bao-cao/SỐ/"))
        parser.add_argument(
            "--check",
            action="store_true",
            help=_("so với số đã chốt (mặc định, và là việc duy nhất)"),
        )

    def handle(self, *, number: int, **options):
        summary = Summary.objects.exclude(state=Summary.State.PLANNED).filter(pk=number).first()
        if summary is None:
            raise CommandError(
                _("Không có báo cáo số {number}.").format(number=number), returncode=2
            )
        sentences = differences(summary)
        if hashlib.sha256(canonical(summary.figures)).hexdigest() != summary.sha256:
            sentences.insert(0, _("Số liệu đã lưu không còn đúng mã kiểm tra SHA-256 lúc chốt."))
        name = _("{label}, bản {revision}, {entries} hồ sơ").format(
            label=period_of_summary(summary).label,
            revision=summary.revision,
            entries=summary.entries.count(),
        )
        if not sentences:
            self.stdout.write(
                _("{name}: đếm lại trùng khớp, mã {sha256}.").format(
                    name=name, sha256=summary.sha256[:16]
                )
            )
            return
        for line in sentences:
            self.stdout.write(line)
        raise CommandError(
            _("{name}: {count} chỗ khác.").format(name=name, count=len(sentences)), returncode=1
        )
