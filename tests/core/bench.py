"""What stands around the core in its tests: clock, board, pilot readings and the server.

Runs on CPython and on MicroPython.
"""

from firmware.core.j1772 import DUTY_STEADY
from firmware.core.pilot.plateaus import Burst, Pilot
from firmware.core.plan.orders import SERVER
from firmware.services.console import pin_hash

TICKS_WRAP_MS = 1 << 30

_READS = 47
_BURST_US = 4_900
_PERIODS = 5
_PLATEAU_MV = {"A": 12_000, "B": 9_000, "C": 6_000, "D": 3_000, "E": 0}


def ideal_burst(letter, duty=DUTY_STEADY, diode=True):
    """What a perfect ADC reads of a car in state `letter`; None: it reads nothing."""
    burst = Burst()
    burst.failed = letter is None
    if letter == "F":
        burst.low_reads = burst.deep_reads = _READS
    elif letter is not None:
        burst.high_mv = _PLATEAU_MV[letter]
        low_reads = 0 if letter == "E" else _READS * (DUTY_STEADY - duty) // DUTY_STEADY
        burst.high_reads = _READS - low_reads
        burst.low_reads = low_reads
        burst.deep_reads = low_reads if diode or letter == "A" else 0
        burst.rises = _PERIODS if low_reads else 0
    burst.span_us = _BURST_US
    return burst


class Clock:
    """What drivers.chip.clock is to the core; `epoch_at_boot`: None while nobody has set it."""

    def __init__(self, start_ms, epoch_at_boot):
        self.ms = 0
        self._start_ms = start_ms
        self._epoch_at_boot = epoch_at_boot

    def ticks_ms(self):
        return (self._start_ms + self.ms) % TICKS_WRAP_MS

    def uptime_s(self):
        return self.ms // 1_000

    def epoch(self):
        return None if self._epoch_at_boot is None else self._epoch_at_boot + self.uptime_s()

    def set(self, epoch):
        self._epoch_at_boot = epoch - self.uptime_s()


class Board:
    """Contactor, CCID20 module and earth: obedient and healthy until told otherwise."""

    def __init__(self):
        self.coil = False
        self.welded = self.stuck_open = False
        self.pad_stuck_at = None  # of the coil: a level, whatever is written
        self.gate_stuck = self.cut_dead = self.monitor_stuck = False
        self.pulse = False  # the self-test's on the coil, that is to close nothing
        self._earth_away = False
        self.earth = True
        self.leaks = False
        self.test_rise_ms = self.test_fall_ms = 20  # None: never
        self.tripped = False
        self.deaf = False
        self.testing = False
        self.tested = False
        self._test_changed_ms = 0
        self._coil_was = False
        self._tripped_was = False

    @property
    def mains_behind(self):
        on = self._coil_was if self.pad_stuck_at is None else self.pad_stuck_at
        lets = self.pulse and (self.cut_dead if self.tripped else self.gate_stuck)
        return self.welded or ((on or lets) and not self.stuck_open)

    @property
    def earth_told(self):
        """What the monitor says of it."""
        return self.monitor_stuck or (self.earth and not self._earth_away)

    @property
    def pad_on(self):
        return self.coil or self.pulse if self.pad_stuck_at is None else self.pad_stuck_at

    def obey(self, self_test, ms):
        """What the self-test wants of the board, with the contactor open."""
        self.pulse = self_test.coil_on
        self._earth_away = self_test.earth.on
        self.test(self_test.current_on, ms)

    def pass_step(self, ms):
        self._coil_was = self.coil
        allowed_ms = self.test_rise_ms if self.testing else self.test_fall_ms
        if allowed_ms is not None and ms - self._test_changed_ms >= allowed_ms:
            self.tested = self.tested or (self.tripped and not self.testing)
            self.tripped = self.testing or self.leaks
        if self.tripped:
            self.coil = False

    def take_interrupt(self):
        """The trip came since the last look; not where it is `deaf`."""
        rose = self.tripped and not self._tripped_was
        self._tripped_was = self.tripped
        return rose and not self.deaf

    def leak(self, leaks=True):
        """Residual current: the module trips and its interrupt cuts the coil at once."""
        self.tripped = leaks or (self.tripped and not self.leaks)
        self.leaks = leaks
        if leaks:
            self.coil = False

    def test(self, on, ms):
        if on != self.testing:
            self.testing = on
            self._test_changed_ms = ms

    def close(self):
        self.coil = not self.tripped

    def open(self):
        self.coil = False


class Server:
    """The broker's side of the link. `alive`: it answers every ping."""

    def __init__(self, rig):
        self.alive = False
        self._rig = rig

    @property
    def _link(self):
        return self._rig.plan.link

    def accept(self):
        """CONNACK, and answers from then on."""
        self.alive = True
        self._link.heard(self._rig.clock.uptime_s())

    def subscribe(self):
        """SUBACK: what is retained follows."""
        self._link.snapshot_begin(self._rig.clock.ticks_ms())

    def pong(self):
        self._link.snapshot_mark(self._rig.clock.ticks_ms())

    def order(self, name, value):
        """A message under set/, retained or not."""
        self.pong()
        return self._rig.order(name, value, SERVER)

    def connect(self, **retained):
        """A whole connection: `retained` is what the broker holds, such as limit=16."""
        self.accept()
        self.subscribe()
        for name in retained:
            self.order(name, retained[name])
        self.pong()
        self._rig.advance_ms(1_250)

    def die(self):
        """Nothing is heard of it any more; the connection ends."""
        self.alive = False
        self._link.snapshot_abort()

    def die_and_be_missed(self):
        self.die()
        self._rig.wait_s(self._rig.settings.link_timeout_s + 2)


def pilot_seeing(letter, now_ms):
    """A pilot that has confirmed `letter` at this moment."""
    pilot = Pilot(now_ms)
    for _ in range(2):
        pilot.take(ideal_burst(letter), False, now_ms)
    return pilot


def is_pin_of(settings):
    """As firmware.app has it for the pin lock."""
    return lambda pin: pin_hash.is_right(settings.pin, pin)
