"""The wiring: makes drivers, core objects and services, and runs them. No logic."""

import asyncio
import gc
import random
import sys

from micropython import const

from firmware import board
from firmware.app_start import described, no_link, read_link, read_settings
from firmware.core.charger import Charger
from firmware.core.garbage import collect_every_ms, threshold_bytes
from firmware.core.journal import Journal
from firmware.core.pilot.button import LOOK_EVERY_MS as BUTTON_EVERY_MS
from firmware.core.plan.commands import Commands
from firmware.core.plan.pin_lock import PinLock
from firmware.core.plan.plan import Plan
from firmware.core.record.black_box import BlackBox
from firmware.core.record.counter import Counter
from firmware.core.refusal import Refusal
from firmware.drivers import wiring
from firmware.drivers.flash.store import Store
from firmware.drivers.flash.twin import Twin
from firmware.forget import forget
from firmware.remembered import PATH
from firmware.services.console.console import NOT_LOADED, Console
from firmware.services.control import Control
from firmware.services.group.membership import Membership
from firmware.services.heap import Heap
from firmware.services.indicator import Indicator
from firmware.services.link.desk import Desk
from firmware.services.link.report import Report
from firmware.services.memory.closing_mark import MARK_PATH, ClosingMark
from firmware.services.memory.logbook import LEDGER_PATH, Logbook
from firmware.services.memory.recorder import Recorder
from firmware.services.memory.resets import Resets
from firmware.services.memory.security import Security
from firmware.services.memory.traces import Traces
from firmware.services.planner import Planner
from firmware.services.program import LOOK_EVERY_MS, Program
from firmware.services.rounds import SHORT, VITAL, Rounds
from firmware.services.starting import Starting
from firmware.services.supervisor import WATCHDOG_MS, Supervisor

# A service session that somebody forgot: then the charger charges again.
_SERVICE_MS = const(15 * 60_000)
# With so much what may be asked at the console is kept while a car charges; beside a link.
_ROOMY_BYTES = const(130_000)
_ROOMY_LINKED_BYTES = const(1_000_000)


class App:
    """Everything there is, wired. Settings are in force before the first offer can be made.

    `footing`: drivers.chip.footing.Footing. What the network cannot have is done without.
    """

    def __init__(self, footing):
        self.starts = footing.starts
        self.heap_bytes, self.psram = footing.heap_bytes, footing.psram
        self.frozen = footing.frozen
        self.board = wiring.Board(footing)
        self.clock = self.board.clock
        self.journal = Journal(self.clock)
        self.store = Store()
        self.twin = Twin(self.store, PATH)
        settings = self.settings = read_settings(self.twin, self.store)
        self.link_config, link_trouble = read_link(self.store)
        told = (settings.trouble, settings.warning, link_trouble, footing.no_uart, footing.damaged)
        for trouble in told:
            if trouble:
                self.journal.note("trouble", trouble)
        has_server = bool(self.link_config.broker_host)
        self._add_charger()
        self.plan.damaged = footing.damaged or None
        self.program = Program(footing.files, self.charger.session, wiring.restart)
        self._add_services(wiring.reset_cause())
        why_not = no_link(self.link_config, footing) if has_server else ""
        self.cloud = self.timekeeper = None
        if why_not:
            self._go_without_link(why_not)
        elif has_server:
            self._add_network(footing)
        wanted_bytes = _ROOMY_BYTES if self.cloud is None else _ROOMY_LINKED_BYTES
        self.roomy = self.frozen or self.heap_bytes >= wanted_bytes

    def _add_charger(self):
        ratings_ma, delay_s = (board.BOARD_RATING_MA, board.CABLE_RATING_MA), self._start_delay_s()
        has_server = bool(self.link_config.broker_host)
        self.plan = Plan(*ratings_ma, self.settings, has_server, self.journal, delay_s)
        test_ms = (board.GFCI_TEST_RISE_MS, board.GFCI_TEST_FALL_MS, board.GROUND_TEST_DROP_MS)
        now_ms = self.clock.ticks_ms()
        self.charger = Charger(self.plan, test_ms, board.NOMINAL_MV, self.journal, now_ms)
        if self.settings.latched:
            self.charger.faults.strike(self.settings.latched, 0)

    def _add_services(self, reset_cause):
        drivers, charger, clock, journal = self.board, self.charger, self.clock, self.journal
        memory = drivers.reset_memory
        black_box = BlackBox(memory.trace)
        self.rounds = Rounds(clock, journal)
        self.control = Control(charger, drivers, black_box)
        charger.ruler.usable = drivers.control_pilot.reads_plus
        traces = Traces(black_box, memory.trace, charger, journal, _load_traces)
        self.recorder = Recorder(charger, drivers, self.store, self.twin, journal)
        self.keep = self.recorder.keep
        pin_lock = self.pin_lock = PinLock(self.settings, self._is_pin, self.keep, journal)
        mark = self.mark = ClosingMark(Twin(self.store, MARK_PATH), charger, drivers, journal)
        self.resets = Resets(memory, clock, charger, journal, reset_cause, traces, pin_lock, mark)
        self.planner = Planner(charger, clock)
        if not self.resets.resumed:
            self.settings.boots += 1
            self.keep(False)
            journal.note("power_on", str(self.settings.boots))
        self.security = Security(charger, clock, journal)
        ledger = Twin(self.store, LEDGER_PATH)
        readings = self.recorder.readings
        self.logbook = Logbook(charger, readings, clock, ledger, journal, self.resets.resumed)
        self.recorder.counter = Counter(readings, board.BOARD_RATING_MA)
        commands = Commands(self.plan, self.keep, clock, pin_lock)
        self.desk = Desk(commands, self.planner.decide, journal, clock, self.rounds.room)
        self.report = Report(charger, readings, clock, reset_cause)
        self.starting = Starting(memory, charger, clock, self.starts, wiring.restart)
        self.console = Console(self._load_console_commands, self)
        self.membership = Membership(self.plan, charger.session, self._make_group, journal)
        has_server = bool(self.link_config.broker_host)
        self.indicator = Indicator(charger, drivers, self.desk, journal, has_server)
        self.heap = Heap(charger.session)

    def _start_delay_s(self):
        return random.randint(0, self.settings.start_delay_max_s) if wiring.mains_returned() else 0

    # Whatever is wrong with the network or with the memory for it, the car charges. Radio and link
    # would keep what memory they have: a start that does not try them has room.
    def _add_network(self, footing):
        from firmware import app_link

        try:
            self.cloud, self.timekeeper = app_link.wire(self, footing.wlan)
        except MemoryError:
            footing.leave_link_out()
            raise
        except Exception as error:
            self._go_without_link(described(error))

    def _go_without_link(self, why):
        self.cloud = self.timekeeper = None
        gc.collect()
        self.plan.go_without_link("no link, " + why)
        self.journal.note("trouble", self.plan.trouble)

    def _make_group(self):
        from firmware.services.group import joining

        return joining.joined(self, wiring.chip_id())

    # Needed once in years.
    def _is_pin(self, pin):
        if not self.may_load():
            raise Refusal("pin", "not while a car charges")
        from firmware.services.console import pin_hash

        try:
            return pin_hash.is_right(self.settings.pin, pin)
        finally:
            forget("firmware.services.console.pin_hash")

    def _load_console_commands(self):
        from firmware.services.console.commands import ConsoleCommands

        return ConsoleCommands(self)

    def may_load(self):
        """Loading a module from a file takes tenths of a second, in which nothing opens."""
        return self.frozen or not self.charger.session.closed

    # From here on what the console's commands may ask for.
    chip_id = staticmethod(wiring.chip_id)

    def decide(self):
        """Make the plan now, not at its next turn."""
        self.planner.decide()

    def hold_for_service(self, held):
        """While held nothing closes; a charge is ended as by an override: C1, then open."""
        self.plan.in_service = held
        self.decide()

    def watch_for(self, timeout_ms):
        """The watchdog bites after so long without a look; for what must hold up the loop."""
        wiring.watchdog(timeout_ms)

    def enter_service(self):
        """Leave for the MicroPython prompt; the contactor is open. Never returns."""
        self.watch_for(_SERVICE_MS)
        self.journal.note("service")
        self.security.write()
        self.resets.remember(planned=True)
        raise KeyboardInterrupt

    def traces(self):
        """The paths of the black box's traces, oldest first. Raises Refusal while charging."""
        if not self.may_load():
            raise Refusal("trace", NOT_LOADED)
        paths = _load_traces().paths()
        forget("firmware.drivers.flash.traces")
        return paths

    def restart(self):
        """Start anew on purpose, which nothing counts."""
        self.security.write()
        self.board.reset_memory.clear("starts")
        self.resets.remember(planned=True)
        wiring.restart()

    # The urgent first; a look at the reset memory after every step.
    def begin(self):
        """The regular work may begin; so does the watchdog's clock."""
        supervisor = Supervisor(self.control, self.rounds, wiring.watchdog(WATCHDOG_MS))
        self.rounds.take_on(
            (
                (self.resets.look, 0, SHORT | VITAL),
                (self.mark.look, 0, SHORT | VITAL),
                (self.indicator.turn, BUTTON_EVERY_MS, SHORT),
                (supervisor.look, 1_000, SHORT),
                (self.starting.look, 1_000, SHORT),
                (self.console.tidy, 5_000, SHORT),
                (self.console.prepare, 500, SHORT),
                (self.heap.look, collect_every_ms(self.psram), 0),
                (self.planner.look, 250, VITAL),
                (self.membership.look, 250, VITAL),
                (self.recorder.look, 500, VITAL),
                (self.logbook.step, 1_000, 0),
                (self.security.look, 1_000, 0),
                (self.program.look, LOOK_EVERY_MS, 0),
            )
        )

    async def run(self):
        self.begin()
        tasks = [
            self.control.run(self.rounds.after_step),
            self.console.run(sys.stdin, sys.stdout),
        ]
        if self.cloud is not None:
            from firmware.app_link import kept_from_harm

            for part in (self.cloud, self.timekeeper):
                tasks.append(kept_from_harm(part.run, self.journal))
        await asyncio.gather(*tasks)


# Needed after a trip.
def _load_traces():
    from firmware.drivers.flash import traces

    return traces


# The App, for its last words: what it has kept of the RTC's memory goes with them.
_running = []


def run(footing):
    """Charge until the program dies. Raises whatever a task raised."""
    _running.append(App(footing))
    gc.threshold(threshold_bytes(footing.psram))
    _start_is_over()
    asyncio.run(_running[0].run())


def _start_is_over():
    """On a board what only starting needed goes here: the build fills it in (docs/build.md)."""


def bundle():
    """For whoever stands at the prompt: prints the diagnostics, a section a line, as JSON."""
    from firmware.services.console.field import bundle as printed

    printed.print_lines(_running[0])
