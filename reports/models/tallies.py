"""What the dashboard counts, added up while it happens: the database writes a row for every case
that comes, is concluded, ends or changes.
"""

from django.db import models

from compliance.core import columns
from compliance.core.language import _


class Tally(models.Model):
    """`n` cases more (or fewer) of one kind in one half of a month. Only ever added by a trigger,
    and folded together by a job that changes no sum.

    Every case is added twice: under its offices, and under office 0 with all others, so that who
    sees all of them reads as much with twenty offices as with one.
    Every sum equals a count over the incidents at every commit; `manage.py check_rollups` counts
    both. No case can be told from a row.
    """

    class What(models.TextChoices):
        RECEIVED = "r", _("tiếp nhận")
        CONCLUDED = "c", _("kết luận")
        ENDED = "e", _("kết thúc")

    what = columns.CharField(max_length=1, choices=What)
    half = models.DateField(
        _("nửa tháng"),
        help_text=(
            "the 1st or the 15th: reporting months and calendar months are both made of these"
        ),
    )
    seen = columns.CharField(
        _("ai xem được"),
        max_length=1,
        help_text=(
            "a: accepted or noted, also by the chairs; l: by the leads alone; s: sealed, by the "
            "leads"
        ),
    )
    office_id = models.BigIntegerField(help_text="of the person concerned; 0: all offices together")
    handled_by_id = models.BigIntegerField(
        help_text="the office whose head sees the case; 0: all offices together"
    )
    label = columns.CharField(
        max_length=40,
        help_text=(
            "of what was received its category; of a first conclusion outcome|days|in time (1, 0, "
            "-); of a first end its status"
        ),
    )
    n = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["office_id", "what", "half"],
                include=["seen", "handled_by_id", "label", "n"],
                name="tally_by_office",
            ),
            models.Index(
                fields=["handled_by_id", "what", "half"],
                include=["seen", "office_id", "label", "n"],
                name="tally_by_handling_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.half} {self.label} {self.n:+d}"
