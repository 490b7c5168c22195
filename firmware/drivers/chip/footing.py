"""What the chip must hold before Python's heap grows over it; loaded before everything else.

Heap, radio, UART and sockets share one memory, and what Python has taken it never gives back. The
radio alone wants 45-50 KB, and the chip aborts where it finds less at the wrong moment; so this
start is counted in the RTC's memory before it is tried.
"""

import gc
import json
import os
import socket
import sys

import esp32
import network
from machine import RTC, UART, freq
from micropython import const

from firmware import board
from firmware.core.protection import starts
from firmware.drivers.chip.files import Files
from firmware.drivers.chip.reset_memory import ResetMemory

_PSRAM_FROM_BYTES = const(1_000_000)  # no ESP32 has so much RAM of its own
_LINK_PATH = "data/link.json"
_DAMAGED = "not as the build made them: {}: run `make flash` again"

# The chip starts at 160 MHz. Code comes from flash, so this is 1.15 to 1.3 times as fast, not 1.5
# (MicroPython issue 8029); for some 10 mA more (datasheet).
_CPU_HZ = const(240_000_000)


class Footing:
    """`heap_bytes`: all that Python may have, the radio not counted; `psram`: whether some of it
    lies there; `frozen`: whether the program is part of the image, not in files; `reset_memory`:
    drivers.chip.reset_memory.ResetMemory; `starts`: how many in a row have not lasted, this one
    counted; `too_small`: the heap has room for firmware.bare alone; `bare`: that is to run;
    `files`: drivers.chip.files.Files; `damaged`: what is wrong with them, in words, or empty;
    `sound`: what is left of them charges safely;
    `untripped`: boot.py found that the module's latch had not tripped; `wlan`: the radio, or None;
    `uart`: the meter's, or None; `no_radio`, `no_uart`: why not, in words, or empty."""

    def __init__(self):
        freq(_CPU_HZ)
        files = self.files = Files()
        files.look_at_all()
        self.sound = files.app or files.bare
        self.damaged = _DAMAGED.format(" ".join(files.damaged)) if files.damaged else ""
        self.heap_bytes = gc.mem_free() + gc.mem_alloc()
        self.frozen = not _is_there(__file__)
        regions = esp32.idf_heap_info(esp32.HEAP_DATA)
        self.psram = any(region[0] >= _PSRAM_FROM_BYTES for region in regions)
        self.reset_memory = ResetMemory(RTC())
        before = self.reset_memory.read("starts") or b"\0"
        self.starts = starts.counted(before[0])
        self.reset_memory.put_now("starts", bytes((self.starts,)))
        self.untripped = sys.modules.pop("untripped", False)
        self.too_small = starts.too_small(self.heap_bytes, self.frozen)
        wanted = self.too_small or starts.bare(self.starts) or not files.app
        self.bare = wanted and files.bare
        self.no_radio, self.wlan = _tried(self._radio)
        self.no_uart, self.uart = _tried(_uart)

    def ended(self, error):
        """The program dies of `error`: its last words. One that a person has ended is not counted
        among those that did not last."""
        if isinstance(error, KeyboardInterrupt):
            self.reset_memory.clear("starts")
        self.reset_memory.leave_words(error)

    def leave_link_out(self):
        """The next start is to do without the link."""
        self.reset_memory.put_now("starts", bytes((starts.LEAVE_LINK_OUT,)))

    # A socket with it: what lwIP takes for its first one it keeps.
    def _radio(self):
        if self.bare or starts.without_link(self.starts) or not _wants_radio():
            return None
        wlan = network.WLAN(network.STA_IF)
        wlan.active(True)
        socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()
        return wlan


# What is frozen has a path, but no file there.
def _is_there(path):
    try:
        os.stat(path)
    except OSError:
        return False
    return True


def _uart():
    if board.METER_UART is None:
        return None
    pins = {"tx": board.METER_TX_GPIO, "rx": board.METER_RX_GPIO}
    return UART(board.METER_UART, board.METER_BAUD, **pins)


# -> (what is wrong, what was made). Whatever a peripheral of the network or the meter says, the
# charger charges.
def _tried(make):
    try:
        return "", make()
    except Exception as error:
        return "{}: {}".format(type(error).__name__, error), None


# Only whether: link_reader judges the file when there is room for it, and says what is wrong.
def _wants_radio():
    try:
        with open(_LINK_PATH) as file:
            link = json.loads(file.read())
        return bool(link["broker"]["host"] and link["wifi"]["ssid"])
    except Exception:
        return False
