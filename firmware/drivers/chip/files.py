"""The program's own files, held against what the build wrote down of them.

A file that flash or cable have damaged must not be loaded: the interpreter hangs in it, or does
what nobody wrote. From sources, and where the program is frozen, there is no list.
"""

import os
from binascii import crc32

from machine import WDT
from micropython import const

_LIST = "firmware/sums.txt"
_COMPILED = ".mpy"
_PIECE_BYTES = const(512)
_ASIDE = ".bad"
_WATCHDOG_MS = const(30_000)  # as main.py's; from each file on


class Files:
    """`damaged`: paths of those that are not as they were built; `app`, `bare`: what firmware.app
    needs to charge safely is whole, what firmware.bare needs."""

    def __init__(self):
        self._home = __file__[: __file__.rfind("firmware/")]
        self._at = 0
        self.damaged = []
        self.app = self.bare = True

    def look_at_all(self):
        """To be called at the start: what nobody needs for a safe charge and is damaged is put
        aside, so that it is missing."""
        try:
            with open(self._home + _LIST) as lines:
                for line in lines:
                    self._take(line)
        except OSError:
            if __file__.endswith(_COMPILED):
                self.damaged.append(_LIST)
        except ValueError:
            self.damaged.append(_LIST)

    def _take(self, line):
        WDT(timeout=_WATCHDOG_MS)
        crc, whose, name = line.split()
        if self._is_sound(name, crc):
            return
        self.damaged.append(name)
        self.app = self.app and whose not in ("app", "both")
        self.bare = self.bare and whose not in ("bare", "both")
        if whose == "none":
            self._put_aside(name)

    def next_is_damaged(self):
        """Look at one file more of the list, which begins anew at its end. A tenth of a second."""
        try:
            with open(self._home + _LIST) as lines:
                lines.seek(self._at)
                line = lines.readline()
                self._at = lines.tell() if line else 0
            crc, _, name = line.split()
        except (OSError, ValueError):
            return False
        return name not in self.damaged and not self._is_sound(name, crc)

    # Read again before it is believed.
    def _is_sound(self, name, crc):
        return self._crc(name) == crc or self._crc(name) == crc

    def _crc(self, name):
        crc, piece = 0, bytearray(_PIECE_BYTES)
        try:
            with open(self._home + name, "rb") as file:
                while True:
                    count = file.readinto(piece)
                    if not count:
                        return "{:08x}".format(crc)
                    crc = crc32(memoryview(piece)[:count], crc)
        except OSError:
            return None

    def _put_aside(self, name):
        try:
            os.rename(self._home + name, self._home + name + _ASIDE)
        except OSError:
            pass  # it is not there at all
