"""The time-of-use schedule, by the names that others call it by."""

from firmware.core.refusal import ScheduleError  # noqa: F401  of parse(), for its callers
from firmware.core.tou.schedule import Schedule  # noqa: F401


# What only reading a message needs is loaded for that.
def parse(obj):
    """The Schedule of a decoded `set/tou` message; raises ScheduleError and nothing else."""
    from firmware.core.tou import message

    return message.parse(obj)
