"""Keeps the clock by SNTP, over a UDP socket that never blocks.

Asked until it is known, then every hour. The first answer, and one more than an hour from a clock
that is already valid, are believed only when a second one agrees: a schedule would open at the
wrong time, a record be dated for good. Each question finds the server's address anew.
"""

import asyncio
import errno
import os
import socket

from micropython import const

from firmware.core.ticks import elapsed_ms
from firmware.services.clock import sntp
from firmware.services.link.resolver import Resolver

_PORT = const(123)
_POLL_MS = const(20)
_ANSWER_MAX_BYTES = const(128)
_JUMP_S = const(3_600)
_AGREEMENT_S = const(5)
_TOLD_S = const(60)  # a clock that is set by more, in sum
_DOUBLINGS_MAX = const(5)
_JOINING_MS = const(250)

_BEHIND = "the time server is behind the last time that was known: if that was wrong, set/time"


class Pace:
    """How long each wait may last, in milliseconds. A test overrides what it cannot wait for."""

    resolve_ms = 25_000
    answer_ms = 3_000  # also bounds the error: the time taken is half of the round trip
    first_retry_ms = 2_000  # doubles up to 64 s; a first answer's second opinion: ntpd's iburst
    second_opinion_ms = 16_000  # RFC 4330 §10: not more often than every 15 s
    again_ms = 3_600_000
    behind_s = 86_400


class Timekeeper:
    """`server` is `host` or `host:port`; empty: nobody is asked. `last_error`: empty when well.
    `floor_s`: the last time that was known, in Unix seconds; nothing before it is believed where
    no clock is valid, but what agrees for a day. `online()`: there is a network; None: there
    always is."""

    def __init__(self, server, clock, journal, floor_s=0, online=None, pace=Pace):
        host, _, port = server.partition(":")
        self.last_error = ""
        self._host = host
        self._port = int(port or _PORT)
        self._clock = clock
        self._journal = journal
        self._floor_s = floor_s
        self._online = online
        self._pace = pace
        self._resolver = Resolver(clock)
        self._failures = 0
        self._doubted_s = None
        self._off_s = 0  # by how much it was set since that was told
        self._behind_from = (0, 0)  # start of this program by such answers, uptime at the first

    async def run(self):
        while self._host:
            joined = self._online is None or self._online()
            await asyncio.sleep_ms(await self._round() if joined else _JOINING_MS)

    # -> milliseconds until the next round. MemoryError and the like are reported, not fatal.
    async def _round(self):
        try:
            epoch_s = await self._ask()
            if self._is_behind(epoch_s):
                raise ValueError(_BEHIND)
        except (OSError, ValueError, MemoryError) as trouble:
            self._failures += 1
            self._say(self._reason(trouble))
            return self._pace.first_retry_ms << min(self._failures - 1, _DOUBLINGS_MAX)
        self._failures = 0
        doubted_ms = self._doubted_ms(epoch_s)
        if doubted_ms:
            return doubted_ms
        known_s = self._clock.epoch()
        self._clock.set(epoch_s)
        if known_s is not None:
            self._off_s += epoch_s - known_s
        if abs(self._off_s) > _TOLD_S:
            self._journal.note("clock_set", "server of time: {} s".format(self._off_s))
            self._off_s = 0
        self._say("")
        return self._pace.again_ms

    # A clock that was once set wrong has left a wrong floor: that must not stand for ever.
    def _is_behind(self, epoch_s):
        if self._clock.epoch() is not None or epoch_s >= self._floor_s:
            return False
        now_s = self._clock.uptime_s()
        started_s = epoch_s - now_s
        if abs(started_s - self._behind_from[0]) > _AGREEMENT_S:
            self._behind_from = (started_s, now_s)
        return now_s - self._behind_from[1] < self._pace.behind_s

    # Two answers agree when both put the start of this program at the same time.
    def _doubted_ms(self, epoch_s):
        """0 if it is believed, else when to ask again."""
        known_s = self._clock.epoch()
        started_s = epoch_s - self._clock.uptime_s()
        doubted_s, self._doubted_s = self._doubted_s, None
        if known_s is not None and abs(epoch_s - known_s) <= _JUMP_S:
            return 0
        if doubted_s is not None and abs(started_s - doubted_s) <= _AGREEMENT_S:
            return 0
        self._doubted_s = started_s
        if known_s is None and doubted_s is None:
            return self._pace.first_retry_ms
        off_s = started_s - doubted_s if known_s is None else epoch_s - known_s
        self._say("the time server's answers differ by {} s: asked again".format(off_s))
        return self._pace.second_opinion_ms

    async def _ask(self):
        address = await self._resolver.resolve(self._host, self._port, self._pace.resolve_ms)
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            sock.setblocking(False)
            return await self._exchange(sock, address)
        finally:
            sock.close()

    # -> Unix seconds, now. Strangers' packets and late answers are passed over.
    async def _exchange(self, sock, address):
        nonce = os.urandom(sntp.NONCE_BYTES)
        asked_ms = self._clock.ticks_ms()
        sock.sendto(sntp.request(nonce), address)
        while True:
            waited_ms = elapsed_ms(self._clock.ticks_ms(), asked_ms)
            if waited_ms >= self._pace.answer_ms:
                raise OSError("{} does not answer".format(self._host))
            packet = _received_from(sock, address)
            if packet and sntp.is_answer_to(packet, nonce):
                return (sntp.answered_ms(packet) + waited_ms // 2 + 500) // 1000
            await asyncio.sleep_ms(_POLL_MS)

    def _reason(self, trouble):
        if isinstance(trouble, MemoryError):
            return "not enough memory to ask for the time"
        if trouble.args and isinstance(trouble.args[0], str):
            return trouble.args[0]
        return "no way to {}: {}".format(self._host, trouble)

    def _say(self, sentence):
        if sentence and sentence != self.last_error:
            self._journal.note("ntp", sentence)
        self.last_error = sentence


def _received_from(sock, address):
    try:
        packet, source = sock.recvfrom(_ANSWER_MAX_BYTES)
    except OSError as nothing:
        if nothing.errno != errno.EAGAIN:
            raise
        return None
    return packet if source == address else None
