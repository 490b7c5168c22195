"""The virtual world: one board, one car, one socket in the wall, and a clock for all of them.

`current` is the installed world: the modules `machine`, `network`, `esp32` and `neopixel` act on
it. A process of the interpreter is the CPU: what a reset keeps goes into save() and comes back
through World.load().
"""

import sys

from firmware import board
from sim.air import Air
from sim.car import UJ_PER_WH, Car
from sim.chance import Chance
from sim.clock import Clock
from sim.flash import Flash
from sim.pilot_line import PilotLine
from sim.power_path import PowerPath
from sim.pzem import Pzem
from sim.registers import Registers
from sim.thermistor import Thermistor

current = None

WALL_START_S = 1_795_420_800  # 2026-11-23 08:00:00 UTC
CHANGES_KEPT = 128  # on a chip-sized heap; reports drain them

FAULTS = (
    "diode_missing cp_short cp_open pwm_lost minus12_missing adc_error adc_zero adc_frozen "
    "ground_lost leak gfci_dead welded stuck_open meter_silent ntc_open ntc_short button"
).split()

VERBS = (
    "plug_in",
    "unplug",
    "ask_power",
    "end_power",
    "toggle",
    "set_car",
    "set_pilot",
    "set_mains",
    "set_temperature",
    "set_wall",
    "set_network",
    "route",
    "inject",
    "press_button",
    "cut_flash_after",
)


class ChipReset(BaseException):
    """The CPU starts again. In process this ends the firmware; `cause` says why."""

    def __init__(self, cause):
        super().__init__(cause)
        self.cause = cause


def install(world):
    """Makes `world` the one that the hardware modules act on."""
    sys.modules[__name__].current = world
    return world


class World:
    def __init__(self, seed=1, real_us=None):
        self.clock = Clock(real_us)
        self.chance = Chance(seed)
        self.faults = set()
        self.changes = []
        self.changes_lost = 0
        self.change_count = 0
        self.changes_kept = CHANGES_KEPT
        self.wall_offset_us = WALL_START_S * 1_000_000
        self.led = [0, 0, 0]
        self.routes = {}
        self.flash = None
        self.irqs = {}
        self.own_bytes = 0  # of the interpreter's heap, before the firmware came
        self.end = None  # called with (cause, text) when the CPU stops; None: ChipReset is raised
        self.registers = Registers(self.clock)
        self.air = Air(self.clock, self.note)
        self.pilot = PilotLine(self.clock, self.chance, self.faults)
        self.power = PowerPath(self.clock, self.faults, self.note, self.edge)
        self.car = Car(self.clock, self.chance, self.pilot, self.power.supplied_mv, self.note)
        self.thermistor = Thermistor(self.chance, self.faults)
        self.meter = Pzem(self.clock, self.faults, self.power_mv, self.drawn_ma)
        self._wire()

    def _wire(self):
        self.power.load_ma = self.drawn_ma
        self.power.listeners.append(self.car.power_changed)
        self.car.flowed = self.meter.count_energy
        self.pilot.listeners.append(self._note_duty)
        self._duty = 0
        self.parts = {
            "clock": self.clock,
            "registers": self.registers,
            "air": self.air,
            "pilot": self.pilot,
            "power": self.power,
            "car": self.car,
            "thermistor": self.thermistor,
            "meter": self.meter,
        }
        self.outputs = {
            board.CONTACTOR_GPIO: self.power.drive_coil,
            board.GFCI_TEST_GPIO: self.power.drive_test,
            board.ALIVE_GPIO: self._alive_edge,
            board.PILOT_PWM_GPIO: self._hold_pilot,
        }
        self.inputs = {
            board.CONTACTOR_SENSE_GPIO: lambda: self.power.sense,
            board.GFCI_TRIP_GPIO: lambda: self.power.trip,
            board.GROUND_OK_GPIO: lambda: "ground_lost" not in self.faults,
            board.BUTTON_GPIO: lambda: "button" not in self.faults,
        }
        self.clock.on("button", self._release_button)
        self.clock.on("wdt", self._watchdog)

    # ---- what the parts ask of each other

    def power_mv(self):
        return self.power.mains_mv

    def drawn_ma(self):
        return self.car.drawn_ma

    def _hold_pilot(self, level, t_us):
        self.pilot.hold(level)

    def _alive_edge(self, level, t_us):
        self.power.alive_edge(t_us)

    def _note_duty(self, t_us):
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

    def edge(self, gpio, level):
        """An input of the chip moved: its interrupt handler runs, softly."""
        entry = self.irqs.get(gpio)
        if entry is not None and entry[1] & (1 if level else 2):
            self.clock.soft(entry[0], entry[2])

    def stop(self, cause, text=""):
        """The CPU stops here."""
        if self.end is not None:
            self.end(cause, text)
        raise ChipReset(cause)

    def _watchdog(self, t_us):
        self.stop("watchdog")

    def insert_flash(self, path):
        """The flash chip, kept in this file of the host; a block device for littlefs."""
        self.flash = Flash(path, self.clock, self.chance, self.stop)
        return self.flash

    # ---- verbs: what may happen to the world

    def plug_in(self, **car):
        """Any of the car's parameters, and battery_wh, full_wh."""
        self.set_car(**car)
        self.car.plug_in(self.clock.now_us)

    def unplug(self):
        self.car.unplug(self.clock.now_us)

    def ask_power(self):
        self.car.ask_power(self.clock.now_us)

    def end_power(self):
        self.car.end_power(self.clock.now_us)

    def toggle(self, times=2, ms=300):
        self.car.toggle(self.clock.now_us, times, ms)

    def set_car(self, battery_wh=None, full_wh=None, **parameters):
        if full_wh is not None:
            self.car.full_uj = int(full_wh * UJ_PER_WH)
        if battery_wh is not None:
            self.car.battery_uj = int(battery_wh * UJ_PER_WH)
        _set(self.car, parameters)

    def set_pilot(self, **parameters):
        """plus_mv, minus_mv, source_ohm, spike_reads."""
        _set(self.pilot, parameters)
        self.pilot.settle(self.clock.now_us)

    def set_mains(self, mv):
        self.power.mains_mv = mv

    def set_temperature(self, celsius):
        self.thermistor.celsius = celsius

    def set_wall(self, unix_s):
        self.wall_offset_us = int(unix_s * 1_000_000) - self.clock.now_us

    def set_network(self, **conditions):
        """ap, passes, dns, rssi_dbm."""
        self.air.change(**conditions)

    def route(self, host, port, to_port):
        """Virtual time: what is sent to host:port goes to this port of the PC."""
        self.routes["%s:%d" % (host, port)] = to_port

    def inject(self, name, on=True):
        """Switches a fault of FAULTS on or off."""
        if name not in FAULTS:
            raise ValueError("no such fault: " + str(name))
        if on:
            self.faults.add(name)
        else:
            self.faults.discard(name)
        t_us = self.clock.now_us
        self.note(t_us, name, bool(on))
        self.pilot.settle(t_us)
        self.power.fault_changed(t_us)
        if name == "ground_lost":
            self.edge(board.GROUND_OK_GPIO, not on)
        elif name == "button":
            self.edge(board.BUTTON_GPIO, not on)

    def press_button(self, ms=200):
        self.inject("button", True)
        self.clock.after("button", ms * 1_000)

    def _release_button(self, t_us):
        self.inject("button", False)

    def cut_flash_after(self, operations):
        """The mains goes in the middle of the flash operation after so many more."""
        self.flash.cut_after = operations

    def do(self, verb, arguments):
        """One of VERBS by name; ValueError when there is none such."""
        if verb not in VERBS:
            raise ValueError("no such verb: " + str(verb))
        getattr(self, verb)(**arguments)

    # ---- time

    @property
    def wall_s(self):
        return (self.clock.now_us + self.wall_offset_us) / 1_000_000

    def run_us(self, us):
        """Lets the world go on without the chip: in process, between two calls of a driver."""
        self.clock.wait_until(self.clock.now_us + us)

    def run_ms(self, ms):
        self.run_us(ms * 1_000)

    # ---- telling, saving, loading

    @property
    def duty(self):
        """Latched on the line, in ten-thousandths high: 10000 steady +12 V, 0 steady low."""
        return (self.pilot.seen_u16 * 10_000 + 32_768) // 65_536

    def report(self):
        """Telemetry; the changes since the last report go with it."""
        changes, self.changes = self.changes, []
        car, power = self.car, self.power
        return {
            "t_us": self.clock.now_us,
            "wall_s": self.wall_s,
            "plugged": car.plugged,
            "s2": car.s2,
            "pilot_high_mv": self.pilot.high_mv,
            "pilot_low_mv": self.pilot.low_mv,
            "duty": self.duty,
            "offer_ma": car.offer_ma,
            "drawn_ma": car.drawn_ma,
            "coil": int(power.coil),
            "contactor": int(power.closed),
            "closings": power.closings,
            "openings": power.openings,
            "openings_under_load": power.openings_under_load,
            "battery_wh": car.battery_uj * 10 // UJ_PER_WH / 10,
            "full_wh": car.full_uj * 10 // UJ_PER_WH / 10,
            "meter_wh": self.meter.energy_wh,
            "temperature_c": self.thermistor.celsius,
            "faults": sorted(self.faults),
            "boots": self.registers.boots,
            "led": self.led,
            "changes": changes,
            "changes_lost": self.changes_lost,
        }

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
        world = cls(1, real_us)
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
            self.pilot.hold(None)
        elif cause in ("soft_reset", "exit") and 0 < self.pilot.next_u16 < 65_536:
            self.pilot.hold(0)
        if cause not in ("soft_reset", "exit"):
            self.clock.never("wdt")
            self.air.switch(False)
        self.car._load_line(now)
        self.car.power_changed(now)
        self.clock.wait_until(now + off_us)
        self.registers.start_after(cause)
        self.changes = []


def _set(part, parameters):
    for name, value in parameters.items():
        if name not in part.REMEMBERED:
            raise ValueError("no such parameter: " + name)
        setattr(part, name, value)
