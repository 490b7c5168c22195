"""How much of the interpreter's heap is the charger's own.

Before the charger starts, everything of the simulator is loaded, has told a report and saved its
world once; what is then in use is the simulator's share. The interpreter's tables of names are as
large as they will ever be: none doubles in a charger's last free piece. A reserve is part of that
share: a charger on its last bytes must not be the simulator's end.

While it watches, every control step is looked at and, in virtual time, every call that costs the
chip time and all JSON once it is read: what is in use then, garbage included, counts for `most`,
and the garbage goes. Otherwise it is let grow to 4 KB, from the first module on: so what stays
lies close together.
"""

import json
import sys

import micropython

from sim.world import board

_MADE_UP_NAMES = 1_400  # with the simulator's 1,200 the table for 2,560 more is there
_PIECE_BYTES = 512  # in one piece it would be refused where the charger has scattered its own
_RESERVE_BYTES = 24_576  # a report of a minute, or a saved world with its RTC memory, as JSON


class HeapGauge:
    """Bytes: `base`, the simulator's share and reserve; `most` in use since the last reading.

    `gc`: the interpreter's own module, for in virtual time there is another of this name.
    """

    def __init__(self, world, gc):
        self._gc = gc
        self._load_the_board()
        json.dumps(world.save("reset"))
        json.dumps(world.report())
        for number in range(_MADE_UP_NAMES):
            getattr(self, "x%x" % number, None)
        self._watched = False
        self._watch_steps(world.outputs)
        if "passage" in sys.modules:
            self._watch_costs(sys.modules["passage"], sys.modules["json"])
        self.most = 0
        micropython.qstr_info()
        self.take()
        self.base = self._live()

    def _load_the_board(self):
        import select  # noqa: F401
        import socket  # noqa: F401
        import time  # noqa: F401

        import esp32  # noqa: F401
        import machine  # noqa: F401
        import neopixel  # noqa: F401
        import network  # noqa: F401

    def _live(self):
        self._gc.collect()
        return self._gc.mem_alloc()

    def give(self):
        """The reserve is there for a report, or for the saved world."""
        self._reserve = None

    def take(self):
        """And is kept from the charger again, as far as the charger has left it. What was done
        with it is garbage by now."""
        self.give()
        self._gc.collect()
        self._reserve = kept = []
        try:
            while len(kept) * _PIECE_BYTES < _RESERVE_BYTES:
                kept.append(bytearray(_PIECE_BYTES))
        except MemoryError:
            pass

    def _watch_steps(self, outputs):
        alive = outputs[board.ALIVE_GPIO]

        def beating(level, t_us):
            self._look()
            alive(level, t_us)

        outputs[board.ALIVE_GPIO] = beating

    # Whoever charges has just done something. JSON charges before it reads, and is looked at with
    # all that it has made.
    def _watch_costs(self, passage, told):
        charge, loads = passage.charge, told.loads

        def charging(us):
            self._look()
            charge(us)

        def loading(text):
            value = loads(text)
            self._look()
            return value

        passage.charge, told.loads = charging, loading

    def _look(self):
        if self._watched:
            self.most = max(self.most, self._gc.mem_alloc())
            self._gc.collect()

    def read(self, watched):
        """The figures, and the names on the console; from now on all is watched, or not."""
        micropython.qstr_info()
        self.take()
        live = self._live()
        told = {"base": self.base, "live": live, "most": max(self.most, live)}
        self.most, self._watched = 0, watched
        return told
