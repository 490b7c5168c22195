"""Keeps the black box's trace of a trip, or of a reset while closed, on flash.

A second after a trip the box is frozen, so that what followed is in it, and written as soon as
that disturbs nobody: with the contactor open, no self-test running, a minute after the last one.
The control step stands still for the time of the writing (half a second, assumption), in which
nothing can close.
"""

from micropython import const

from firmware.core.ticks import elapsed_ms
from firmware.forget import forget

_FOLLOWS_MS = const(1_000)
_APART_S = const(60)  # a pilot that trips for ever must not wear the flash


class Traces:
    """`box`: core.record.black_box.BlackBox over `ring`; `load()`: the module
    drivers.flash.traces, which is dropped after its use."""

    def __init__(self, box, ring, charger, journal, load):
        self.box = box
        self._ring = ring
        self._charger = charger
        self._journal = journal
        self._load = load
        self._cause = None
        self._closed = False
        self._opened_ms = None
        self._written_s = None
        self._refused = False

    def found(self, cause):
        """The chip started anew while the contactor was closed: what is there is from before."""
        self._cause = cause
        self.box.frozen = True

    def look(self, now_ms):
        """To be called at every step, or nearly so."""
        closed = self._charger.session.closed
        if self._closed and not closed:
            self._opened_ms = now_ms
        self._closed = closed
        if self._cause is None:
            self._look_for_trip(now_ms)
        elif closed:
            self._drop()
        elif self._quiet():
            self._write()

    def _look_for_trip(self, now_ms):
        if self._opened_ms is None or elapsed_ms(now_ms, self._opened_ms) < _FOLLOWS_MS:
            return
        self._opened_ms = None
        if self._charger.faults.opens:
            self.found(self._charger.faults.active)

    # In C2 the contactor may be about to close, and a self-test would fail by the pause.
    def _quiet(self):
        charger = self._charger
        if charger.evse.state == "C2" or charger.self_test.running:
            return False
        return self._written_s is None or charger.plan.now_s - self._written_s >= _APART_S

    # Flash that refuses is told once, until it takes one again.
    def _write(self):
        try:
            from firmware.core.record import black_box_rows

            path = self._load().write(black_box_rows.csv(self._ring, self._cause))
        except (OSError, MemoryError) as error:
            if not self._refused:
                self._journal.note("trace", "not kept: {}".format(type(error).__name__))
            self._refused = True
        else:
            self._refused = False
            self._journal.note("trace", path)
        self._written_s = self._charger.plan.now_s
        forget("firmware.core.record.black_box_rows", "firmware.drivers.flash.traces")
        self._drop()

    def _drop(self):
        self._cause = None
        self.box.clear()
