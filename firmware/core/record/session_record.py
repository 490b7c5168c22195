"""One plug-in as it is kept on flash, and as the broker is told of it.

A record is `[seq, plugged, started, ended, unplugged, wh, max_ma, end, offline, dated]`, its times
seconds of the chip's clock or None. That clock runs through resets and counts from 2000 at
power-on, until somebody sets it: times from before are not `dated`, and mean something only
together with the step by which it was set.
"""

from firmware.core.record.session import POWER
from firmware.core.refusal import Tenths

SEQ = 0
_FIRST_TIME, _ENDED, WH = 1, 3, 5
_END = 7
_DATED = 9
LENGTH = 10


def made(seq, account, unplugged_s, base_s, dated):
    """A record. `account`: as session.account(); `base_s`: the clock's reading at uptime 0."""
    plugged_s, started_s, ended_s, wh, max_ma, end, offline = account
    times = [_moved(then_s, base_s) for then_s in (plugged_s, started_s, ended_s, unplugged_s)]
    return [seq] + times + [wh, max_ma, end, offline, dated]


def account(record, base_s):
    """What made() was given; `base_s` None: its times can no longer be told, and are None."""
    back_s = None if base_s is None else -base_s
    times = [_moved(then_s, back_s) for then_s in record[_FIRST_TIME : _ENDED + 1]]
    return tuple(times + record[WH:_DATED])


def base_s(record, now_base_s, dated, step_s):
    """What to take off its times for uptimes; None: unknown. `step_s`: by which the clock was
    set since power-on, or None."""
    if record[_DATED] == dated:
        return now_base_s
    return now_base_s - step_s if dated and step_s is not None else None


def cut(record, at):
    """The same ended by a mains cut; `at`: when it was written, the last that is known of it."""
    charged = record[_FIRST_TIME + 1] is not None
    ended = record[_ENDED]
    ended = at if charged and ended is None else ended
    return record[:_ENDED] + [ended, None] + record[WH:_END] + [POWER] + record[_END + 1 :]


def charged(record, metered):
    """Energy went into the car, or may have: without a meter a closing counts."""
    return record[WH] > 0 or (not metered and record[_FIRST_TIME + 1] is not None)


def is_dated(record):
    return record[_DATED]


def document(record, step_s):
    """What is published: docs/mqtt.md. `step_s`: by which the clock was set, or None."""
    seq, plugged, started, ended, unplugged, wh, max_ma, end, offline, dated = record[:LENGTH]
    step_s = 0 if dated else step_s
    return {
        "seq": seq,
        "plugged": _moved(plugged, step_s),
        "started": _moved(started, step_s),
        "ended": _moved(ended, step_s),
        "unplugged": _moved(unplugged, step_s),
        "wh": wh,
        "max_a": Tenths(round(max_ma / 1_000, 1)),
        "end": end,
        "offline": offline,
    }


def _moved(then, by):
    return None if then is None or by is None else then + by
