"""The wiring: makes drivers, core objects and services, and runs them. No logic."""

import asyncio
import gc
import random
import sys

from micropython import const

from firmware import board, settings
from firmware.core import starts
from firmware.core.black_box import BlackBox
from firmware.core.charger import Charger
from firmware.core.commands import Commands
from firmware.core.garbage import threshold_bytes
from firmware.core.journal import Journal
from firmware.core.pin_lock import PinLock
from firmware.core.plan import Plan
from firmware.drivers import wiring
from firmware.drivers.store import Store
from firmware.drivers.twin import Twin
from firmware.forget import forget
from firmware.services.console import Console
from firmware.services.control import Control
from firmware.services.desk import Desk
from firmware.services.indicator import Indicator
from firmware.services.logbook import LEDGER_PATH, Logbook
from firmware.services.membership import Membership
from firmware.services.planner import Planner
from firmware.services.recorder import Recorder
from firmware.services.report import Report
from firmware.services.resets import Resets
from firmware.services.starting import Starting
from firmware.services.supervisor import WATCHDOG_MS, Supervisor
from firmware.services.traces import Traces

# A service session that somebody forgot: then the charger charges again.
_SERVICE_MS = const(15 * 60_000)

_LINK_AGAIN_S = const(60)  # after what should not have happened


class App:
    """Everything there is, wired. Settings are in force before the first offer can be made.

    `footing`: drivers.footing.Footing. What the network cannot have, the charger does without.
    """

    def __init__(self, footing):
        self.starts = footing.starts
        self.heap_bytes, self.frozen = footing.heap_bytes, footing.frozen
        self.board = wiring.Board(footing)
        self.clock = self.board.clock
        self.journal = Journal(self.clock)
        self.store = Store()
        self.twin = Twin(self.store, settings.PATH)
        self.settings = _read_settings(self.twin, self.store)
        self.link_config, link_trouble = _read_link(self.store)
        for trouble in (self.settings.trouble, link_trouble, footing.no_uart):
            if trouble:
                self.journal.note("trouble", trouble)
        self._add_charger()
        self._add_services(wiring.reset_cause())
        self.cloud = self.timekeeper = None
        if self.link_config.broker_host:
            self._try_network(footing)

    def _add_charger(self):
        self.plan = Plan(
            board.BOARD_RATING_MA,
            board.CABLE_RATING_MA,
            self.settings,
            bool(self.link_config.broker_host),
            self.journal,
            self._start_delay_s(),
        )
        gfci_ms = (board.GFCI_TEST_RISE_MS, board.GFCI_TEST_FALL_MS)
        self.charger = Charger(self.plan, gfci_ms, self.journal, self.clock.ticks_ms())
        if self.settings.latched:
            self.charger.faults.strike(self.settings.latched, 0)

    def _add_services(self, reset_cause):
        drivers, charger, clock, journal = self.board, self.charger, self.clock, self.journal
        memory = drivers.reset_memory
        black_box = BlackBox(memory.trace)
        self.control = Control(charger, drivers, black_box)
        traces = Traces(black_box, memory.trace, charger, journal, _load_traces)
        pin_lock = self.pin_lock = PinLock(self.settings, _hashed)
        self.resets = Resets(memory, clock, charger, journal, reset_cause, traces, pin_lock)
        self.planner = Planner(charger, clock)
        self.recorder = Recorder(charger, drivers, self.store, self.twin, journal)
        self.keep = self.recorder.keep
        if not self.resets.resumed:
            self.settings.boots += 1
            self.keep(False)
        ledger = Twin(self.store, LEDGER_PATH)
        readings = self.recorder.readings
        self.logbook = Logbook(charger, readings, clock, ledger, journal, self.resets.resumed)
        commands = Commands(self.plan, self.keep, clock, pin_lock)
        self.desk = Desk(commands, self.planner.decide, journal, clock)
        self.report = Report(charger, readings, clock, reset_cause)
        self.starting = Starting(memory, charger, clock, self.starts, wiring.restart)
        self.console = Console(self._load_console_commands, clock)
        self.membership = Membership(self.settings, self._make_group, journal)
        has_server = bool(self.link_config.broker_host)
        self.indicator = Indicator(charger, drivers, self.desk, journal, has_server)

    def _start_delay_s(self):
        return random.randint(0, self.settings.start_delay_max_s) if wiring.mains_returned() else 0

    # Whatever is wrong with the network or with the memory for it, the car charges.
    def _try_network(self, footing):
        if starts.without_link(footing.starts):
            return self._go_without_link("the starts before this one did not last")
        if footing.wlan is None and self.link_config.wifi_ssid:
            return self._go_without_link(footing.no_radio or "link.json has changed")
        try:
            self._add_network(footing.wlan)
        except Exception as error:
            self._go_without_link("{}: {}".format(type(error).__name__, error))

    def _go_without_link(self, why):
        self.cloud = self.timekeeper = None
        gc.collect()
        self.plan.go_without_link("no link, " + why)
        self.journal.note("trouble", self.plan.trouble)

    # A third of the heap: only a charger that has a server to talk to loads it.
    def _add_network(self, wlan):
        from firmware.drivers.wifi import Wifi
        from firmware.services.cloud import Cloud
        from firmware.services.events import Events
        from firmware.services.timekeeper import Timekeeper

        config, clock, journal = self.link_config, self.clock, self.journal
        link, wifi = self.plan.link, None
        if wlan is not None:
            wifi = Wifi(wlan)
            self.report.rssi_dbm = wifi.rssi_dbm
        events = Events(journal, clock, self.settings, self.keep)
        outgoing = (self.report, (events, self.logbook))
        self.cloud = Cloud(config, link, self.desk, outgoing, wifi, clock, journal)
        self.timekeeper = Timekeeper(config.ntp, clock, journal)

    # Without a broker it is a group all the same: the limit needs it.
    def _make_group(self):
        from firmware.services.group import Group
        from firmware.services.group_demand import Demand

        demand = Demand(self.charger, self.recorder.readings, self.clock)
        publish = _say_nothing if self.cloud is None else self.cloud.publish
        parts = (self.settings, self.plan.limits, demand.now, publish, self.clock)
        group = Group(self.link_config.id, *parts)
        if self.cloud is not None:
            self.cloud.join(group)
        return group

    def _load_console_commands(self):
        from firmware.services.console_commands import ConsoleCommands

        return ConsoleCommands(self)

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
        self.resets.remember(planned=True)
        raise KeyboardInterrupt

    def traces(self):
        """The paths of the black box's traces, oldest first."""
        paths = _load_traces().paths()
        forget("firmware.drivers.traces")
        return paths

    def restart(self):
        """Start anew on purpose, which nothing counts."""
        self.board.reset_memory.clear("starts")
        self.resets.remember(planned=True)
        wiring.restart()

    async def run(self):
        watchdog = wiring.watchdog(WATCHDOG_MS)
        watched = (self.control, self.planner, self.recorder, self.resets, self.membership)
        tasks = [
            self.control.run(),
            Supervisor(watched, watchdog).run(),
            self.planner.run(),
            self.recorder.run(),
            self.membership.run(),
            self.logbook.run(),
            self.resets.run(),
            self.indicator.run(),
            self.console.run(sys.stdin, sys.stdout),
            self.console.tidy(),
            self.starting.run(),
        ]
        for part in (self.cloud, self.timekeeper):
            if part is not None:
                tasks.append(_kept_from_harm(part.run, self.journal))
        await asyncio.gather(*tasks)


# What the network's tasks have not foreseen ends them, for a while, and nothing else.
async def _kept_from_harm(run, journal):
    while True:
        try:
            return await run()
        except Exception as error:
            journal.note("trouble", "link: " + type(error).__name__)
        await asyncio.sleep(_LINK_AGAIN_S)


def _say_nothing(_topic, _payload):
    pass


# Needed once in years.
def _hashed(salt, pin):
    from firmware.services import pin_hash

    try:
        return pin_hash.hashed(salt, pin)
    finally:
        forget("firmware.services.pin_hash")


# Needed after a trip.
def _load_traces():
    from firmware.drivers import traces

    return traces


# Read once, at boot: the readers need not stay.
def _read_settings(twin, store):
    from firmware import settings_file

    loaded = settings_file.load(twin.read(), store.read(settings.FORMAT_1_PATH))
    forget("firmware.settings_file")
    return loaded


def _read_link(store):
    from firmware import link_file

    loaded = link_file.load(store, wiring.chip_id())
    forget("firmware.link_file", "firmware.link_reader")
    return loaded


# The App, for its last words: what it has kept of the RTC's memory goes with them.
_running = []


def run(footing):
    """Charge until the program dies. Raises whatever a task raised."""
    _running.append(App(footing))
    gc.threshold(threshold_bytes(footing.frozen, footing.psram))
    _start_is_over()
    asyncio.run(_running[0].run())


def _start_is_over():
    """On a board what only starting needed goes here: the build fills it in (docs/build.md)."""


def bundle():
    """For whoever stands at the prompt: prints the diagnostics, a section a line, as JSON."""
    from firmware.services.field import bundle as printed

    printed.print_lines(_running[0])
