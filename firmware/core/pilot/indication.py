"""Which light tells which state: a colour for who sees it, a rhythm for everybody.

A rhythm is 20 slots of 200 ms, read from left to right, 1 = lit; then it begins anew. No two are
alike, wherever one starts to look. The last second of a cycle is the link's: with the server gone
its place is taken by OFFLINE, where the charger runs without its link by LEFT_OUT, whatever the
rest says.
"""

from micropython import const

from firmware.core import policy
from firmware.core.ampacity import binding

SLOTS = const(20)
SLOT_MS = const(200)
ANSWER_SLOT_MS = const(50)
_LAST_SLOT = const(19)
_LINK_FROM_SLOT = const(15)

# 0xRRGGBB, of 255 each: a light in the dark of a garage, not a lamp.
DARK = const(0)
_GREEN = const(0x002800)
_BLUE = const(0x000040)
_AMBER = const(0x301800)
_CYAN = const(0x002020)
_VIOLET = const(0x280040)
_WHITE = const(0x202020)
_RED = const(0x400000)

# fmt: off
READY =      (_GREEN, 0b11111_11111_11111_11111)  # no car
CAR =        (_GREEN, 0b11111_11111_00000_11111)  # there, may charge, does not or had enough
CHARGING =   (_BLUE,  0b11111_00000_11111_00000)
LIMITED =    (_AMBER, 0b11111_00000_10101_00000)  # charging with less than the wires allow
NO_CURRENT = (_AMBER, 0b10101_00000_00000_00000)  # less than 6 A is left
WAITING =    (_CYAN,  0b10000_00000_00000_00000)  # goes on by itself
PAUSED =     (_CYAN,  0b10100_00000_00000_00000)  # by somebody's order
SERVICE =    (_WHITE, 0b11111_00100_00000_00000)
FAULT =      (_RED,   0b11001_10011_00110_00000)  # tries again by itself
LATCHED =    (_RED,   0b10101_01010_10101_00000)  # needs a person
OFFLINE =    (_VIOLET,                  0b01110)
LEFT_OUT =   (_VIOLET,                  0b01000)

# To a press of the button: once, in 20 slots of 50 ms.
TAKEN =      (_WHITE, 0b00000_11111_11111_00000)
REFUSED =    (_RED,   0b00110_01100_11001_10000)
# fmt: on

# Any other reason lets a car charge that wants to.
_HELD = {
    policy.UNPLUGGED: READY,
    policy.LIMIT: NO_CURRENT,
    policy.PAUSED: PAUSED,
    policy.WAITING: WAITING,
    policy.STARTING: WAITING,
    policy.DELAYED: WAITING,
    policy.DWELL: WAITING,
    policy.SERVICE: SERVICE,
}

_OF_THE_WIRES = ("board", "cable", "wire")


# Allocates nothing. What it is about to do counts: "paused" shows while the car still ends its
# draw.
def signal(charger):
    """The one of READY ... LATCHED that tells the state of a core.charger.Charger."""
    faults, plan = charger.faults, charger.plan
    if faults.active is not None:
        return LATCHED if faults.latched else FAULT
    held = _HELD.get(plan.reason)
    if held is not None:
        return held
    if not charger.session.closed:
        return CAR
    return LIMITED if _held_back(plan) else CHARGING


# On a board that nobody has commissioned, the 6 A are less than its wires allow, most likely.
def _held_back(plan):
    return plan.settings.wire_ma is None or binding(plan.limits) not in _OF_THE_WIRES


# Allocates nothing.
def colour(light, link, slot):
    """What shows in this slot of the cycle of a signal; `link`: OFFLINE, LEFT_OUT, or None."""
    if link is not None and slot >= _LINK_FROM_SLOT:
        light = link
    return light[0] if light[1] >> (_LAST_SLOT - slot) & 1 else DARK
