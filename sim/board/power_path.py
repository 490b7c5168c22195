"""From the mains to the car: coil, watchdog gate, contactor, its sense, and the CCID20 module.

The contactor closes only while the coil pin is on AND the gate has seen an edge of `alive` in
the last 3 s AND the residual current module has not tripped: the last two are hardware, no line
of the firmware can talk them over. In a deep sag of the mains its coil lets go.

A residual current flows through closed contacts only, and ends when they open. The module's trip
does not: it is latched until the coil's pin is low and the current gone.
"""

import micropython

from firmware import board
from sim.remembered import Remembered

CLOSE_US = 20_000  # coil on to contacts made
OPEN_US = 12_000
SENSE_US = 8_000  # contacts moved to sense moved: within the board's 30 ms of the coil
UNDER_LOAD_MA = 1_000
TRIP_US = 20_000  # residual current to trip: CCID20 allows 25 ms at high current
TEST_RISE_US = 80_000
RELEASE_US = 400_000  # current gone and the coil's pin low to trip gone
MAINS_MV = 240_000
COIL_HOLDS_MV = 120_000  # a contactor lets go at 20 to 75 % of its coil's voltage (IEC 60947-4-1)
FLICKER_EVERY_US = 800_000  # of a sense that drops out for one look
FLICKER_US = 20_000


class PowerPath(Remembered):
    REMEMBERED = (
        "coil",
        "armed",
        "closed",
        "sense",
        "trip",
        "testing",
        "mains_mv",
        "release_us",
        "closings",
        "openings",
        "openings_under_load",
    )

    def __init__(self, clock, faults, note, edge, load_ma):
        self.clock = clock
        self.faults = faults
        self.note = note
        self.edge = edge  # (gpio, level): an input of the chip has moved
        self.listeners = []  # called with t_us when mains comes or goes behind the contactor
        self.load_ma = load_ma  # called: what the car draws now
        self.coil = self.armed = self.closed = self.sense = self.trip = self.testing = False
        self.mains_mv = MAINS_MV
        self.release_us = RELEASE_US
        self.closings = self.openings = self.openings_under_load = 0
        self._step_us = None  # the last control step in this life of the chip
        self._longest_gap_us = 0
        self._gate_us = board.ALIVE_GATE_MS * 1_000
        self._at = clock.at
        clock.on("contactor.move", self._move)
        clock.on("contactor.sense", self._settle_sense)
        clock.on("contactor.flicker", self._flicker)
        clock.on("gate", self._gate_closed)
        clock.on("gfci", self._gfci)

    def supplied_mv(self):
        """Mains behind the contactor, mV."""
        return self.mains_mv if self.closed else 0

    @property
    def energised(self):
        lets = self.armed or "gate_stuck" in self.faults
        cuts = self.trip and "cut_dead" not in self.faults
        return self.coil and lets and not cuts and self.mains_mv >= COIL_HOLDS_MV

    def set_mains(self, mv, t_us):
        self.mains_mv = mv
        self._contacts_follow(t_us)
        self._mains_moved(t_us)

    def power_off(self):
        """The mains was cut: every contact falls open and no count of edges survives."""
        self.coil = self.armed = self.trip = self.testing = False
        for name in ("contactor.move", "contactor.sense", "contactor.flicker", "gate", "gfci"):
            self.clock.never(name)
        if self.closed and "welded" not in self.faults:
            self.closed = False
            self.openings += 1
        self.sense = self.closed

    # ---- pins

    def drive_coil(self, level, t_us):
        if bool(level) != self.coil:
            self.coil = bool(level)
            self.note(t_us, "coil", level)
            self._contacts_follow(t_us)
            self._plan_gfci(t_us)

    # Retriggerable: every edge grants another 3 s.
    @micropython.native
    def alive_edge(self, level, t_us):
        self._at("gate", t_us + self._gate_us)
        if not self.armed:
            self.armed = True
            self._contacts_follow(t_us)

    def stepped(self, t_us):
        """A control step has read the coil's pad."""
        self._note_gap(t_us)
        self._step_us = t_us

    @micropython.native
    def _note_gap(self, t_us):
        step_us = self._step_us
        if step_us is not None and t_us - step_us > self._longest_gap_us:
            self._longest_gap_us = t_us - step_us

    def take_longest_gap_us(self):
        """Between two control steps since the last call; one that still lasts counts, too."""
        self._note_gap(self.clock.now_us)
        longest_us, self._longest_gap_us = self._longest_gap_us, 0
        return longest_us

    def drive_test(self, level, t_us):
        self.testing = bool(level)
        self._plan_gfci(t_us)

    # ---- what they lead to

    def _gate_closed(self, t_us):
        self.armed = False
        self.note(t_us, "gate", False)
        self._contacts_follow(t_us)

    def _contacts_follow(self, t_us):
        if self.energised != self.closed:
            self.clock.at("contactor.move", t_us + (CLOSE_US if self.energised else OPEN_US))
        else:
            self.clock.never("contactor.move")

    def _move(self, t_us):
        stuck = "stuck_open" if self.energised else "welded"
        if self.energised != self.closed and stuck not in self.faults:
            self._set_contacts(t_us, self.energised)

    def _set_contacts(self, t_us, closed):
        self.closed = closed
        if closed:
            self.closings += 1
        else:
            self.openings += 1
            self.openings_under_load += self.load_ma() > UNDER_LOAD_MA
        self.note(t_us, "contactor", int(closed))
        self._plan_gfci(t_us)
        self._mains_moved(t_us)

    def _mains_moved(self, t_us):
        self.clock.at("contactor.sense", t_us + SENSE_US)
        for listener in self.listeners:
            listener(t_us)

    def _settle_sense(self, t_us):
        self._sense_is(self.supplied_mv() >= COIL_HOLDS_MV or "backfeed" in self.faults)

    def _sense_is(self, on):
        if self.sense != on:
            self.sense = on
            self.edge(board.CONTACTOR_SENSE_GPIO, on)

    def _flicker(self, t_us):
        if self.sense and "sense_flickers" in self.faults:
            self._sense_is(False)
            self.clock.at("contactor.flicker", t_us + FLICKER_US)
        else:
            self._settle_sense(t_us)
            self._plan_flicker(t_us)

    def _plan_flicker(self, t_us):
        if "sense_flickers" in self.faults:
            self.clock.at("contactor.flicker", t_us + FLICKER_EVERY_US - FLICKER_US)

    # ---- residual current

    def fault_changed(self, t_us):
        """A fault was injected or taken away: contacts and module look again."""
        self._plan_gfci(t_us)
        self._contacts_follow(t_us)
        if "stuck_open" in self.faults and self.closed:
            self._set_contacts(t_us, False)
        self.clock.at("contactor.sense", t_us + SENSE_US)
        self._plan_flicker(t_us)

    # What was planned goes on: another look at it does not begin its time anew.
    def _plan_gfci(self, t_us):
        if self._should_trip() == self.trip:
            self.clock.never("gfci")
        elif not self.clock.pending("gfci"):
            self.clock.at("gfci", t_us + self._takes_us())

    def _takes_us(self):
        if self.trip:
            return self.release_us
        return TRIP_US if self._leaks() else TEST_RISE_US

    def _should_trip(self):
        if "gfci_dead" in self.faults:
            return False
        return self.testing or self._leaks() or (self.trip and self.coil)

    def _leaks(self):
        return "leak" in self.faults and self.closed

    def _gfci(self, t_us):
        self.trip = self._should_trip()
        self.note(t_us, "gfci_trip", self.trip)
        self._contacts_follow(t_us)
        self.edge(board.GFCI_TRIP_GPIO, self.trip)
