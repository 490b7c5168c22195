"""The wiring: makes drivers, core objects and services, and runs them. No logic."""

import asyncio
import random
import sys

from firmware import board, settings
from firmware.core.charger import Charger
from firmware.core.commands import Commands
from firmware.core.journal import Journal
from firmware.core.plan import Plan
from firmware.drivers import wiring
from firmware.drivers.store import Store
from firmware.forget import forget
from firmware.services.console import Console
from firmware.services.control import Control
from firmware.services.desk import Desk
from firmware.services.planner import Planner
from firmware.services.recorder import SETTINGS_PATH, Recorder
from firmware.services.report import Report
from firmware.services.resets import Resets, leave_words
from firmware.services.supervisor import WATCHDOG_MS, Supervisor


class App:
    """Everything there is, wired. Settings are in force before the first offer can be made."""

    def __init__(self):
        self.board = wiring.Board()
        self.clock = self.board.clock
        self.journal = Journal(self.clock)
        self.store = Store()
        self.settings = settings.load(self.store.read(SETTINGS_PATH))
        self.link_config, link_trouble = _read_link(self.store)
        for trouble in (self.settings.trouble, link_trouble):
            if trouble:
                self.journal.note("trouble", trouble)
        self._add_charger()
        self._add_services(wiring.reset_cause())
        self.cloud = self.timekeeper = None
        if self.link_config.broker_host:
            self._add_network()

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
        self.control = Control(charger, drivers)
        self.resets = Resets(drivers.reset_memory, clock, charger, journal, reset_cause)
        self.planner = Planner(charger, clock)
        self.recorder = Recorder(charger, drivers, self.store, journal)
        commands = Commands(self.plan, self.recorder.keep, clock)
        self.desk = Desk(commands, self.planner.decide, journal)
        self.report = Report(charger, self.recorder.readings, clock, reset_cause)
        self.console = Console(self._load_console_commands, clock)

    def _start_delay_s(self):
        return random.randint(0, self.settings.start_delay_max_s) if wiring.mains_returned() else 0

    # A third of the heap: only a charger that has a server to talk to loads it.
    def _add_network(self):
        from firmware.services.cloud import Cloud
        from firmware.services.timekeeper import Timekeeper

        config, clock, journal = self.link_config, self.clock, self.journal
        link, wifi = self.plan.link, wiring.wifi()
        self.report.rssi_dbm = wifi.rssi_dbm
        self.cloud = Cloud(config, link, self.desk, self.report, wifi, clock, journal)
        self.timekeeper = Timekeeper(config.ntp, clock, journal)

    def _load_console_commands(self):
        from firmware.services.console_commands import ConsoleCommands

        return ConsoleCommands(
            self.charger,
            self.desk,
            self.report,
            self.cloud,
            self.journal,
            self.store,
            self,
            self.recorder.keep,
        )

    # For the console: what it may ask of the chip.
    chip_id = staticmethod(wiring.chip_id)

    def restart(self):
        """Start anew on purpose, which no reset history counts."""
        self.resets.remember(planned=True)
        wiring.restart()

    async def run(self):
        watchdog = wiring.watchdog(WATCHDOG_MS)
        watched = (self.control, self.planner, self.recorder)
        tasks = [
            self.control.run(),
            Supervisor(watched, watchdog).run(),
            self.planner.run(),
            self.recorder.run(),
            self.resets.run(),
            self.console.run(sys.stdin, sys.stdout),
            self.console.tidy(),
        ]
        if self.cloud is not None:
            tasks += [self.cloud.run(), self.timekeeper.run()]
        await asyncio.gather(*tasks)


# Read once, at boot: the reader need not stay.
def _read_link(store):
    from firmware import link_file

    loaded = link_file.load(store, wiring.chip_id())
    forget("firmware.link_file", "firmware.link_reader")
    return loaded


def run():
    """Charge until the program dies. Raises whatever a task raised."""
    asyncio.run(App().run())


def remember(error):
    """Leave the error's name and text for the log of the next boot."""
    leave_words(wiring.reset_memory(), "{}: {}".format(type(error).__name__, error))
