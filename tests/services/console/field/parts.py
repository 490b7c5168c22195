"""What the console's field commands are given, around one Charger of tests/core; and a typist.

Runs on CPython and on MicroPython.
"""

import gc

from firmware import link_reader
from firmware.core.j1772 import DUTY_MINUS12
from firmware.core.pilot.plateaus import SPLIT_MV
from firmware.core.record.black_box import RING_BYTES, BlackBox
from firmware.services.link.desk import Desk
from firmware.services.link.report import Report
from firmware.services.memory.recorder import Readings
from tests.core.bench import ideal_burst
from tests.core.rig import Rig

CHIP_ID = "a1b2c3"
STOCK_HEAP_BYTES = 166_592
NOON = 1_795_435_200
_TURN_MS = 20
_QUESTIONS_MAX = 80

# CPython's collector has no numbers to tell.
if not hasattr(gc, "mem_free"):
    gc.mem_free = gc.mem_alloc = lambda: 0


class Flash:
    """Text files in RAM; `full`: they refuse to be written."""

    def __init__(self):
        self.files = {}
        self.writes = []
        self.full = False

    def read(self, path):
        return self.files.get(path)

    def write(self, path, text):
        if self.full:
            raise OSError(28)
        self.writes.append(path)
        self.files[path] = text

    def set_aside(self, path, aside):
        self.files[aside] = self.files.pop(path)


class _Named:
    def __init__(self, **fields):
        for name in fields:
            setattr(self, name, fields[name])


class ControlPilot:
    """Reads rails that are `plus_mv` and `minus_mv`, of a perfect board without a car; `failed`:
    nothing at all. `driven`: every duty, in order."""

    def __init__(self):
        self.plus_mv, self.minus_mv, self.failed = 12_000, -12_000, False
        self.off_mv = self.gain_permille = 0
        self.driven = []

    def drive(self, duty):
        self.driven.append(duty)

    def sample(self, burst):
        at_minus = bool(self.driven) and self.driven[-1] == DUTY_MINUS12
        mv = self.minus_mv if at_minus else self.plus_mv
        burst.failed = self.failed
        burst.high_mv, burst.high_reads = (mv, 32) if mv > SPLIT_MV else (0, 0)
        burst.low_mv, burst.low_reads = (0, 0) if mv > SPLIT_MV else (mv, 32)


class Served(Exception):
    """The MicroPython prompt was given away."""


class Parts:
    """`rig`: the charger's; `held`: what hold_for_service was told, in order; `watched_ms`: the
    watchdog's timeouts."""

    def __init__(self, link="{}", epoch=NOON, **rig):
        self.rig = rig = Rig(epoch=epoch, **rig)
        self.charger, self.clock, self.journal = rig.charger, rig.clock, rig.journal
        self.pin_lock = rig.pin_lock
        self.store = Flash()
        if link != "{}":
            self.store.files["data/link.json"] = link
        self.heap_bytes, self.frozen = STOCK_HEAP_BYTES, True
        self.link_config = link_reader.parse(link, CHIP_ID)
        self.readings = Readings()
        self.readings.temperature_c = 21
        self.readings.voltage_mv = 240_100
        self.readings.lifetime_wh = 12_345
        self.report = Report(self.charger, self.readings, self.clock, "power")
        self.desk = Desk(rig.commands, self.decide, self.journal, self.clock)
        self.cloud = None
        self.logbook = _Named(told=lambda: {"running": None, "65537": {"wh": 4_200}})
        self.membership = _Named(group=None)
        self.security = _Named(told=lambda: iter([[7, 60, None, "settings", "local: wire"]]))
        self.control = _Named(burst=ideal_burst("A"), steps=0)
        ring = bytearray(RING_BYTES)
        memory = _Named(trace=memoryview(ring))
        self.board = _Named(reset_memory=memory, control_pilot=ControlPilot())
        self.black_box = BlackBox(ring)
        self.black_box.take(self.control.burst, self.charger, self.clock.ticks_ms())
        self.held = []
        self.watched_ms = []
        self.kept = 0
        self.flash_takes_settings = True

    def keep(self, _lowers, _names):
        self.kept += 1
        return self.flash_takes_settings

    def chip_id(self):
        return CHIP_ID

    def traces(self):
        return ["data/traces/1.csv"]

    def decide(self):
        self.rig.charger.think(self.clock.ticks_ms(), self.clock.uptime_s(), self.clock.epoch())

    def hold_for_service(self, held):
        self.held.append(held)
        self.charger.plan.in_service = held
        self.decide()

    def watch_for(self, ms):
        self.watched_ms.append(ms)

    def enter_service(self):
        raise Served

    def charge(self):
        rig = self.rig
        rig.car = "B"
        rig.advance_ms(4_000)
        rig.car = "C"
        rig.advance_ms(2_000)
        if not self.charger.session.closed:
            raise ValueError("the rig does not charge")


class Typist:
    """Answers by the beginnings of the questions; where none fits, an empty line. `said`: all that
    was printed; `asked`: (question, shown) each."""

    def __init__(self, parts):
        self._parts = parts
        self.said = ""
        self.asked = []

    def plays(self, dialogue, answers=(), each_turn=None):
        """What the dialogue returns. `answers`: (beginning, line or list of lines) each; the last
        line of a list is given again and again. `each_turn()`: called at every wait."""
        answers = [[how, [line] if type(line) is str else list(line)] for how, line in answers]
        reply = None
        while True:
            try:
                told = dialogue.send(reply)
            except StopIteration as end:
                return end.value
            reply = None
            if told is None:
                self._parts.rig.advance_ms(_TURN_MS)
                if each_turn is not None:
                    each_turn()
            elif type(told) is str:
                self.said += told
            else:
                reply = self._answer(told, answers)

    def _answer(self, told, answers):
        question, _ = told
        self.said += question
        self.asked.append(told)
        if len(self.asked) > _QUESTIONS_MAX:
            raise ValueError("asked for ever: " + question)
        for how, lines in answers:
            if question.startswith(how):
                return lines.pop(0) if len(lines) > 1 else lines[0]
        return ""
