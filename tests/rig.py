"""The whole charger on the virtual board, in process and in the world's time: all but the network.

The program of `firmware.app` with its real drivers, settings and services' loops. Verbs move the
car and the board; `shows` reads back what an observer with a voltmeter sees beside what the
charger publishes, such as "C2 32 A closed". The working directory is the flash.
"""

import json
import runpy
from pathlib import Path

from firmware.app import App
from firmware.drivers.chip.footing import Footing
from firmware.drivers.flash.store import Store
from firmware.drivers.flash.twin import Twin
from firmware.remembered import PATH
from firmware.settings import Settings
from sim import world as sim_world
from sim.cost import silicon
from tests.running import sleep_ms

STEP_MS = 20
BOOT_S = 11  # never closed within 10 s of boot
PWM_OFF = 10_000

_BOOT_FILE = Path(__file__).parents[1] / "boot.py"
_WAITING_STEP_MS = 160  # under the 180 ms after which the pilot counts as not seen
_LONG_STEP_MS = 2_000  # under the 3 s of the board's gate
_LOOK_S = 10
_FIRST_S = 60  # a boot, or a contactor's rest, and the closing after it
_LAST_S = 20


class _Loop:
    """A service's endless loop, begun by its first turn; `due_us`: when it goes on."""

    def __init__(self, run, due_us):
        self.due_us = due_us
        self._run = run
        self._running = None

    def go_on(self):
        """One turn of the loop: the milliseconds it then sleeps."""
        if self._running is None:
            self._running = self._run()
        return self._running.send(None)


class Rig:
    """Booted and allowed to close. `wire_ma`: None on a board nobody has commissioned; `program`:
    App or firmware.bare.Bare; `stored`: other settings on flash."""

    def __init__(self, world, wire_ma=32_000, program=App, **stored):
        self.world = world
        self._program = program
        world.set_car(auto=False)
        settings = Settings()
        settings.change(dict(stored, wire_ma=wire_ma))
        twin = Twin(Store(), PATH)
        twin.read()
        twin.write(settings.to_json())
        twin.mirror()
        self.server_alive = False
        self._start()
        self.wait_s(BOOT_S)

    def _start(self):
        runpy.run_path(str(_BOOT_FILE))
        footing = Footing()
        footing.frozen = True  # what is loaded here takes no time
        app = self.app = self._program(footing)
        app.begin()
        self._now_us = -(-self.world.clock.now_us // 1_000) * 1_000
        self._loops = [_Loop(lambda: app.control.run(app.rounds.after_step), self._now_us)]
        self._loops.append(_Loop(self._server, self._now_us))
        self._step_ms = STEP_MS

    async def _server(self):
        while True:
            if self.server_alive:
                self.app.plan.link.heard(self.app.clock.uptime_s())
            await sleep_ms(1_000)

    # ---- resets and mains

    def reset(self, cause="watchdog"):
        """The CPU starts again, pins as they were; the first control step is still to come."""
        self._restart(cause, 0)

    def power_cycle(self, off_s=5):
        """The mains is cut and returns; the first control step is still to come."""
        self._restart("power", off_s)

    def power_returns(self):
        """To a car that asks; it did not when the mains was cut."""
        self.open_s2()
        self.wait_s(4)
        self.power_cycle()
        self.ask_power()

    def _restart(self, cause, off_s):
        saved = json.loads(json.dumps(self.world.save(cause)))
        saved["off_us"] = off_s * 1_000_000
        self.world = sim_world.install(sim_world.World.load(saved, cause == "power"))
        self.world.changes_kept = 100_000
        self.world.run_us(silicon.BOOT_US)
        self._start()

    # ---- time

    def advance_ms(self, ms):
        """All that falls due in `ms`; what happens next is seen by the step after."""
        clock = self.world.clock
        until_us = self._now_us + ms * 1_000
        while True:
            loop = min(self._loops, key=lambda loop: loop.due_us)
            if loop.due_us >= until_us:
                break
            clock.wait_until(loop.due_us)
            span_ms = loop.go_on()
            self._finish_round()
            loop.due_us = clock.now_us + max(span_ms, self._step_ms - STEP_MS) * 1_000
        clock.wait_until(until_us)
        self._now_us = until_us

    # Long duties have a step each: of the few steps of a long wait they are all done after one.
    def _finish_round(self):
        while self._step_ms > STEP_MS and self.app.rounds.turn():
            pass

    def wait_s(self, s):
        """A span in which nothing is to be timed: steps are fewer, and in the middle of a long one
        so few that nothing can close."""
        long_s = max(0, s - _FIRST_S - _LAST_S) // _LOOK_S * _LOOK_S
        first_s = _FIRST_S if long_s else 0
        self.advance_in_steps_of(_WAITING_STEP_MS, first_s * 1_000)
        self.advance_in_steps_of(_LONG_STEP_MS, long_s * 1_000)
        self.advance_in_steps_of(_WAITING_STEP_MS, (s - first_s - long_s) * 1_000)

    def hang(self, ms):
        """The program stands still for so long; the board and the car do not."""
        self.world.run_ms(ms)
        self._catch_up()

    def hold(self, ms):
        """A call takes so long that lets no interrupt in: a flash write, a TLS handshake."""
        self.world.clock.charge(ms * 1_000)
        self._catch_up()

    # The world went on without the program.
    def _catch_up(self):
        self._now_us = max(self._now_us, -(-self.world.clock.now_us // 1_000) * 1_000)

    def advance_in_steps_of(self, step_ms, ms):
        self._step_ms = step_ms
        self.advance_ms(ms)
        self._step_ms = STEP_MS
        self._loops[0].due_us = self._now_us

    # ---- the car and its driver

    def plug_in(self, **car):
        self.world.plug_in(**car)
        self.advance_ms(4 * STEP_MS)

    def plug_in_asking(self, **car):
        """A car whose S2 is closed already."""
        self.world.plug_in(**car)
        self.world.ask_power()
        self.advance_ms(4 * STEP_MS)

    def ask_power(self):
        self.world.ask_power()

    def open_s2(self):
        self.world.open_s2()

    def toggle(self, times, ms):
        self.world.toggle(times, ms)

    def unplug(self):
        self.world.unplug()

    def leave(self):
        """Unplug, and stay away until what lasts so long has ended and is stored."""
        self.unplug()
        self.wait_s(6)

    def offer(self, **car):
        """From an empty connector to a car that is offered current."""
        self.plug_in(**car)
        self.wait_s(4)

    def charge(self, **car):
        """From an empty connector to a closed contactor, as an ordinary car does it."""
        self.offer(**car)
        self.ask_power()
        self.advance_ms(1_000)
        self.wait_s(4)

    def draw(self, ma):
        """The car takes exactly `ma`, whatever it is offered."""
        self.world.set_car(ignores_offer=True, max_ma=ma, share_pct=100)
        self.world.car.charger.aim(self.world.clock.now_us)

    def connect(self):
        """A server is there, and has no wishes."""
        self.server_alive = True
        link, clock = self.app.plan.link, self.app.clock
        link.heard(clock.uptime_s())
        link.snapshot_begin(clock.ticks_ms())
        link.snapshot_mark(clock.ticks_ms())

    def console(self, line):
        """What the console answers to `line`, decoded."""
        return json.loads(self.app.console.answer(line + " json"))

    # ---- the board

    def inject(self, fault):
        self.world.inject(fault)

    def mend(self, fault):
        self.world.inject(fault, False)

    def warm_up(self, celsius):
        """As slowly as copper does: at most 20 K in 10 s are believed."""
        while gap_k := celsius - self.world.thermistor.celsius:
            self.world.set_temperature(celsius - gap_k + max(-20, min(20, gap_k)))
            self.wait_s(12)

    # ---- what can be seen

    @property
    def shows(self):
        """Published state, pilot and contacts in words, such as "C2 32 A closed"."""
        contacts = "closed" if self.world.power.closed else "open"
        return " ".join((self.app.charger.evse.published, self._pilot(), contacts))

    def _pilot(self):
        duty = self.world.duty
        if duty in (0, PWM_OFF):
            return "steady" if duty else "-12 V"
        ma = duty * 6 if duty <= 8_500 else (duty - 6_400) * 25
        return f"{(ma + 50) // 100 / 10:g} A"

    @property
    def fault(self):
        return self.app.charger.faults.active

    @property
    def latched(self):
        return self.app.charger.faults.latched

    @property
    def reason(self):
        return self.app.plan.reason

    def noted(self, code):
        """How often the log has it."""
        return sum(entry[1] == code for entry in self.app.journal.entries)

    # ---- what must be seen

    def now(self, *wanted):
        """It shows one of `wanted` at this moment."""
        if self.shows not in wanted:
            raise AssertionError(
                f"{self.shows}, not {' or '.join(wanted)}; fault {self.fault},"
                f" reason {self.reason}, {self.app.clock.uptime_s()} s after boot"
            )

    def after(self, ms, *wanted):
        """It shows one of `wanted` when `ms` have passed."""
        self.advance_ms(ms)
        self.now(*wanted)

    def stays(self, ms, *wanted):
        """It shows one of `wanted` after each step for `ms`."""
        for _ in range(ms // STEP_MS):
            self.after(STEP_MS, *wanted)

    def stays_s(self, s, *wanted):
        """As `stays`, in a span in which nothing is to be timed: looked at now and then."""
        look_s, step_ms = (1, _WAITING_STEP_MS) if s <= 120 else (_LOOK_S, _LONG_STEP_MS)
        while s > 0:
            self.advance_in_steps_of(step_ms, min(s, look_s) * 1_000)
            self.now(*wanted)
            s -= look_s

    def until(self, wanted, within_ms):
        """Milliseconds until it shows `wanted`."""
        return self.ms_until(lambda: self.shows == wanted, within_ms)

    def ms_until(self, holds, within_ms, every_ms=STEP_MS):
        for ms in range(0, within_ms + 1, every_ms):
            if holds():
                return ms
            self.advance_ms(every_ms)
        raise AssertionError(f"not within {within_ms} ms: {self.shows}, fault {self.fault}")
