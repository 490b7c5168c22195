"""The link to the broker: kept up, or tried again, for as long as the charger runs.

Wi-Fi, address, TCP, TLS, MQTT; each under a deadline, none on the loop's time. What goes wrong
ends the connection, is said in `last_error`, and is tried again after 1 to 60 s. Charging needs
none of it: commands, and when the broker was last heard, are all that leaves this room.

With certificates the clock comes first: their dates mean nothing before it is set, and there is no
connecting without checking them. SNTP is what sets it. A pre-shared key has no date.
"""

import asyncio
import errno
import random

from micropython import const

from firmware.core.ticks import elapsed_ms
from firmware.services.link.codec import ProtocolError
from firmware.services.link.connection import Connection, dial
from firmware.services.link.courtesies import Courtesies
from firmware.services.link.resolver import Resolver
from firmware.services.link.session import Deadlines, Session

_POLL_MS = const(250)
_WAIT_MAX_MS = const(60_000)
# A handshake with certificates stops the loop for up to a second at a time: seldom, while the car
# charges.
_TLS_CHARGING_WAIT_MAX_MS = const(900_000)
_DOUBLINGS_MAX = const(10)
# A broker ends a connection when another client comes by its id [3.1.4]: three ends in a row, each
# so soon after a snapshot, look like it.
_ENDS = const(3)
_SOON_MS = const(60_000)
_DOUBLED = "the broker ends each connection: another client uses the id {}. Each needs its own"
_LASTING_MS = const(600_000)  # the loss of a connection that lasted so long is told in any case
_AGAIN_S = const(3_600)
_TOLD_MAX = const(8)
_FAILURES_PER_WIFI_RESTART = const(8)  # "connected" Wi-Fi that passes nothing

_STEP_MAX_MS = const(1_000)
_TOO_SLOW = (
    "a step of the last handshake took {} ms: waiting for the contactor to open. With a key in the"
    " place of certificates it need not (docs/broker.md)"
)
_NO_TIME = "waiting for the time: without it no certificate can be checked"
_WORDS = {
    errno.ECONNREFUSED: "nothing listens there: check that the broker runs, and broker.port",
    errno.ECONNRESET: "the broker reset the connection",
    errno.ECONNABORTED: "the network dropped the connection",
    errno.EHOSTUNREACH: "the broker's network cannot be reached",
    errno.ETIMEDOUT: "the broker does not answer",
    errno.ENOTCONN: "the connection is gone",
    errno.ENOMEM: "not enough memory for a connection",
    errno.ENOBUFS: "not enough memory for a connection",
}


class Cloud:
    """`wifi` is not touched while `config.wifi_ssid` is empty: the network is assumed to be there.

    `outgoing`: the services.link.report.Report, and the sources of services.link.outbox.Outbox.
    `room()`: services.rounds.Rounds.room, waited for before what takes the chip milliseconds.
    `last_error` is a sentence without secrets, empty while connected. Without a broker's host in
    `config` there is nothing to do.
    """

    def __init__(
        self, config, link, commands, outgoing, wifi, clock, journal, room, deadlines=Deadlines
    ):
        self._config = config
        self._certified = config.tls and not config.psk
        self._steps = None  # of the handshake, with certificates
        self._link = link
        self._report = outgoing[0]
        self._wifi = wifi
        self._clock = clock
        self._journal = journal = _Seldom(journal, clock)
        self._deadlines = deadlines
        self._courtesies = Courtesies(config, link, clock, journal, deadlines)
        outgoing += (self._courtesies,)
        self._session_parts = (config, link, commands, outgoing, clock, journal, room, deadlines)
        self._resolver = Resolver(clock)
        self._session = None
        self._failures = self._ends = 0
        self._error = ""
        self._stopping = False
        self._stopped = asyncio.Event()

    @property
    def connected(self):
        return self._session is not None and self._session.subscribed

    @property
    def last_error(self):
        return "" if self.connected else self._error

    @property
    def handshake_ms(self):
        """The longest step of the last handshake with certificates; 0: there was none."""
        return self._steps.longest_ms if self._steps else 0

    def join(self, group):
        """`group`: services.group.circle.Group. Its messages come by this link from now on."""
        self._courtesies.group = group

    def publish(self, topic, payload):
        """The group's, bytes, QoS 0: dropped while there is no link."""
        if self._session:
            self._session.publish_now(topic, payload)

    async def run(self):
        """Returns after close(), or at once without a broker."""
        self._stopping = self._stopping or not self._config.broker_host
        while not self._stopping:
            await self._attempt()
            if not self._stopping:
                await self._wait()
        self._stopped.set()

    async def close(self):
        """Publishes `offline`, disconnects and waits until run() is done, within seconds."""
        self._stopping = True
        if self._session:
            self._session.stop()
            await self._stopped.wait()

    # Any Exception: a link that died of a surprise would stay dead until the next power cycle.
    # Cancellation is none, and passes through.
    async def _attempt(self):
        try:
            await self._contactor_open()
            await self._network_ready()
            if not self._stopping:
                await self._connect_and_attend()
        except Exception as trouble:
            self._failures += 1
            self._tell(trouble)

    # What stopped the charger so long is not done again while the contactor is closed.
    async def _contactor_open(self):
        if self.handshake_ms <= _STEP_MAX_MS or not self._report.charging:
            return
        self._say(_TOO_SLOW.format(self.handshake_ms))
        while self._report.charging and not self._stopping:
            await asyncio.sleep_ms(_POLL_MS)

    # Without memory for a word the next attempt comes all the same.
    def _tell(self, trouble):
        try:
            self._say(describe(trouble))
        except MemoryError:
            pass

    async def _network_ready(self):
        if self._config.wifi_ssid:
            if self._failures and self._failures % _FAILURES_PER_WIFI_RESTART == 0:
                await self._wifi.restart()
            await self._wifi.up(self._config.wifi_ssid, self._config.wifi_password)
        if self._certified and self._clock.epoch() is None:
            self._say(_NO_TIME)
            await self._time_known()

    # Not for ever: the time comes by Wi-Fi, which is looked after between attempts.
    async def _time_known(self):
        began_ms = self._clock.ticks_ms()
        while self._clock.epoch() is None and not self._stopping:
            if elapsed_ms(self._clock.ticks_ms(), began_ms) >= self._deadlines.time_ms:
                raise OSError(_NO_TIME)
            await asyncio.sleep_ms(_POLL_MS)

    async def _connect_and_attend(self):
        began_ms = self._clock.ticks_ms()
        connection = Connection(await self._dial(), self._clock, self._deadlines)
        self._session = Session(connection, *self._session_parts)
        if self._stopping:
            self._session.stop()
        try:
            await self._session.attend()
        except Exception as trouble:
            taken = self._courtesies.ended(trouble) and self._link.whole
            if self._ends_again(taken, began_ms):
                raise OSError(_DOUBLED.format(self._config.id))
            raise
        finally:
            connection.close()
            self._session_over(began_ms)

    # Said and no more: a broker that is started again and again looks the same, and must not cost
    # an outage.
    def _ends_again(self, taken, began_ms):
        soon = elapsed_ms(self._clock.ticks_ms(), began_ms) < _SOON_MS
        self._ends = self._ends + 1 if taken and soon else 0
        return self._ends >= _ENDS

    async def _dial(self):
        config, deadlines = self._config, self._deadlines
        address = await self._resolver.resolve(
            config.broker_host, config.broker_port, deadlines.resolve_ms
        )
        context = self._tls_context() if config.tls else None
        return await dial(address, context, config.broker_host, self._clock, deadlines.connect_ms)

    # Imported on demand: without TLS its modules need not be on the heap.
    def _tls_context(self):
        import ussl

        config = self._config
        if config.psk:
            return ussl.shared(config.psk_identity, config.psk)
        steps = self._steps = self._steps or ussl.Steps()
        steps.context = ussl.context(config.ca, config.certificate, config.key)
        return steps

    def _session_over(self, began_ms):
        if self.connected:
            lasted_ms = elapsed_ms(self._clock.ticks_ms(), began_ms)
            if lasted_ms >= self._deadlines.good_session_ms:
                self._failures = 0
            if lasted_ms >= _LASTING_MS:
                self._journal.forget()
        self._session = None
        self._link.snapshot_abort()

    def _say(self, sentence):
        self._error = sentence
        self._journal.note("broker_lost", sentence)

    # The ceiling is asked for again and again: it falls when charging ends.
    async def _wait(self):
        wait_ms = back_off_ms(self._failures, self._deadlines.first_wait_ms, random.random())
        began_ms = self._clock.ticks_ms()
        while not self._stopping:
            left_ms = min(wait_ms, self._wait_max_ms()) - elapsed_ms(
                self._clock.ticks_ms(), began_ms
            )
            if left_ms <= 0:
                return
            await asyncio.sleep_ms(min(left_ms, _POLL_MS))

    def _wait_max_ms(self):
        if self._certified and self._report.charging:
            return _TLS_CHARGING_WAIT_MAX_MS
        return _WAIT_MAX_MS


# A dead broker repeats itself every minute, and one that ends each connection as often; the
# journal has room for 64 entries in all.
class _Seldom:
    """`note` as the journal's, but the same at most once an hour, unless `forget` was called."""

    def __init__(self, journal, clock):
        self._journal = journal
        self._clock = clock
        self.forget()

    def forget(self):
        self._told = {}

    def note(self, code, detail):
        if len(self._told) > _TOLD_MAX:  # whoever answers something else each time fills no heap
            self.forget()
        now_s, words = self._clock.uptime_s(), code + detail
        if words not in self._told or now_s - self._told[words] >= _AGAIN_S:
            self._told[words] = now_s
            self._journal.note(code, detail)


def back_off_ms(failures, first_ms, dice):
    """`dice` is 0 .. 1. Doubles with each failure; up to half is chance, so that not every charger
    of a street returns to a restarted broker at once."""
    step_ms = first_ms << min(failures - 1, _DOUBLINGS_MAX)
    return step_ms + int(step_ms * dice)


def describe(trouble):
    """An exception as a sentence for the person who has to do something about it."""
    if isinstance(trouble, EOFError):
        return "the broker closed the connection"
    if isinstance(trouble, MemoryError):
        return _WORDS[errno.ENOMEM]
    if isinstance(trouble, OSError):
        return _describe_os_error(trouble)
    if isinstance(trouble, ProtocolError):
        return str(trouble)
    # Its name only: the text of an unforeseen error may quote what was being read.
    return "a fault in the charger's own link: {}".format(type(trouble).__name__)


# Our own carry a sentence, the network's a number, mbedtls' a negative number and a name.
def _describe_os_error(trouble):
    if not trouble.args or isinstance(trouble.args[0], str):
        return str(trouble) or "the network failed"
    number = trouble.args[0]
    if number < 0 and len(trouble.args) > 1:
        return "TLS failed: %s" % trouble.args[1]
    return _WORDS[number] if number in _WORDS else "network error {}".format(number)
