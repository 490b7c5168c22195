"""Run by the interpreter: the power is cut in all that the logbook writes. Prints JSON.

    MICROPYPATH=.:lib:.frozen micropython tests/flash/device/session_cuts.py

`{"points": name -> cut points, "flash_ops": name -> [erases, programs]}`, the latter on flash that
was used for a while.
"""

import json

from firmware.core.record import session_record
from firmware.drivers.flash.twin import Twin
from firmware.services.memory import ledger, logbook, session_files
from firmware.services.memory.recorder import Readings
from tests.flash.device import cuts

BOOTED = 1_795_000_000
# Fewer than on the chip, where the steps are the same and take all day.
session_files.FILES_MAX = 2
_FULL_FILES = session_files.FILES_MAX * session_files.LINES_PER_FILE
_BLOCKS_LEFT = 5
_USED_WRITES = 100
_CHARGED_WH = 2_750  # 11 kW for a quarter of an hour


# On the chip the room is short; here loading again and again would take all day.
def _keep(*_names):
    pass


logbook.forget = _keep
logbook._ledger = lambda: ledger


class _Clock:
    """Set before the boot."""

    def __init__(self, board):
        self._board = board

    def uptime_s(self):
        return self._board.now_s

    def epoch(self):
        return self.rtc_s()

    def rtc_s(self):
        return BOOTED + self._board.now_s


class SessionOperation(cuts.Operation):
    """Each component is the old or the new; no number is there twice."""

    def open_book(self, rig, resumed=False):
        rig.readings = Readings()
        twin = Twin(rig.store, logbook.LEDGER_PATH)
        rig.book = logbook.Logbook(
            rig.charger, rig.readings, _Clock(rig.board), twin, rig.journal, resumed
        )
        self.count_wh(rig, 1)
        return rig.book

    def count_wh(self, rig, wh):
        rig.readings.power_w = 0
        rig.readings.total_wh = (rig.readings.total_wh or 0) + wh
        rig.readings.counted_wh += wh

    def arrive(self, rig):
        """The mains returns, and a car comes: what was cut short before is stored."""
        self.open_book(rig)
        self.pass_s(rig, 1)
        rig.charger.session.transition("A", "B1", 0, rig.board.now_s)
        rig.charger.session.arrived(rig.board.now_s)
        self.pass_s(rig, 1)

    def pass_s(self, rig, s):
        rig.board.now_s += s
        rig.book.step()

    def resume(self, rig):
        """After a reset; the car is there, and charges."""
        rig.boot()
        self.open_book(rig, True)
        session = rig.charger.session
        for before, after in (("A", "B1"), ("B1", "B2"), ("B2", "C2"), ("C2", "C2+")):
            session.transition(before, after, 0, 0)
        self.count_wh(rig, _CHARGED_WH)

    def look(self, rig):
        book = self.open_book(rig)
        records = list(reversed(session_files.last(_FULL_FILES)))
        if book.cut is not None:
            records.append(book.cut)
        found = {"records": records, "acked": book.acked, "lifetime_wh": book.lifetime_wh}
        found["remembered"] = rig.remembered()
        return found

    def check(self, before, after, found):
        seqs = [record[session_record.SEQ] for record in found["records"]]
        if seqs != sorted(set(seqs)):
            raise cuts.Lost(f"{self.name}: numbers {seqs}")
        for part in found:
            if found[part] not in (before[part], after[part]):
                raise cuts.Lost(f"{self.name}: {part}: {found[part]}")


class AppendSession(SessionOperation):
    """The car leaves: the record, and the ledger after it."""

    name = "append_session"

    def prepare(self, rig):
        self.arrive(rig)

    def act(self, rig):
        self.resume(rig)
        session = rig.charger.session
        self.pass_s(rig, 5)
        session.transition("C2+", "A", 0, rig.board.now_s)
        session.left(3_000)
        self.pass_s(rig, 1)
        self.pass_s(rig, 10)


class AppendToMany(AppendSession):
    """As many as are kept: now and then the oldest file has to go."""

    name = "append_session_to_many"

    def prepare(self, rig):
        for seq in range(1, _FULL_FILES + 1):
            if session_files.free_blocks() < _BLOCKS_LEFT:
                break
            record = [seq, 1, 2, 3, 4, 5, 6, "unplugged", False, True]
            session_files.append(record, _FULL_FILES, True)
        self.arrive(rig)

    # With the oldest file its records go, and nobody misses them.
    def look(self, rig):
        found = super().look(rig)
        found["records"] = found["records"][session_files.LINES_PER_FILE - _FULL_FILES :]
        return found


class AcknowledgeSessions(SessionOperation):
    name = "acknowledge_sessions"

    def prepare(self, rig):
        self.arrive(rig)
        self.open_book(rig)
        self.pass_s(rig, 1)
        self.pass_s(rig, 10)

    def act(self, rig):
        rig.boot()
        book = self.open_book(rig)
        rig.readings.counted_wh = 0
        while book.unsent() is not None:
            book.acknowledged(book.unsent()[0])
        self.pass_s(rig, 60)


class CheckpointEnergy(SessionOperation):
    """A quarter of an hour into a charge, with the contactor closed."""

    name = "checkpoint_energy"

    def prepare(self, rig):
        self.arrive(rig)

    def act(self, rig):
        self.resume(rig)
        self.pass_s(rig, 899)
        if rig.nor.operations:
            raise cuts.Lost("I10: written within 15 min of closing")
        self.pass_s(rig, 1)


OPERATIONS = (AppendSession(), AppendToMany(), AcknowledgeSessions(), CheckpointEnergy())


def flash_ops():
    """Name -> [erases, programs], on flash that has been used for a while."""
    ops = {}
    for operation in OPERATIONS:
        rig = cuts.Rig().boot()
        for _ in range(_USED_WRITES):
            rig.twin.write(rig.settings.to_json())
        operation.prepare(rig)
        trace = cuts.measured(operation, bytes(rig.nor.image))
        ops[operation.name] = [trace.count("e"), trace.count("p")]
    return ops


if __name__ == "__main__":
    print(json.dumps({"points": cuts.run(OPERATIONS), "flash_ops": flash_ops()}))
