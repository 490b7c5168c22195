"""What may happen to the world: the verbs that scenarios and the control channel speak."""

from firmware import board
from sim.board import pads
from sim.car.onboard_charger import UJ_PER_WH
from sim.cost.shortage import HANG, PANIC

FAULTS = (
    "diode_missing",
    "cp_short",
    "cp_open",
    "pwm_lost",
    "pwm_stuck",
    "pwm_slow",
    "minus12_missing",
    "adc_error",
    "adc_zero",
    "adc_frozen",
    "ground_lost",
    "leak",
    "gfci_dead",
    "cut_dead",
    "gate_stuck",
    "monitor_stuck",
    "welded",
    "stuck_open",
    "backfeed",
    "sense_flickers",
    "meter_silent",
    "meter_misses",
    "clamp_off",
    "ntc_open",
    "ntc_short",
    "button",
) + pads.FAULTS

VERBS = (
    "plug_in",
    "unplug",
    "ask_power",
    "end_power",
    "open_s2",
    "toggle",
    "set_car",
    "set_pilot",
    "set_mains",
    "set_gfci",
    "set_temperature",
    "set_wall",
    "set_network",
    "route",
    "inject",
    "press_button",
    "cut_flash_after",
    "reset_cpu",
    "tear_rtc_memory",
    "stand_still",
    "run_short",
    "supply",
    "set_python_heap",
    "later",
)

_PILOT_PARAMETERS = ("plus_mv", "minus_mv", "source_ohm", "short_ohm")
_PILOT_PARAMETERS += ("adc_offset_mv", "adc_gain_permille")
_ADC_PARAMETERS = ("spike_reads", "spike_mv", "read_us")


class Verbs:
    """Mixed into the World, whose parts it moves. Wrong names raise ValueError."""

    def do(self, verb, arguments):
        """One of VERBS by name."""
        if verb not in VERBS:
            raise ValueError("no such verb: " + str(verb))
        getattr(self, verb)(**arguments)

    # The host can only speak between two turns of the chip's loop; the world keeps no such times.
    def later(self, us, what, details, upon=""):
        """Does the verb `what` in just so many microseconds, whatever the chip does then; they are
        counted from when it is next held up by `upon`, such as "tls"."""
        if what not in VERBS or what == "later":
            raise ValueError("no such verb to put off: " + str(what))
        if self.clock.pending("later"):
            raise ValueError("one verb at a time can be put off")
        self.clock.on("later", lambda t_us: self._do_at(t_us, what, details))
        if upon:
            self.clock.upon(upon, "later", us)
        else:
            self.clock.after("later", us)

    def _do_at(self, t_us, what, details):
        self._verb_us = t_us
        self.note(t_us, "later", what)
        try:
            self.do(what, details)
        finally:
            self._verb_us = None

    # In the middle of a long call of the chip the clock is ahead of what happens meanwhile.
    @property
    def moment_us(self):
        """When the present verb takes place."""
        return self.clock.now_us if self._verb_us is None else self._verb_us

    # ---- the car

    def plug_in(self, **car):
        """Takes what set_car takes."""
        self.set_car(**car)
        self.car.plug_in(self.moment_us)

    def unplug(self):
        self.car.unplug(self.moment_us)

    def ask_power(self):
        self.car.ask_power(self.moment_us)

    def end_power(self):
        self.car.end_power(self.moment_us)

    def open_s2(self):
        """At once, whatever is drawn: a car's own fault, or its driver's unlock button."""
        self.car.open_s2(self.moment_us)

    def toggle(self, times=2, ms=300):
        self.car.toggle(self.moment_us, times, ms)

    def set_car(self, battery_wh=None, full_wh=None, **parameters):
        """Parameters of Car and OnboardCharger by name."""
        charger = self.car.charger
        if full_wh is not None:
            charger.full_uj = int(full_wh * UJ_PER_WH)
        if battery_wh is not None:
            charger.battery_uj = int(battery_wh * UJ_PER_WH)
        for name, value in parameters.items():
            _set(charger if name in charger.PARAMETERS else self.car, name, value)
        self.car.load_line(self.moment_us)

    # ---- the surroundings

    def set_pilot(self, **parameters):
        """plus_mv, minus_mv, source_ohm, short_ohm, and what sim.board.pilot_adc.PilotAdc and
        sim.board.pilot_line.PilotLine say of the ADC."""
        for name, value in parameters.items():
            if name not in _PILOT_PARAMETERS + _ADC_PARAMETERS:
                raise ValueError("no such parameter: " + name)
            setattr(self.pilot if name in _PILOT_PARAMETERS else self.pilot_adc, name, value)
        if "read_us" in parameters:
            self.pilot_adc.keep_pace()
        self.pilot.settle(self.moment_us)

    def set_mains(self, mv):
        self.power.set_mains(mv, self.moment_us)

    def set_gfci(self, release_ms):
        """How long the residual current module takes to let go."""
        self.power.release_us = release_ms * 1_000

    def set_temperature(self, celsius):
        self.thermistor.celsius = celsius

    def set_wall(self, unix_s):
        """The true time; the chip's own clock knows nothing of it."""
        self.wall_offset_us = int(unix_s * 1_000_000) - self.clock.now_us

    def set_network(self, **conditions):
        """ap, passes, dns (True or False), errno (of every socket call, 0: none), rssi_dbm."""
        self.air.change(**conditions)

    def route(self, host, port, to_port):
        """Virtual time: what is sent to host:port goes to this port of the PC."""
        self.routes["%s:%d" % (host, port)] = to_port

    # ---- faults and gestures

    def inject(self, name, on=True):
        """Switches a fault of FAULTS on or off."""
        if name not in FAULTS:
            raise ValueError("no such fault: " + str(name))
        if on:
            self.faults.add(name)
        else:
            self.faults.discard(name)
        t_us = self.moment_us
        self.note(t_us, name, bool(on))
        self.pilot.settle(t_us)
        self.pads.fault_changed(t_us)
        self.power.fault_changed(t_us)
        if name == "ground_lost":
            self.edge(board.GROUND_OK_GPIO, not on)
        elif name == "button":
            self.edge(board.BUTTON_GPIO, not on)

    def press_button(self, ms=200):
        self.inject("button", True)
        self.clock.after("button", ms * 1_000)

    def release_button(self, t_us):
        self.inject("button", False)

    def cut_flash_after(self, operations):
        """The mains goes in the middle of the flash operation after so many more."""
        self.flash.cut_after = operations

    def reset_cpu(self, cause="watchdog"):
        """The CPU alone starts anew: pins and RTC memory stay. To be put off with `later`.

        `cause`: watchdog, panic, reset, soft_reset.
        """
        self.stop(cause)

    def stand_still(self, ms):
        """The program is held up so long by a call that lets no interrupt in."""
        self.clock.charge(ms * 1_000)

    def tear_rtc_memory(self, after_bytes):
        """The watchdog bites in the middle of the next write of the RTC's memory."""
        self.registers.torn_after_bytes = after_bytes

    def run_short(self, call, after=0, times=None, panics=False, hangs=False):
        """`call`, one of sim.cost.shortage, finds no memory: after so many that do, so many times.

        None: for ever. `panics`: an abort in C, which no Python can catch, resets the CPU there.
        `hangs`: it does not return.
        """
        self.shortage.plan(call, after, times, PANIC if panics else HANG if hangs else None)

    def supply(self, call):
        """There is memory for `call` again."""
        self.shortage.mend(call)

    def set_python_heap(self, in_use):
        """Bytes of the chip's heap that Python uses, or "measured"; from now on all else has to
        find its memory beside that. None: there is always enough."""
        self.pool.tell(in_use)


def _set(part, name, value):
    if name not in part.PARAMETERS:
        raise ValueError("no such parameter: " + name)
    setattr(part, name, value)
