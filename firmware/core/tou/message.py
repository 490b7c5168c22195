"""A decoded `set/tou` message into a Schedule, at once. The link reads it as it comes instead:
core.tou.reader."""

from firmware.core.refusal import ScheduleError
from firmware.core.tou.draft import LISTS, Draft


def parse(obj):
    """The Schedule of a decoded `set/tou` message; raises ScheduleError and nothing else."""
    if not isinstance(obj, dict):
        raise ScheduleError("", "expected an object")
    draft = Draft()
    for key, value in obj.items():
        draft.begin(key)
        if key in LISTS and isinstance(value, (list, tuple)):
            for item in value:
                draft.add(key, item)
        else:
            draft.take(key, value)
    return draft.schedule()
