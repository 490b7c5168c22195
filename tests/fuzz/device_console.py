"""Runs on MicroPython: lines typed at the console while a car charges.

argv: seed, count. A line that is answered with "ok" may have changed something: it is put back.
Any other that does, an exception, a word of one, a flood, or a charge that ends: dies with the
number of the line. Prints one JSON object: bytes typed and shown, orders taken, and the heap
before and after.
"""

import gc
import json
import random
import sys

from firmware import forget
from firmware.services.console import console as console_module
from tests.core.rig import NOON, Rig

_REALLY_FORGET_EVERY = 400  # reading a module again takes a thousand times a line's time
_WARM_UP = 2_000
_STEP_EVERY = 8
_SHOWN_MAX_CHARS = 12_000
_really_forget = forget.forget


def _seldom(*names):
    if random.randrange(_REALLY_FORGET_EVERY) == 0:
        _really_forget(*names)


forget.forget = _seldom

from firmware.services.console.commands import ConsoleCommands  # noqa: E402
from tests.fuzz.console_lines import line  # noqa: E402
from tests.fuzz.console_parts import Parts  # noqa: E402


class Screen:
    def __init__(self):
        self.pieces = []
        self.chars = 0

    def write(self, text):
        self.pieces.append(text)
        self.chars += len(text)

    def take(self):
        text = "".join(self.pieces)
        self.pieces = []
        return text


class Fuzz:
    def __init__(self):
        self.rig = Rig(epoch=NOON)
        self.rig.charge()
        self.parts = Parts(self.rig)
        self.screen = Screen()
        self.console = console_module.Console(self._load, self.parts)
        self.console._out = self.screen
        self.typed = self.taken = 0
        self.before = self._state()

    def _load(self):
        return ConsoleCommands(self.parts)

    def line(self, number):
        octets = line(random)
        self.typed += len(octets)
        for key in octets:
            self._type(key)
        text = self.screen.take()
        self._judge(octets, text)
        if number % _STEP_EVERY == 0:
            self.rig.advance_ms(20)
            self.parts.desk._allowance = _Patient
        if self.rig.shows != "C2 32 A closed":
            raise ValueError("the charge has ended: " + self.rig.shows)

    def _type(self, key):
        work = self.console._take(key)
        try:
            work.send(None)
        except StopIteration:
            return
        raise RuntimeError("the console waits")

    def _judge(self, octets, text):
        state = self._state()
        if state != self.before:
            if "ok: True" not in text and '"ok": true' not in text:
                raise ValueError(f"changed by {octets}: {text}")
            self.taken += 1
            self._put_back()
        if "Traceback" in text or "not possible" in text or "not enough memory" in text:
            raise ValueError(f"answered {octets}: {text}")
        if len(text) > _SHOWN_MAX_CHARS:
            raise ValueError("a flood")

    def _state(self):
        orders = self.rig.plan.orders
        kept = self.rig.settings.to_json(), orders.override, self.parts.restarts
        return kept + (tuple(self.parts.store.texts.items()), orders.live_ma, orders.schedule)

    def _put_back(self):
        settings, plan = self.rig.settings, self.rig.plan
        for name, value in json.loads(self.before[0]).items():
            if name != "format":
                setattr(settings, name, value)
        plan.bind_settings()
        plan.orders.end_override()
        plan.limits["group"] = None
        self.rig._make_plan()
        self.before = self._state()

    # What it has made up to now and may keep is dropped: the same is there at both looks.
    def heap(self):
        self.console._editor.finish(False)
        self.console._editor._history = []
        if self.console._dialogue is not None:
            self.console._give_up()
        if self.console._commands is not None:
            _really_forget("firmware.services.console.explain")
            self.console._commands = None
        self.rig.journal.entries.clear()
        self.rig.kept.clear()
        self.screen.take()
        gc.collect()
        return gc.mem_alloc()


class _Patient:
    def take(self, _now_ms):
        return True


async def _pass(_ms):
    pass


def main(seed, count):
    console_module.sleep_ms = _pass
    random.seed(seed)
    fuzz = Fuzz()
    for number in range(-_WARM_UP, count):
        if number == 0:
            before = fuzz.heap()
        try:
            fuzz.line(number)
        except BaseException:
            print("seed", seed, "line", number)
            raise
    told = {"typed": fuzz.typed, "shown": fuzz.screen.chars, "orders": fuzz.taken}
    told["before"], told["after"] = before, fuzz.heap()
    print(json.dumps(told))


main(int(sys.argv[1]), int(sys.argv[2]))
