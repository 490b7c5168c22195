"""What the chip itself keeps: output latches, RTC, NVS, reset cause, and how each survives.

After a CPU reset (machine.reset(), a panic, the watchdog) the pins stay as they were, and so do
the RTC and its memory; after a power cut everything here but the NVS is gone.
"""

from binascii import hexlify, unhexlify

from sim.remembered import Remembered

# machine.reset_cause(), ports/esp32/modmachine.c
PWRON_RESET = 1
HARD_RESET = 2
WDT_RESET = 3
DEEPSLEEP_RESET = 4
SOFT_RESET = 5

RTC_MEMORY_BYTES = 2_048
UNIQUE_ID_HEX = "246f28a1b2c3"

_CAUSES = {
    "reset": HARD_RESET,
    "exception": HARD_RESET,
    "panic": HARD_RESET,
    "watchdog": WDT_RESET,
}


class Registers(Remembered):
    REMEMBERED = (
        "unique_id_hex",
        "latches",
        "rtc_offset_us",
        "memory_hex",
        "nvs",
        "reset_cause",
        "boots",
        "boot_us",
    )

    def __init__(self, clock):
        self.clock = clock
        self.unique_id_hex = UNIQUE_ID_HEX  # of this chip among others; its MAC address, too
        self.latches = {}  # GPIO number as text -> level, for pins that are outputs
        self.rtc_offset_us = 0
        self._memory = bytearray(RTC_MEMORY_BYTES)
        self._memory_bytes = 0
        self.torn_after_bytes = (
            None  # the next write of the memory ends there, and so does the CPU
        )
        self.nvs = {}
        self.reset_cause = PWRON_RESET
        self.boots = 1
        self.boot_us = 0  # where the chip's own tick counters were zero

    # ---- RTC: microseconds since 2000-01-01, the chip's own epoch

    @property
    def rtc_us(self):
        return self.clock.now_us + self.rtc_offset_us

    @property
    def unique_id(self):
        return unhexlify(self.unique_id_hex)

    def set_rtc_us(self, us):
        self.rtc_offset_us = us - self.clock.now_us

    @property
    def memory(self):
        return bytes(memoryview(self._memory)[: self._memory_bytes])

    # In place: the charger writes it many times a second, on a heap that is short.
    def set_memory(self, content):
        if len(content) > RTC_MEMORY_BYTES:
            raise ValueError("buffer too long")
        self._memory_bytes = len(content)
        memoryview(self._memory)[: len(content)] = content

    # The chip writes one byte after the other.
    def tear_memory(self, content):
        """The first bytes of `content`, as far as it gets."""
        written, self.torn_after_bytes = self.torn_after_bytes, None
        self.set_memory(bytes(content[:written]) + self.memory[written:])

    @property
    def memory_hex(self):
        return hexlify(self.memory).decode()

    @memory_hex.setter
    def memory_hex(self, text):
        self.set_memory(unhexlify(text))

    # ---- starting again

    def start_after(self, cause):
        """`cause`: how the last run ended, "power" when the mains was cut."""
        self.boots += 1
        if cause == "power":
            self.latches = {}
            self.memory_hex = ""
            self.rtc_offset_us = -self.clock.now_us
            self.reset_cause = PWRON_RESET
        elif cause in _CAUSES:
            self.reset_cause = _CAUSES[cause]
        else:
            self.reset_cause = SOFT_RESET
        if self.reset_cause != SOFT_RESET:
            self.boot_us = self.clock.now_us
