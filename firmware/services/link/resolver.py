"""Host names to addresses without stopping the loop.

`getaddrinfo` with dead DNS blocks for 7 to 21 s on the chip, and nothing else runs meanwhile. So
it is called in a thread of its own, which does nothing but append its answer to a list. Addresses
are kept: with DNS dead, the broker is still found where it was.
"""

import _thread
import asyncio
import socket

from micropython import const

from firmware.core.ticks import elapsed_ms

_POLL_MS = const(50)
_KEPT_ENOUGH_MS = const(3_000)  # how long to wait for a fresh answer when an old one is at hand


class Resolver:
    """Finds one host at a time; `kept` is its last address, as getaddrinfo gave it."""

    def __init__(self, clock):
        self._clock = clock
        self._host = None
        self._kept = None
        self._answers = None

    async def resolve(self, host, port, deadline_ms):
        """-> the IPv4 address as connect() takes it. Raises OSError."""
        if is_literal(host):
            return look_up(host, port)
        if host != self._host:
            self._host, self._kept, self._answers = host, None, None
        limit_ms = min(deadline_ms, _KEPT_ENOUGH_MS) if self._kept else deadline_ms
        self._kept = await self._fresh(port, limit_ms) or self._kept
        if self._kept is None:
            raise OSError("{} cannot be found: DNS gives no address".format(host))
        return self._kept

    # A look-up cannot be stopped. One that outlasts its deadline is asked again the next time,
    # rather than a second thread started beside it.
    async def _fresh(self, port, limit_ms):
        if self._answers is None:
            answers = []
            _thread.start_new_thread(_answer, (self._host, port, answers))
            self._answers = answers
        began_ms = self._clock.ticks_ms()
        while not self._answers:
            if elapsed_ms(self._clock.ticks_ms(), began_ms) >= limit_ms:
                return None
            await asyncio.sleep_ms(_POLL_MS)
        (address,), self._answers = self._answers, None
        return address


# Runs in the thread. The list is all it shares with the loop, and append its only use of it.
def _answer(host, port, answers):
    try:
        answers.append(look_up(host, port))
    # A thread that dies without an answer would be waited for until the next boot.
    except Exception:
        answers.append(None)


def look_up(host, port):
    """-> the first IPv4 address. Blocks, unless `host` is a literal. Raises OSError."""
    return socket.getaddrinfo(host, port, socket.AF_INET, socket.SOCK_STREAM)[0][-1]


def is_literal(host):
    """Dotted decimal: no DNS needed."""
    parts = host.split(".")
    return len(parts) == 4 and all(part.isdigit() and int(part) < 256 for part in parts)
