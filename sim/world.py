"""The virtual world: one board, one car, one socket in the wall, and a clock for all of them.

`current` is the installed world: the modules `machine`, `network`, `esp32` and `neopixel` act on
it. A process of the interpreter is the CPU: what a reset keeps goes into save() and comes back
through World.load().
"""

import sys

from firmware import board
from sim import telemetry
from sim.air import Air
from sim.board.earth_monitor import EarthMonitor
from sim.board.pads import Pads
from sim.board.pilot_adc import PilotAdc
from sim.board.pilot_line import STEADY_HIGH_U16, PilotLine
from sim.board.power_path import PowerPath
from sim.board.pzem import Pzem
from sim.board.thermistor import Thermistor
from sim.car.car import Car
from sim.chance import Chance
from sim.chip.flash import Flash
from sim.chip.registers import Registers
from sim.clock import Clock
from sim.cost import silicon
from sim.cost.pool import Pool
from sim.cost.shortage import Shortage
from sim.verbs import Verbs

current = None

WALL_START_S = 1_795_420_800
CHANGES_KEPT = 128  # on a chip-sized heap; reports drain them
BLINKS_KEPT = 40  # four cycles of the status light
SOFT_ENDS = ("soft_reset", "exit")  # after these the chip has not been reset

_RISING, _FALLING = 1, 2


class ChipReset(BaseException):
    """The CPU starts again. In process this ends the firmware; `cause` says why."""

    def __init__(self, cause):
        super().__init__(cause)
        self.cause = cause


def install(world):
    """Makes `world` the one that the hardware modules act on."""
    sys.modules[__name__].current = world
    return world


class World(Verbs):
    """`real_us`: called, a counter of real microseconds; None: time is virtual."""

    def __init__(self, seed=1, real_us=None):
        self.clock = Clock(real_us)
        self.chance = Chance(seed)
        self.faults = set()
        self.changes = []
        self.changes_kept = CHANGES_KEPT
        self.changes_lost = self.change_count = 0
        self.blinks = []  # of the light: too many to keep with what matters
        self.wall_offset_us = WALL_START_S * 1_000_000
        self.led = [0, 0, 0]
        self.routes = {}
        self.irqs = {}  # GPIO -> (interrupt, trigger, handler)
        self.flash = None
        self.cpu_hz = silicon.CPU_HZ
        self.own_bytes = 0  # of the interpreter's heap, before the firmware came
        self._verb_us = None  # of a verb that was put off, while it takes place
        self.end = None  # called with (cause, text) when the CPU stops; None: ChipReset is raised
        self._driven = False  # the pilot's generator, by the chip
        self._make_parts()
        self._wire()

    def _make_parts(self):
        clock, chance, faults = self.clock, self.chance, self.faults
        self.registers = Registers(clock)
        self.air = Air(clock, self.note)
        self.shortage = Shortage(self.stop, clock)
        self.pool = Pool(self.shortage.fail, self.shortage.panic)
        self.pilot = PilotLine(clock, faults)
        self.pilot_adc = PilotAdc(clock, chance, faults)
        self.power = PowerPath(clock, faults, self.note, self.edge, self.drawn_ma)
        self.car = Car(clock, chance, self.pilot, self.power.supplied_mv, self.note)
        self.earth = EarthMonitor(clock, faults)
        self.thermistor = Thermistor(chance, faults)
        self.meter = Pzem(clock, faults, self.mains_mv, self.drawn_ma)
        self.parts = {
            "clock": clock,
            "registers": self.registers,
            "air": self.air,
            "shortage": self.shortage,
            "pool": self.pool,
            "pilot": self.pilot,
            "pilot_adc": self.pilot_adc,
            "power": self.power,
            "car": self.car,
            "charger": self.car.charger,
            "earth": self.earth,
            "thermistor": self.thermistor,
            "meter": self.meter,
        }

    def _wire(self):
        self.power.listeners.append(self.car.power_changed)
        self.car.charger.flowed = self.meter.count_energy
        self._duty = self.duty
        self.pilot.listeners.append(self._pilot_changed)
        self._pilot_changed(0)
        self.outputs = {
            board.CONTACTOR_GPIO: self.power.drive_coil,
            board.GFCI_TEST_GPIO: self.power.drive_test,
            board.GROUND_TEST_GPIO: self.earth.drive_test,
            board.ALIVE_GPIO: self.power.alive_edge,
            board.PILOT_PWM_GPIO: self._hold_pilot,
        }
        self.pads = Pads(self.faults, self.registers, self.outputs)
        self.inputs = {
            board.CONTACTOR_SENSE_GPIO: lambda: self.power.sense,
            board.GFCI_TRIP_GPIO: lambda: self.power.trip,
            board.GROUND_OK_GPIO: lambda: self.earth.ok,
            board.BUTTON_GPIO: lambda: "button" not in self.faults,
        }
        self.clock.on("button", self.release_button)
        self.clock.on("wdt", self._watchdog)

    def insert_flash(self, path):
        """The flash chip, kept in this file of the host; a block device for littlefs."""
        self.flash = Flash(path, self.clock, self.chance, self.stop)
        return self.flash

    def set_cpu_hz(self, hz):
        """As `machine.freq(hz)` does; ValueError for a clock that the chip has not."""
        if hz not in silicon.PACE:
            raise ValueError("frequency must be 20MHz, 40MHz, 80Mhz, 160MHz or 240MHz")
        self.cpu_hz = hz
        self.clock.set_pace(silicon.PACE[hz])
        self.pilot_adc.keep_pace()

    # ---- what the parts ask of each other

    def mains_mv(self):
        return self.power.mains_mv

    def drawn_ma(self):
        return self.car.charger.drawn_ma

    def _hold_pilot(self, level, t_us):
        self.pilot.hold(level)

    def _pilot_changed(self, t_us):
        self.pilot_adc.follow(self.pilot)
        if self.pilot.driven != self._driven:
            self._driven = self.pilot.driven
            self.note(t_us, "driven", int(self._driven))
        duty = self.duty
        if duty != self._duty:
            self._duty = duty
            self.note(t_us, "duty", duty)

    def note(self, t_us, name, value):
        """One line of the world's history, for the next report."""
        self.change_count += 1
        self.changes.append((t_us, name, value))
        if len(self.changes) > self.changes_kept:
            self.changes.pop(0)
            self.changes_lost += 1

    def blink(self, t_us, colour):
        """The light shows another colour: reported, but nothing that anybody waits for."""
        self.led = colour
        self.blinks.append((t_us, "led", colour))
        if len(self.blinks) > BLINKS_KEPT:
            self.blinks.pop(0)

    def edge(self, gpio, level):
        """An input of the chip moved: its interrupt handler runs, softly."""
        if gpio not in self.irqs:
            return
        interrupt, trigger, handler = self.irqs[gpio]
        if trigger & (_RISING if level else _FALLING):
            self.clock.soft(interrupt, handler)

    def stop(self, cause, text=""):
        """The CPU stops here."""
        if self.end is not None:
            self.end(cause, text)
        raise ChipReset(cause)

    def _watchdog(self, t_us):
        self.stop("watchdog")

    # ---- time, and what can be seen

    @property
    def wall_s(self):
        """The true time, Unix seconds."""
        return (self.clock.now_us + self.wall_offset_us) / 1_000_000

    @property
    def duty(self):
        """On the line now, in ten-thousandths high: 10000 steady +12 V, 0 steady low."""
        return (self.pilot.seen_u16 * 10_000 + STEADY_HIGH_U16 // 2) // STEADY_HIGH_U16

    def run_us(self, us):
        """Lets the world go on without the chip: in process, between two calls of a driver."""
        self.clock.wait_until(self.clock.now_us + us)

    def run_ms(self, ms):
        self.run_us(ms * 1_000)

    def report(self):
        return telemetry.report(self)

    # ---- saving and loading

    def save(self, cause="power"):
        """All that outlives the process; `cause` is how it ended."""
        saved = {name: part.save() for name, part in self.parts.items()}
        saved["faults"] = sorted(self.faults)
        saved["chance"] = self.chance.state
        saved["wall_offset_us"] = self.wall_offset_us
        saved["routes"] = self.routes
        saved["led"] = self.led
        saved["cause"] = cause
        return saved

    @classmethod
    def load(cls, saved, power_on, real_us=None):
        """The world goes on; `power_on` after a mains cut, else after a reset of the CPU.

        `off_us` in `saved` is how long the mains was away.
        """
        world = cls(saved["chance"], real_us)
        for name, part in world.parts.items():
            part.restore(saved[name])
        world.faults.update(saved["faults"])
        world.chance.state = saved["chance"]
        world.wall_offset_us = saved["wall_offset_us"]
        world.routes = saved["routes"]
        world.led = saved["led"]
        world._start_again("power" if power_on else saved["cause"], saved.get("off_us", 0))
        return world

    def _start_again(self, cause, off_us):
        now = self.clock.now_us
        if cause == "power":
            self.led = [0, 0, 0]
            self.power.power_off()
            self.earth.power_off()
            self.pilot.hold(None)
        elif cause in SOFT_ENDS and 0 < self.pilot.next_u16 < STEADY_HIGH_U16:
            self.pilot.hold(0)
        if cause not in SOFT_ENDS:
            self.clock.never("wdt")
            self.air.switch(False)
        self.car.load_line(now)
        self.car.power_changed(now)
        self.clock.pass_dark(off_us)
        self.registers.start_after(cause)
        self.pads.fault_changed(self.clock.now_us)
        self.changes = []
