"""The charger's own control step on the virtual board, in process: everything but the network.

The real drivers, core and control step run against the world of `sim/`; time is the world's. Verbs
move the car, the driver and the server; `shows()` reads back what an observer with a voltmeter
would see beside what the charger believes.
"""

from types import SimpleNamespace

from firmware import board, settings
from firmware.core.charger import Charger
from firmware.core.journal import Journal
from firmware.core.plan import Plan
from firmware.drivers import wiring
from firmware.services.control import Control
from firmware.services.planner import Planner

STEP_MS = 20
PLAN_EVERY_STEPS = 12
BOOT_MS = 10_000


class Rig:
    """`wire_ma`: the installer's setting, None on a board nobody has commissioned."""

    def __init__(self, world, wire_ma=32_000, server=False):
        self.world = world
        world.set_car(auto=False)
        self.board = wiring.Board()
        self.settings = settings.Settings()
        self.settings.change({"wire_ma": wire_ma})
        self.journal = Journal(self.board.clock)
        self.plan = Plan(
            board.BOARD_RATING_MA, board.CABLE_RATING_MA, self.settings, server, self.journal
        )
        gfci_ms = (board.GFCI_TEST_RISE_MS, board.GFCI_TEST_FALL_MS)
        now_ms = self.board.clock.ticks_ms()
        self.charger = Charger(self.plan, gfci_ms, self.journal, now_ms)
        self.control = Control(self.charger, self.board)
        self.planner = Planner(self.charger, self.board.clock)
        self._due_us = world.clock.now_us
        self._steps = 0

    def advance_ms(self, ms):
        """Control steps at their 20 ms, plans at their 240 ms, for `ms` of the world's time."""
        until_us = self._due_us + ms * 1_000
        while self._due_us < until_us:
            if self._steps % PLAN_EVERY_STEPS == 0:
                self.planner.decide()
            self.control.step()
            self._steps += 1
            self._due_us += STEP_MS * 1_000
            self.world.clock.wait_until(self._due_us)

    def boot(self):
        self.advance_ms(BOOT_MS + 1_000)
        return self

    def plug_in(self, **car):
        self.world.plug_in(**car)
        self.advance_ms(4 * STEP_MS)

    def ask_power(self):
        self.world.ask_power()

    def charge(self):
        """From an empty connector to a closed contactor, as an ordinary car does it."""
        self.plug_in()
        self.advance_ms(4_000)
        self.ask_power()
        self.advance_ms(2_000)

    def order_override(self, kind, origin="local"):
        self.plan.orders.set_override(kind, origin, self.plan.now_s)
        self.planner.decide()

    def shows(self):
        """`(state, duty, contactor)`: what is published, what the pilot does, what is closed."""
        return self.charger.evse.published, self.world.duty, self.world.power.closed

    @property
    def faults(self):
        return SimpleNamespace(active=self.charger.faults.active, opens=self.charger.faults.opens)
