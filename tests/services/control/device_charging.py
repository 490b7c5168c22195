"""A control service that charges, on the barest peripherals there can be.

Whatever its step allocates or computes is the firmware's own. Runs on MicroPython.
"""

from time import sleep_ms

from firmware import settings
from firmware.core.charger import Charger
from firmware.core.journal import Journal
from firmware.core.plan.plan import Plan
from firmware.core.record.black_box import RING_BYTES, BlackBox
from firmware.drivers.chip.heartbeat import Heartbeat
from firmware.drivers.chip.interrupt_key import InterruptKey
from firmware.drivers.contactor import Contactor
from firmware.drivers.control_pilot import ControlPilot
from firmware.drivers.gfci import Gfci
from firmware.services.control import Control

_C_HIGH_UV = 1_810_000  # +6 V
_LOW_UV = 280_000  # -12 V
_LOW_EVERY_READS = 5
_STEP_MS = 20


class Pin:
    IRQ_RISING = 1

    def __init__(self, level=0):
        self.level = level

    def value(self, level=None):
        if level is None:
            return self.level
        self.level = level

    def irq(self, handler, trigger):
        self._handler = handler

    def move(self, level):
        """Somebody outside moves it: its handler is called when it rises."""
        rises = level > self.level
        self.level = level
        if rises:
            self._handler(self)


class Alive(Pin):
    """`edges`: whether there were any."""

    edges = False

    def value(self, level=None):
        if level is not None:
            self.edges = True
        return Pin.value(self, level)


class Mains:
    """Behind the contactor: there where neither the gate nor the module's cut holds the coil."""

    def __init__(self, coil, trip, alive):
        self._coil = coil
        self._trip = trip
        self._alive = alive

    def value(self):
        return int(self._coil.level and not self._trip.level and self._alive.edges)


class Adc:
    """Every fifth read is on the low plateau once the PWM runs: 80 % duty, whatever the time."""

    def __init__(self):
        self.oscillating = False
        self._place = 0

    def read_uv(self):
        self._place = (self._place + 1) % _LOW_EVERY_READS
        return _LOW_UV if self.oscillating and not self._place else _C_HIGH_UV


class Pwm:
    def __init__(self, adc):
        self._adc = adc

    def duty_u16(self, duty):
        self._adc.oscillating = duty < 65_535


class Clock:
    def uptime_s(self):
        return 0


class Board:
    """`coil`, `trip`, `ground`, `test`, `alive`: its pins. Mains follows at once."""

    def __init__(self):
        self.coil = Pin()
        self.trip = Pin()
        self.ground = Pin(1)
        self.test = Pin()
        self.alive = Alive()
        adc = Adc()
        mains = Mains(self.coil, self.trip, self.alive)
        self.contactor = Contactor(self.coil, mains)
        self.control_pilot = ControlPilot(Pwm(adc), adc, 1_300_000, 85)
        self.gfci = Gfci(self.trip, self.test, self.ground, None, self.contactor.open)
        self.heartbeat = Heartbeat(self.alive)
        self.interrupt_key = InterruptKey()


def charging(board):
    """`(control, charger)`: the contactor is closed, at 48 A in state C2."""
    wire = settings.Settings()
    wire.change({"wire_ma": 48_000})
    journal = Journal(Clock())
    plan = Plan(48_000, 48_000, wire, False, journal)
    charger = Charger(plan, (150, 1_000, None), 240_000, journal, 0)
    control = Control(charger, board, BlackBox(memoryview(bytearray(RING_BYTES))))
    plan.may_charge = plan.may_close = charger.marked = True
    while not charger.session.closed:
        # The sensor answers its self-test.
        board.trip.move(1 if charger.self_test.current_on else 0)
        control.step()
        sleep_ms(_STEP_MS)
    return control, charger
