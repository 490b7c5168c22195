"""What is remembered through power cycles: fields and defaults. Their bounds: firmware.settings.

Wire ampacity and load group are here, the TOU schedule never is.
"""

import json

from micropython import const

from firmware.core.j1772 import (
    OFFER_MAX_MA,
    OFFER_MIN_MA,
    PILOT_GAIN_MAX_PERMILLE,
    PILOT_OFF_MAX_MV,
    STATE_F_ON_FAULT,
)

PATH = "data/settings"  # drivers.flash.twin.Twin adds to it
FORMAT_1_PATH = "data/settings.json"  # plain JSON, kept once
FORMAT = const(2)
VOUCHED_BESIDE = "vouched_beside_ma"  # the wire that `vouched_ma` was stored with

CHARGE, HOLD = "charge", "hold"
_COUNT_MAX = const(999_999_999)

# Beside the numbers: field -> default.
_OTHERS = {
    "outage_mode": CHARGE,
    "group": None,
    "wake_up": False,
    "state_f": STATE_F_ON_FAULT,
    "latched": None,
    "pin": None,
    "lost": False,
    "changed": None,
    "announced": None,
}

# name: (default, lowest, highest). None: not set.
NUMBERS = {
    "wire_ma": (None, OFFER_MIN_MA, OFFER_MAX_MA),
    "vouched_ma": (None, OFFER_MIN_MA, OFFER_MAX_MA),
    "offline_ma": (None, OFFER_MIN_MA, OFFER_MAX_MA),
    "link_timeout_s": (300, 30, 3_600),
    "pause_ttl_s": (3_600, 0, 86_400),
    "start_delay_max_s": (0, 0, 1_800),
    "boot_wait_s": (30, 0, 300),
    "pilot_off_mv": (None, -PILOT_OFF_MAX_MV, PILOT_OFF_MAX_MV),  # this unit's own error
    "pilot_gain_permille": (0, -PILOT_GAIN_MAX_PERMILLE, PILOT_GAIN_MAX_PERMILLE),
    "boots": (0, 0, _COUNT_MAX),  # power-ups
    "locked_s": (0, -86_400, 86_400),
    # Counted for the contactor's life.
    "operations": (0, 0, _COUNT_MAX),
    "openings_under_load": (0, 0, _COUNT_MAX),
}


class Remembered:
    """One attribute a field. `trouble`: None, or why the stored ones could not be (all) read;
    `warning`: None, or what of them works, and should be changed.
    `unsaved`: the flash does not hold what is in force.

    `vouched_ma`: the installer's wire, where somebody else has lowered it since; None: it is the
    wire. `group`: None or {"id", "ma", "members", "key"}, with "joining" while the others have not
    made room yet, or with "joiner", six digits of the last chip that room was made for; `latched`:
    a fault that only the console ends; `pin`: None or "salt$hash"; `locked_s`: how long the last
    lock-out was, below 0 once that is over, 0 once the right PIN has come; `changed`: the last
    change, None or [names, "server" or "local", Unix seconds or None]; `lost`: every stored copy
    was unreadable, once, and nobody has said since that it is mended; `announced`: the id by which
    Home Assistant knows it.
    """

    def __init__(self):
        for name, (default, _, _) in NUMBERS.items():
            setattr(self, name, default)
        for name, default in _OTHERS.items():
            setattr(self, name, default)
        self.trouble = self.warning = None
        self.unsaved = False
        self.foreign = {}  # fields of another release, which may come back

    @property
    def group_share_ma(self):
        """Our part of the group's circuit while nobody grants anything: nothing while we are
        joining; None without a group."""
        group = self.group
        if group is None:
            return None
        return 0 if "joining" in group else group["ma"] // group["members"]

    def to_json(self):
        fields = dict(self.foreign)
        for name in names():
            fields[name] = getattr(self, name)
        fields[VOUCHED_BESIDE] = self.wire_ma
        fields["format"] = FORMAT
        return json.dumps(fields)


def names():
    """Every field, but for the foreign ones."""
    return tuple(NUMBERS) + tuple(_OTHERS)
