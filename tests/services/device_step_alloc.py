"""Run by the interpreter: what the control step takes from the heap while charging.

Prints two numbers: the bytes that 1,000 steps leave allocated, and how many of them bring about a
collection where every piece taken from the heap does. A function with more than eleven words of
locals and stack takes its frame from there and gives it back: no byte is lost, but each such loan
brings the next collection of 3 to 15 ms nearer.

The peripherals here are the barest that can be: whatever is allocated is the firmware's own.
"""

import gc

from firmware import settings
from firmware.core.black_box import RING_BYTES, BlackBox
from firmware.core.charger import Charger
from firmware.core.journal import Journal
from firmware.core.plan import Plan
from firmware.drivers.contactor import Contactor
from firmware.drivers.control_pilot import ControlPilot
from firmware.drivers.gfci import Gfci
from firmware.drivers.heartbeat import Heartbeat
from firmware.drivers.interrupt_key import InterruptKey
from firmware.services.control import Control

STEPS = 1_000
_LITTER_BYTES = 512
_C_HIGH_UV = 1_810_000  # +6 V
_LOW_UV = 280_000  # -12 V


class Pin:
    IRQ_RISING = 1

    def __init__(self, level=0):
        self.level = level

    def value(self, level=None):
        if level is None:
            return self.level
        self.level = level

    def irq(self, handler, trigger):
        pass


class Adc:
    """Every other read is on the low plateau once the PWM runs."""

    def __init__(self):
        self.oscillating = False
        self._low = False

    def read_uv(self):
        self._low = self.oscillating and not self._low
        return _LOW_UV if self._low else _C_HIGH_UV


class Pwm:
    def __init__(self, adc):
        self._adc = adc

    def duty_u16(self, duty):
        self._adc.oscillating = duty < 65_535


class Clock:
    def uptime_s(self):
        return 0


class Board:
    def __init__(self):
        coil = Pin()
        adc = Adc()
        self.contactor = Contactor(coil, coil)
        self.control_pilot = ControlPilot(Pwm(adc), adc, 1_300_000, 85)
        self.trip = Pin()
        self.gfci = Gfci(self.trip, Pin(), Pin(1), self.contactor.open)
        self.heartbeat = Heartbeat(Pin())
        self.interrupt_key = InterruptKey()


def charging():
    """A control service whose contactor is closed, at 32 A in state C2."""
    wire = settings.Settings()
    wire.change({"wire_ma": 32_000})
    journal = Journal(Clock())
    plan = Plan(48_000, 48_000, wire, False, journal)
    board = Board()
    charger = Charger(plan, (150, 1_000), journal, 0)
    control = Control(charger, board, BlackBox(memoryview(bytearray(RING_BYTES))))
    plan.may_charge = plan.may_close = True
    while not charger.session.closed:
        # The sensor answers its self-test.
        board.trip.level = 1 if charger.self_test.current_on else 0
        control.step()
    return control


def allocated(control):
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    for _ in range(STEPS):
        control.step()
    return gc.mem_alloc() - before


# What is lost before a step is still there after it, unless the step has had it collected.
def collected(control):
    gc.enable()
    gc.threshold(0)
    steps = 0
    for _ in range(STEPS):
        bytearray(_LITTER_BYTES)
        before = gc.mem_alloc()
        control.step()
        steps += gc.mem_alloc() < before
    return steps


control = charging()
print(allocated(control), collected(control))
