"""Count the rows again and hold them against what the triggers have added up, and that against the
summaries there are.
"""

from collections import Counter

from django.core.management.base import CommandError

from compliance.core import commands
from compliance.core.language import _, joined, lower_first
from reports.models import PeriodKind, Summary, Tally
from reports.rollups import differences
from reports.snapshot import told_otherwise


class Command(commands.Command):
    help = _(
        "Đếm lại từ các dòng hồ sơ và so với số cộng sẵn của trang Số liệu, rồi so trang Số liệu "
        "với từng báo cáo tổng hợp đã lập (bản mới nhất). Mã 0: trùng; 1: khác, nêu từng chỗ."
    )

    def handle(self, **options):
        sentences = differences()
        summaries = Summary.objects.exclude(state=Summary.State.PLANNED).filter(withdrawn_at=None)
        for summary in summaries.order_by("start", "end"):
            sentences += told_otherwise(summary)
        for words in sentences[:200]:
            self.stdout.write(words)
        if sentences:
            raise CommandError(_("{count} chỗ khác.").format(count=len(sentences)), returncode=1)
        kinds = Counter(
            lower_first(PeriodKind(kind).label) for kind in summaries.values_list("kind", flat=True)
        )
        spans = joined(", ", (f"{number} " + kind for kind, number in sorted(kinds.items())))
        self.stdout.write(
            _("Trùng khớp, {objects} dòng cộng sẵn, {summaries} báo cáo ({spans}).").format(
                objects=Tally.objects.count(),
                summaries=summaries.count(),
                spans=spans or _("chưa có kỳ nào"),
            )
        )
