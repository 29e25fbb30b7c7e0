"""What waits on the desk does not wait for ever."""

from compliance.desk.actions import sweep
from compliance.outbox.handlers import plans


@plans
def sweep_desk(now) -> int:
    sweep(at=now)
    return 0
