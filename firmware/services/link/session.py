"""The conversation with the broker on one connection, from CONNECT to the last byte.

CONNECT, SUBSCRIBE, and after SUBACK a PINGREQ: a broker answers in order, so its PINGRESP comes
behind every retained message, and the snapshot is whole. From then on commands are answered, the
state is published, and pings show that the connection is not half-open.
"""

import asyncio
import json

from micropython import const

from firmware.core.ticks import elapsed_ms
from firmware.core.tou import reader  # noqa: F401  now: the desk needs it while a car charges
from firmware.services.link import codec
from firmware.services.link.connection import PAYLOAD_MAX_BYTES
from firmware.services.link.courtesies import BIRTH_TOPIC
from firmware.services.link.outbox import Outbox

_TICK_MS = const(250)  # a change of state must be out within 1 s
_PING_MAX_S = const(30)
_PINGS_PER_TIMEOUT = const(3)  # two may be lost before the link counts as DOWN
_KEEPALIVE_S = const(60)  # the broker lets 1.5 of it pass, so it outlasts two pings
SCHEDULE_MAX_BYTES = const(6 * 1024)
_GROUP_MAX_BYTES = const(2 * 1024)  # grants to 13 members take 1.2 KB: 80 A for 6 A each

# CONNACK return codes [3.2.2.3], and what to do about each.
_REFUSALS = {
    1: "the broker does not speak MQTT 3.1.1",
    2: "the broker refuses the client id: choose another id for this charger",
    3: "the broker says that it is unavailable",
    4: "the broker refuses user or password: check broker.user and broker.password",
    5: "the broker does not authorise this user: check broker.user and the broker's ACL",
}


class Deadlines:
    """How long each wait may last, in milliseconds. A test overrides what it cannot wait for."""

    time_ms = 60_000  # for the clock to be set, which TLS needs
    resolve_ms = 25_000  # three dead DNS servers take lwIP 21 s
    connect_ms = 10_000
    opening_ms = 20_000  # connected to SUBACK; a TLS handshake takes the chip 1 to 3 s
    packet_ms = 10_000
    ping_ms = 10_000
    ack_ms = 60_000  # an event or a session that is not acknowledged by then is sent again
    farewell_ms = 2_000
    birth_spread_ms = 10_000  # a street of chargers must not answer a birth all at once
    trial_ms = 3_000  # between what a broker may end the connection over
    good_session_ms = 30_000  # a shorter one does not shorten the back-off
    first_wait_ms = 1_000


class Session:
    """`subscribed` turns true at SUBACK: from then on commands come and the state goes out.

    `outgoing`: (report.Report, outbox.Outbox's sources, courtesies.Courtesies); `room()`: as
    cloud.Cloud
    """

    def __init__(
        self, connection, config, link, commands, outgoing, clock, journal, room, deadlines
    ):
        self.subscribed = False
        self._connection = connection
        self._config = config
        self._link = link
        self._commands = commands
        self._report, queued, self._courtesies = outgoing
        self._clock = clock
        self._journal = journal
        self._room = room
        self._deadlines = deadlines
        self._codec = codec.Codec()
        self._prefix = b"pilotlight/" + config.id.encode() + b"/"
        borne, packets = self._courtesies, self._codec
        self._outbox = Outbox(queued, borne, packets, self._prefix, deadlines.ack_ms)
        self._stopping = False
        self._began_ms = clock.ticks_ms()
        self._pinged_ms = self._heard_ms = self._began_ms
        self._ping_pending = self._snapshot_ping = False
        self._courtesies.begin(connection, self._codec)
        self._published = self._published_w = None
        self._published_ms = 0

    def stop(self):
        self._stopping = True

    # One of four things ends it: stop(); an error of a task, raised by check(); a deadline; or
    # the cancellation of the attending task. The caller closes the connection in each case.
    async def attend(self):
        """Returns after stop(), with the farewell said. Raises what ended the connection."""
        self._connection.spawn(self._converse())
        while not self._stopping:
            await asyncio.sleep_ms(_TICK_MS)
            await self._room()
            self._connection.check()
            now_ms = self._clock.ticks_ms()
            if self.subscribed:
                self._ping_when_due(now_ms)
                self._be_courteous(now_ms)
                self._publish_state_when_due(now_ms)
                self._publish_queued_when_due(now_ms)
                self._ask_again_when_due(now_ms)
            elif elapsed_ms(now_ms, self._began_ms) >= self._deadlines.opening_ms:
                raise OSError("the broker accepts the connection and says nothing")
        await self._farewell()

    async def _converse(self):
        await self._hello()
        kind, code = await self._next()
        if kind != codec.CONNACK:
            raise codec.ProtocolError("the broker's first packet is not CONNACK")
        if code:
            raise OSError(_REFUSALS.get(code, "the broker refuses the connection"))
        self._link.heard(self._clock.uptime_s())
        self._connection.spawn(self._connection.send_all())
        self._connection.put(self._codec.subscribe(self._prefix + b"set/#"))
        while True:
            kind, value = await self._next()
            self._link.heard(self._clock.uptime_s())
            self._heard_ms = self._clock.ticks_ms()
            await self._take(kind, value)

    # Sending CONNECT drives the TLS handshake.
    async def _hello(self):
        self._link.handshaking = self._config.tls and not self._config.psk
        try:
            await self._connection.send(self._connect_packet())
        except (OSError, ValueError) as refusal:
            if not self._config.tls:
                raise
            import ussl

            raise ussl.refused(refusal, self._config.psk)
        finally:
            self._link.handshaking = False

    def _connect_packet(self):
        config = self._config
        return codec.connect(
            b"pilotlight-" + config.id.encode(),
            self._prefix + b"availability",
            b"offline",
            config.broker_user.encode(),
            config.broker_password.encode(),
            _KEEPALIVE_S,
        )

    async def _next(self):
        packet, cut = await self._connection.read_packet()
        return self._codec.unpack(packet, cut)

    async def _take(self, kind, value):
        if kind == codec.PUBLISH:
            await self._command(*value)
        elif kind == codec.SUBACK:
            self._subscription_answered(value)
        elif kind == codec.PINGRESP:
            self._ping_answered()
        elif kind == codec.PUBACK:
            self._outbox.acknowledged(value)

    def _subscription_answered(self, code):
        if self.subscribed:  # to the birth topic or the group's, which a broker may refuse
            return
        if code == codec.SUBSCRIPTION_REFUSED:
            raise OSError("the broker refuses the subscription to set/#: check its ACL")
        now_ms = self._clock.ticks_ms()
        self._link.snapshot_begin(now_ms)
        self._snapshot_ping = True
        self._ping(now_ms)
        self.subscribed = True
        self._journal.note("broker_connected", self._config.broker_host)

    # To subscribe to the same again makes the broker deliver what is retained once more [3.8.4].
    def _ask_again_when_due(self, now_ms):
        if self._commands.asks_again(now_ms):
            self._connection.put(self._codec.subscribe(self._prefix + b"set/#"))

    def _ping_answered(self):
        self._ping_pending = False
        if self._snapshot_ping:
            self._snapshot_ping = False
            self._link.snapshot_mark(self._clock.ticks_ms())

    def _ping(self, now_ms):
        self._connection.put(codec.PINGREQ)
        self._ping_pending = True
        self._pinged_ms = now_ms

    # While a packet is coming in, the answer is behind it, and the packet's own deadline rules. It
    # may be behind others, too, of a server that sends more than is read.
    def _ping_when_due(self, now_ms):
        since_ms = elapsed_ms(now_ms, self._pinged_ms)
        if self._ping_pending:
            silent_ms = min(since_ms, elapsed_ms(now_ms, self._heard_ms))
            if silent_ms >= self._deadlines.ping_ms and not self._connection.receiving:
                raise OSError("the broker no longer answers: the connection is dead")
            return
        timeout_s = self._link.timeout_s(self._clock.uptime_s())
        if since_ms >= min(_PING_MAX_S, timeout_s // _PINGS_PER_TIMEOUT) * 1000:
            self._ping(now_ms)

    # Acknowledged after it is carried out: if the connection dies between, the broker repeats it.
    async def _command(self, topic, payload, retained, ack):
        answer = None
        if topic and not topic.startswith(self._prefix + b"set/"):
            await self._room()
            await self._overhear(topic, payload, retained)
        else:
            name = codec.plain_name(topic[len(self._prefix) + 4 :])
            if not self._commands.drops(name):
                await self._room()
                answer = await self._carry_out(name, payload, retained)
            self._link.snapshot_mark(self._clock.ticks_ms())
        await self._connection.skip()
        if ack:
            self._connection.put(ack)
        if answer is not None:
            self._publish(b"reply", json.dumps(answer).encode(), False)
        await self._connection.room()

    # What is retained is older than this connection: it announces in any case, and to the group
    # it is stale.
    async def _overhear(self, topic, payload, retained):
        connection = self._connection
        if retained or len(payload) + connection.left_bytes > _GROUP_MAX_BYTES:
            return
        while connection.left_bytes:
            payload += await connection.more()
        if topic == BIRTH_TOPIC:
            self._courtesies.birth(payload)
        elif self._courtesies.group is not None:
            self._courtesies.group.on_message(topic, payload)

    # After the snapshot, whose schedule needs the heap, and the state.
    def _be_courteous(self, now_ms):
        if self._published is not None:
            self._courtesies.do_next(now_ms, self._report)

    async def _carry_out(self, name, payload, retained):
        connection = self._connection
        max_bytes = SCHEDULE_MAX_BYTES if name == "tou" else PAYLOAD_MAX_BYTES
        if len(payload) + connection.left_bytes > max_bytes:
            too_long = "longer than {} bytes".format(max_bytes)
            return self._commands.refuse(name, too_long, "", retained)
        self._link.snapshot_takes(name)
        more = connection.more if connection.left_bytes else None
        return await self._commands.handle(name, payload, retained, self._config.tls, more)

    # After the snapshot, for before it nobody knows what is in force. Only when the last one is
    # out: on a slow link a newer state replaces one not yet sent.
    def _publish_state_when_due(self, now_ms):
        if not self._connection.idle or not self._link.whole:
            return
        report, since_ms = self._report, elapsed_ms(now_ms, self._published_ms)
        fingerprint = report.fingerprint()
        period_ms = report.period_ms(self._published_w)
        if fingerprint == self._published and since_ms < period_ms:
            return
        document = report.document()
        self._published_w = document["power_w"]
        self._publish(b"state", json.dumps(document).encode(), True)
        if self._published is None:
            self._publish(b"availability", b"online", True)
        if self._published is None or self._published[-1] is not fingerprint[-1]:
            self._publish(b"config", json.dumps(self._report.config()).encode(), True)
        self._published, self._published_ms = fingerprint, now_ms

    # After the snapshot: a long outage must not keep the schedule waiting behind its events.
    # Beside the state, which a controller's noise may change at every look.
    def _publish_queued_when_due(self, now_ms):
        if not self._link.whole or self._connection.crowded:
            return
        packet = self._outbox.due(now_ms)
        if packet is not None:
            self._connection.put(packet)

    def publish_now(self, topic, payload):
        """QoS 0, bytes; left out where it would have to wait: it is worth nothing later."""
        if not self.subscribed or self._stopping or self._connection.crowded:
            return
        if self._courtesies.may_speak(self._clock.ticks_ms()):
            self._connection.put(self._codec.publish(topic, payload))

    def _publish(self, topic, payload, retain):
        self._connection.put(self._codec.publish(self._prefix + topic, payload, retain))

    # DISCONNECT makes the broker forget the will, so `offline` is said first.
    async def _farewell(self):
        if not self.subscribed:
            return
        self._publish(b"availability", b"offline", True)
        self._connection.put(codec.DISCONNECT)
        began_ms = self._clock.ticks_ms()
        while not self._connection.idle:
            if elapsed_ms(self._clock.ticks_ms(), began_ms) >= self._deadlines.farewell_ms:
                return
            await asyncio.sleep_ms(_TICK_MS // 10)
