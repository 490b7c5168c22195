"""Run by the interpreter: bytes that a cycle of the light allocates while nobody presses. Prints
one number for a charger whose server is there and one for the same without it.

The charger here is the barest that can be: whatever is allocated is the indicator's own.
"""

import gc

from firmware import settings
from firmware.core.charger import Charger
from firmware.core.journal import Journal
from firmware.core.plan.plan import Plan
from firmware.drivers.button import Button
from firmware.drivers.status_led import StatusLed
from firmware.services.indicator import Indicator

TURNS = 800  # ten cycles


class Pin:
    def value(self):
        return 1


class Pixels:
    def __init__(self):
        self.writes = 0

    def __setitem__(self, i, colour):
        pass

    def write(self):
        self.writes += 1


class Clock:
    """A look goes by with every look at it."""

    def __init__(self):
        self.ms = 0

    def ticks_ms(self):
        self.ms += 50
        return self.ms

    def uptime_s(self):
        return 0


class Board:
    def __init__(self):
        self.pixels = Pixels()
        self.status_led = StatusLed(self.pixels)
        self.button = Button(Pin())
        self.clock = Clock()


def charging(has_server):
    """`(indicator, pixels)` of a charger that is limited to 16 A by its server, then alone."""
    wire = settings.Settings()
    wire.change({"wire_ma": 32_000})
    journal = Journal(Clock())
    plan = Plan(48_000, 48_000, wire, has_server, journal)
    charger = Charger(plan, (150, 1_000, None), 240_000, journal, 0)
    plan.reason = "scheduled"
    plan.limits["live"] = 16_000
    charger.session.closed = True
    board = Board()
    return Indicator(charger, board, None, journal, has_server), board.pixels


def allocated(has_server):
    indicator, pixels = charging(has_server)
    for _ in range(80):
        indicator.turn()
    pixels.writes = 0
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    for _ in range(TURNS):
        indicator.turn()
    used = gc.mem_alloc() - before
    gc.enable()
    return used, pixels.writes


for has_server in (False, True):
    print(*allocated(has_server))
