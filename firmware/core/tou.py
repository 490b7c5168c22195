"""The time-of-use schedule: when the server lets the car charge, and at what current.

Rules are tested on the local wall clock, so a start inside the spring gap begins at the first
valid minute and the repeated hour of autumn counts both times. A window that runs past midnight
belongs to the day on which it starts.
"""

from micropython import const

from firmware.core.civil import DAY_S
from firmware.core.refusal import ScheduleError
from firmware.core.tou_rules import NO_CAP

__all__ = ("Schedule", "ScheduleError", "parse")

_HORIZON_S = const(691200)  # 8 days: next_change looks no farther
_SEARCH_AGAIN_S = const(86400)  # one search looks this much past the horizon and lasts as long


# What only reading a message needs is loaded with the message: the heap is short, and the caller
# may forget it again.
def parse(obj):
    """The Schedule of a decoded `set/tou` message; raises ScheduleError and nothing else."""
    from firmware.core import tou_message

    return tou_message.parse(obj)


class Schedule:
    """One schedule in force. Remembers its last answer: it is asked four times a second.

    `packed`: the bytes it can be made of again, for whoever keeps them; None once they are kept.
    """

    def __init__(self, version, zone, default_cap, rules, slots, valid_until):
        self.version = version
        self.packed = None
        self._zone = zone
        self._default_cap = default_cap
        self._rules = rules
        self._slots = slots
        self._valid_until = valid_until
        self._since = self._cap_until = self._flip_until = 0
        self._cap = default_cap
        self._next_change = None

    def at(self, epoch):
        """None once expired, else (open, amps or None, next_change or None) at a Unix second.

        `next_change` is the second within 8 days at which open turns over or the schedule expires.
        """
        if self._valid_until is not None and epoch >= self._valid_until:
            return None
        if not self._since <= epoch < self._cap_until:
            self._evaluate(epoch)
        amps = self._cap if 0 < self._cap < NO_CAP else None
        soon = self._next_change is not None and self._next_change - epoch <= _HORIZON_S
        return self._cap > 0, amps, self._next_change if soon else None

    # The cap lasts to the next edge, the search to the change it found: a clock that only moves
    # on pays for the search once per change. A clock set back makes both void.
    def _evaluate(self, epoch):
        cap, cap_until = self._cap_at(epoch)
        if not self._since <= epoch < self._flip_until:
            flip = self._first_flip(epoch, cap > 0)
            self._flip_until = epoch + _SEARCH_AGAIN_S if flip is None else flip
            self._next_change = self._valid_until if flip is None else flip
        self._cap, self._cap_until, self._since = cap, cap_until, epoch

    def _cap_at(self, epoch):
        offset_s, zone_until = self._zone.at(epoch)
        rule_cap, wall_until = self._rules.cap(epoch + offset_s)
        slot_cap, slot_until = self._slots.cap(epoch)
        caps = [cap for cap in (rule_cap, slot_cap) if cap is not None]
        return min(caps or [self._default_cap]), min(wall_until - offset_s, zone_until, slot_until)

    # Goes from span to span in which the wall clock runs evenly, on one local day, under the
    # same slots.
    def _first_flip(self, epoch, is_open):
        end = epoch + _HORIZON_S + _SEARCH_AGAIN_S
        if self._valid_until is not None:
            end = min(end, self._valid_until)
        while epoch < end:
            offset_s, zone_until = self._zone.at(epoch)
            slot_cap, slot_until = self._slots.cap(epoch)
            wall = epoch + offset_s
            until = min(end, zone_until, slot_until, epoch + DAY_S - wall % DAY_S)
            if slot_cap == 0:
                flip = wall if is_open else None
            else:
                otherwise = self._default_cap > 0 or slot_cap is not None
                flip = self._rules.flip(wall, until + offset_s, is_open, otherwise)
            if flip is not None:
                return flip - offset_s
            epoch = until
        return None
