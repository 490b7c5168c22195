"""The wiring of the least that charges a car safely, for a heap that has no room for firmware.app.

Every protection, every limit and every remembered setting is there, the light and the button, too.
No link, no console, no records: what happens is said on the serial line, and by the light.
"""

import asyncio
import gc
import random

from firmware import board
from firmware.core.charger import Charger
from firmware.core.garbage import collect_every_ms, threshold_bytes
from firmware.core.journal import Journal
from firmware.core.pilot.button import LOOK_EVERY_MS as BUTTON_EVERY_MS
from firmware.core.plan.plan import Plan
from firmware.drivers import wiring
from firmware.drivers.flash.store import Store
from firmware.drivers.flash.twin import Twin
from firmware.forget import forget
from firmware.remembered import FORMAT_1_PATH, PATH, Remembered
from firmware.services.alone import Hand, KeptPin, NoTraces, Teller
from firmware.services.control import Control
from firmware.services.group.share import Share
from firmware.services.heap import Heap
from firmware.services.indicator import Indicator
from firmware.services.memory.closing_mark import MARK_PATH, ClosingMark
from firmware.services.memory.recorder import Recorder
from firmware.services.memory.resets import Resets
from firmware.services.planner import Planner
from firmware.services.program import LOOK_EVERY_MS, Program
from firmware.services.rounds import SHORT, VITAL, Rounds
from firmware.services.starting import Starting
from firmware.services.supervisor import WATCHDOG_MS, Supervisor

_LEFT_OUT = "no link, no console, no records: "
_TOO_SMALL = "{} bytes of memory are too few"
_DID_NOT_LAST = "the starts before this one did not last"


class Bare:
    """Settings are in force before the first offer can be made. `footing`:
    drivers.chip.footing.Footing."""

    def __init__(self, footing):
        self.board = wiring.Board(footing)
        self.clock = self.board.clock
        self.journal = Journal(self.clock)
        self.store = Store()
        self.twin = Twin(self.store, PATH)
        self.settings = _read_settings(self.twin, self.store)
        for trouble in (self.settings.trouble, footing.no_uart, footing.damaged):
            if trouble:
                self.journal.note("trouble", trouble)
        self._add_charger(footing)
        self._add_services(footing)

    def _add_charger(self, footing):
        start_delay_s = _start_delay_s(self.settings)
        ratings_ma = (board.BOARD_RATING_MA, board.CABLE_RATING_MA)
        plan = self.plan = Plan(*ratings_ma, self.settings, False, self.journal, start_delay_s)
        why = _TOO_SMALL.format(footing.heap_bytes) if footing.too_small else _DID_NOT_LAST
        why = footing.damaged or why
        plan.go_without_link(_LEFT_OUT + why)
        self.journal.note("trouble", plan.trouble)
        test_ms = (board.GFCI_TEST_RISE_MS, board.GFCI_TEST_FALL_MS, board.GROUND_TEST_DROP_MS)
        now_ms = self.clock.ticks_ms()
        self.charger = Charger(plan, test_ms, board.NOMINAL_MV, self.journal, now_ms)
        if self.settings.latched:
            self.charger.faults.strike(self.settings.latched, 0)

    def _add_services(self, footing):
        drivers, charger, clock, journal = self.board, self.charger, self.clock, self.journal
        memory, traces = drivers.reset_memory, NoTraces()
        self.rounds = Rounds(clock, journal)
        self.control = Control(charger, drivers, traces.box)
        charger.ruler.usable = drivers.control_pilot.reads_plus
        mark = self.mark = ClosingMark(Twin(self.store, MARK_PATH), charger, drivers, journal)
        past = (wiring.reset_cause(), traces, KeptPin(), mark)
        self.resets = Resets(memory, clock, charger, journal, *past)
        self.planner = Planner(charger, clock)
        self.recorder = Recorder(charger, drivers, self.store, self.twin, journal)
        if not self.resets.resumed:
            self.settings.boots += 1
            self.recorder.keep(False)
        again = None if footing.too_small else wiring.restart
        self.starting = Starting(memory, charger, clock, footing.starts, again)
        hand = Hand(self.plan.orders, clock, self.planner.decide)
        self.indicator = Indicator(charger, drivers, hand, journal, False)
        self.program = Program(footing.files, charger.session, wiring.restart)
        self.share = Share(self.plan, clock)
        self.heap = Heap(charger.session)
        self.collect_every_ms = collect_every_ms(footing.psram)

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
                (self.share.look, 1_000, SHORT | VITAL),
                (Teller(self.journal).look, 250, SHORT),
                (self.planner.look, 250, VITAL),
                (self.recorder.look, 500, VITAL),
                (self.heap.look, self.collect_every_ms, 0),
                (self.program.look, LOOK_EVERY_MS, 0),
            )
        )

    async def run(self):
        self.begin()
        await self.control.run(self.rounds.after_step)


# A street of cars must not come back at once.
def _start_delay_s(held):
    return random.randint(0, held.start_delay_max_s) if wiring.mains_returned() else 0


# Read once, at boot: the readers need not stay.
def _read_settings(twin, store):
    from firmware import settings_file

    loaded = settings_file.load(Remembered(), twin.read(), store.read(FORMAT_1_PATH))
    forget("firmware.settings_file", "firmware.settings")
    return loaded


def run(footing):
    """Charge until the program dies. Raises whatever the control step raised."""
    bare = Bare(footing)
    gc.threshold(threshold_bytes(footing.psram))
    _start_is_over()
    asyncio.run(bare.run())


def _start_is_over():
    """On a board what only starting needed goes here: the build fills it in (docs/build.md)."""
