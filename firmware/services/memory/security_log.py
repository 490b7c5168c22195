"""The security log on flash: two rings of entries, of what came by network and of all else.

So nobody at the broker can push out what was done at the charger. Each ring is a file to append
to, a line with its CRC each, and the full one before it. Loaded for its use.
"""

import os

from micropython import const

from firmware.forget import forget
from firmware.services.memory.session_files import checked, line_of

_FOLDERS = ("data", "data/security")
_RINGS = ("local", "server")
_OLD = ".old"
_LINES = const(24)  # below one block of flash


def drop():
    """Forget this module; whoever holds it may use it still."""
    forget("firmware.services.memory.security_log", "firmware.services.memory.session_files")


# In one write: of what is refused halfway nothing may stand there, for all of it comes again.
def append(ring, entries, power_on, clock):
    """`entries`: as core.journal.Journal has them, of this power-on. Raises OSError."""
    epoch, now_s = clock.epoch(), clock.uptime_s()
    lines = bytearray()
    for noted_s, code, detail, _, _ in entries:
        noted = None if epoch is None else epoch - now_s + noted_s
        lines.extend(line_of([power_on, noted_s, noted, code, detail]))
    for folder in _FOLDERS:
        try:
            os.mkdir(folder)
        except OSError:
            pass  # it is there already; if not, opening the file says so
    with open(_turned(ring), "ab") as file:
        file.write(lines)


# -> the ring's file, with room in it.
def _turned(ring):
    path = "{}/{}".format(_FOLDERS[1], ring)
    if sum(1 for _ in _records(path)) >= _LINES:
        os.rename(path, path + _OLD)
    return path


def told():
    """Yields [power-on, seconds since it, Unix seconds or None, code, detail]."""
    for ring in _RINGS:
        for ending in (_OLD, ""):
            yield from _records("{}/{}{}".format(_FOLDERS[1], ring, ending))


def _records(path):
    try:
        with open(path, "rb") as file:
            for line in file:
                record = checked(line.strip())
                if record is not None:
                    yield record
    except OSError:
        return  # never written
