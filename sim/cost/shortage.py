"""Calls that find no memory on the chip, each failing as it does there; aborts in C, and hangs.

What is planned here outlives a reset, and a cut of the mains, until it is mended: a charger that
fails so does it in life after life.
"""

from sim.remembered import Remembered

# lwIP's socket() without memory for a connection (MicroPython issue 14421).
_ENOBUFS = 105
_ENOMEM = 12  # what mbedtls without memory comes to
_EAI_MEMORY = -203  # lwIP's

# Call: what it raises. network_wlan.c and machine_uart.c on an ESP32 without memory to give, as
# seen on the emulated chip; an import there failed at any size from 46 bytes on.
FAILURES = {
    "wlan": (OSError, "WiFi Out of Memory"),  # network.WLAN()
    "wlan_active": (OSError, "WiFi Out of Memory"),
    "wlan_connect": (OSError, "WiFi Out of Memory"),
    "wlan_disconnect": (OSError, "Wifi Internal Error"),
    "wlan_isconnected": (OSError, "Wifi Internal Error"),
    "wlan_status": (OSError, "Wifi Not Connected"),
    "uart": (OSError, 1, "ESP_FAIL"),
    "socket": (OSError, _ENOBUFS),
    "socket_dial": (OSError, _ENOMEM),
    "socket_write": (OSError, _ENOMEM),
    "socket_read": (MemoryError, "memory allocation failed, allocating 4955 bytes"),
    "names": (OSError, _EAI_MEMORY),
    "tls": (OSError, _ENOMEM),
    "import": (MemoryError, "memory allocation failed, allocating 1336 bytes"),
}

PANIC = "panic"
HANG = "hang"
_HANG_US = 3_600_000_000  # longer than any watchdog waits


class Shortage(Remembered):
    """`plans`: call -> [calls that still work, calls that then fail or None: all, how].

    How: PANIC, HANG, or None: it raises what it raises.

    A call is one of FAILURES; of an import "import" with the module's name: "import os".
    """

    REMEMBERED = ("plans",)

    def __init__(self, stop, clock):
        self.plans = {}
        self._stop = stop
        self._clock = clock

    def plan(self, call, after, times, how):
        """ValueError for a call that there is not."""
        if _kind(call) not in FAILURES:
            raise ValueError("no such call: " + str(call))
        self.plans[call] = [after, times, how]

    def mend(self, call):
        self.plans.pop(call, None)

    def meet(self, call):
        """Here the chip makes this call: raises what it raises, or ends the CPU's life."""
        plan = self.plans.get(call)
        if plan is None or plan[1] == 0:
            return
        if plan[0] > 0:
            plan[0] -= 1
            return
        if plan[1] is not None:
            plan[1] -= 1
        if plan[2] == PANIC:
            self.panic()
        if plan[2] == HANG:
            self._clock.wait_until(self._clock.now_us + _HANG_US)
        self.fail(call)

    def fail(self, call):
        """Raises what this call raises on a chip that has no memory for it."""
        failure = FAILURES[_kind(call)]
        raise failure[0](*failure[1:])

    def panic(self):
        """An abort in C: the CPU's life ends here."""
        self._stop(PANIC)


def _kind(call):
    return str(call).split(" ")[0]
