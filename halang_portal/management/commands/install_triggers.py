"""Put the declared triggers back into the database, as its owner. What changed them should be known
first: `manage.py check --database default` names each.
"""

from django.db import connection, transaction

from compliance.core import commands
from compliance.core.language import _
from compliance.core.triggers import declared, faults


class Command(commands.Command):
    help = _("Đặt lại các trigger của cổng trong cơ sở dữ liệu như đã khai báo.")

    def handle(self, **options):
        before = faults(connection)
        with transaction.atomic(), connection.cursor() as cursor:
            for triggers in declared().values():
                for statement in triggers.creating(connection.vendor):
                    cursor.execute(statement)
        after = faults(connection)
        restored = len(before.missing + before.differing) - len(after.missing + after.differing)
        self.stdout.write(
            _("Đã đặt lại {restored} trigger, hàm; còn lạ {count}.").format(
                restored=restored, count=len(after.foreign)
            )
        )
