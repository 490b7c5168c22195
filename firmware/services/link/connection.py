"""One TCP or TLS connection that carries whole MQTT packets, every wait under a deadline.

Two tasks touch the network: one reads, one sends. They carry no timeouts of their own: each says
since when it has been inside a packet, and whoever attends the connection calls check() a few
times a second, which raises when that is too long. So nothing is cancelled halfway but the whole
connection, and a broker that sends one byte every ten seconds is found out like a silent one.
"""

import asyncio
import select
import socket
from errno import EINPROGRESS

from micropython import const

from firmware.core.ticks import elapsed_ms
from firmware.services.link.codec import PUBLISH, ProtocolError

PAYLOAD_MAX_BYTES = const(512)  # the longest that is read into memory
_TOPIC_MAX_BYTES = const(116)  # set/ topics take at most 48 and a name
_PACKET_MAX_BYTES = const(PAYLOAD_MAX_BYTES + _TOPIC_MAX_BYTES + 4)  # 2 length, 2 identifier
_HEAD_BYTES = const(_TOPIC_MAX_BYTES + 4)  # of a longer packet: enough to know what it is
_PIECE_BYTES = const(256)
_ABSURD_BYTES = const(1024 * 1024)  # not worth reading to its end

_CONNECT_POLL_MS = const(20)
_ROOM_POLL_MS = const(50)
_OUTBOX_PACKETS = const(4)


# Without waiting inside connect(): on the chip a black hole would block for 19 s.
async def dial(address, context, host, clock, deadline_ms):
    """-> a connected non-blocking socket; TLS if `context`, its handshake still to come.

    `address` is what getaddrinfo gave. Raises OSError.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    connected = False
    try:
        sock.setblocking(False)
        _begin_connect(sock, address)
        await _writable(sock, clock, deadline_ms)
        connected = True
    finally:  # an error, the deadline, or the task was cancelled
        if not connected:
            sock.close()
    return _wrap(sock, context, host) if context else sock


def _wrap(sock, context, host):
    try:
        return context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
    except (OSError, ValueError, MemoryError):
        sock.close()
        raise


# In progress is what a non-blocking connect says; what it came to is seen by polling.
def _begin_connect(sock, address):
    try:
        sock.connect(address)
    except OSError as refusal:
        if refusal.errno != EINPROGRESS:
            raise


async def _writable(sock, clock, deadline_ms):
    poller = select.poll()
    poller.register(sock, select.POLLOUT)
    began_ms = clock.ticks_ms()
    while elapsed_ms(clock.ticks_ms(), began_ms) < deadline_ms:
        for _, events in poller.poll(0):
            if events != select.POLLOUT:  # an error beside it
                sock.recv(1)  # raises what the connection died of
                raise OSError("the connection to the broker was refused")
            return
        await asyncio.sleep_ms(_CONNECT_POLL_MS)
    raise OSError("no connection to the broker within {} s".format(deadline_ms // 1000))


class Connection:
    """Owns `sock` and the tasks that use it; `trouble` is what the first of them died of."""

    def __init__(self, sock, clock, deadlines):
        self.trouble = None
        self._sock = sock
        self._stream = asyncio.StreamReader(sock)
        self._clock = clock
        self._deadlines = deadlines
        self._tasks = []
        self._outbox = []
        self._wake = asyncio.Event()
        self._receiving_ms = None
        self._waited_ms = 0  # for what has come of a packet
        self._sending_ms = None
        self.left_bytes = 0  # of a packet of which only the head was read

    def spawn(self, work):
        self._tasks.append(asyncio.create_task(self._guarded(work)))

    # Whatever a task trips over ends this connection and nothing else: the attendant raises it.
    # Cancellation is not an Exception, so close() still ends the task.
    async def _guarded(self, work):
        try:
            await work
        except Exception as trouble:
            self.trouble = self.trouble or trouble

    # Cancelled tasks leave the poll set at once, so that no closed socket is polled.
    def close(self):
        for task in self._tasks:
            task.cancel()
        self._sock.close()

    @property
    def idle(self):
        """Everything put was handed to the network."""
        return not self._outbox

    @property
    def receiving(self):
        """In the middle of a packet."""
        return self._receiving_ms is not None or self.left_bytes > 0

    def check(self):
        """Raises what ended the connection, or OSError for a packet that takes too long."""
        if self.trouble:
            raise self.trouble
        now_ms, limit_ms = self._clock.ticks_ms(), self._deadlines.packet_ms
        waited_from_ms = self._receiving_ms
        if waited_from_ms is not None and elapsed_ms(now_ms, waited_from_ms) >= limit_ms:
            raise OSError("the broker stopped in the middle of a packet")
        if self._sending_ms is not None and elapsed_ms(now_ms, self._sending_ms) >= limit_ms:
            raise OSError("the network takes no more bytes")

    def put(self, packet):
        """`packet`: its bytes, or whatever yields them in pieces as they go out."""
        self._outbox.append(packet)
        self._wake.set()

    @property
    def crowded(self):
        """As many packets wait to go out as should."""
        return len(self._outbox) >= _OUTBOX_PACKETS

    async def room(self):
        """Waits until a few more packets may be put: whoever answers reads no faster than that."""
        while self.crowded:
            await asyncio.sleep_ms(_ROOM_POLL_MS)

    async def send_all(self):
        """Sends what is put, for as long as the connection lasts."""
        while True:
            while not self._outbox:
                self._wake.clear()
                await self._wake.wait()
            packet = self._outbox[0]
            for piece in (packet,) if isinstance(packet, (bytes, bytearray)) else packet:
                await self.send(piece)
            self._outbox.pop(0)

    async def send(self, packet):
        """For CONNECT itself, before send_all() runs: with TLS it carries the handshake."""
        self._sending_ms = self._clock.ticks_ms()
        self._stream.write(packet)
        await self._stream.drain()
        self._sending_ms = None

    # The length is judged before a buffer is taken: a header may promise 256 MB.
    async def read_packet(self):
        """-> (packet, cut): one whole packet; or the head of a long one, of which `left_bytes` are
        still to come: by more(), unless skip() drops them.

        Raises ProtocolError, EOFError, OSError.
        """
        start = bytearray(await self._stream.readexactly(2))
        self._receiving_ms = self._clock.ticks_ms()
        size = await self._remaining(start)
        if size > _ABSURD_BYTES or (start[0] & 0xF0 != PUBLISH and size > 3):
            raise ProtocolError("the broker announced a packet of {} bytes".format(size))
        cut = size > _PACKET_MAX_BYTES
        if cut:  # a packet of its own, with the length it has: umqtt unpacks it like any other
            start, self.left_bytes, size = (
                bytes((start[0], _HEAD_BYTES)),
                size - _HEAD_BYTES,
                _HEAD_BYTES,
            )
        packet = bytes(start) + await self._stream.readexactly(size)
        self._received()
        return packet, cut

    # What is done with it takes time that is not the broker's.
    def _received(self):
        self._waited_ms = elapsed_ms(self._clock.ticks_ms(), self._receiving_ms)
        self._receiving_ms = None

    # [2.2.3] Up to four bytes of seven bits, the first of which is start[1].
    async def _remaining(self, start):
        size, shift = start[1] & 0x7F, 7
        while start[-1] & 0x80:
            if len(start) == 5:
                raise ProtocolError("the broker sent a packet without end")
            start.extend(await self._stream.readexactly(1))
            size |= (start[-1] & 0x7F) << shift
            shift += 7
        return size

    async def more(self):
        """The next bytes of what read_packet() cut; none at its end. Raises EOFError, OSError."""
        if not self.left_bytes:
            return b""
        self._receiving_ms = self._clock.ticks_ms() - self._waited_ms
        piece = await self._stream.read(min(self.left_bytes, _PIECE_BYTES))
        if not piece:
            raise EOFError
        self._received()
        self.left_bytes -= len(piece)
        return piece

    async def skip(self):
        """Drops what is left of it."""
        while await self.more():
            pass
