"""A charger's own door to the broker: counts what passes, and can be shut in several ways.

It stands between the charger and any broker, embedded or not, so that a test can make the
network fail for one charger only, and so that virtual time knows how many bytes are under way.
"""

import asyncio
import socket
import struct
from collections.abc import Callable

from sim.host.idle_loop import IdleLoop
from sim.host.site.broker import HOST, free_port

_CHUNK_BYTES = 65536
_LINGER_0 = struct.pack("ii", 1, 0)  # closed by RST, as a host does that has forgotten it


class Gate:
    """Starts open. `to_broker` and `to_charger` are bytes that have come in and gone out."""

    def __init__(self, loop: IdleLoop, broker_port: int) -> None:
        self.port = free_port()
        self.to_broker = 0
        self.to_charger = 0
        self._loop = loop
        self._broker_port = broker_port
        self._passing = True
        self._dripping = False
        self._tearing = False
        self._disallowed: tuple[bytes, ...] = ()
        self._held = bytearray()  # for the charger, while dripping
        self._drips_to: asyncio.StreamWriter | None = None
        self._listener: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._to_chargers: set[asyncio.StreamWriter] = set()
        self.open()

    def open(self) -> None:
        """Lets connections in, and bytes through."""
        self._passing = True
        self._dripping = False
        self._tearing = False
        self._disallowed = ()
        if self._listener is None:
            self._loop.run(self._listen())

    def refuse(self) -> None:
        """Ends every connection and refuses new ones: the broker's machine is up, it is not."""
        self._loop.run(self._shut())

    def swallow(self) -> None:
        """Connections stay, no byte arrives: the network is up and passes nothing."""
        self._passing = False

    def dribble(self) -> None:
        """From now on the charger gets a byte only at each `drip`, the broker gets them all."""
        self._dripping = True

    def drip(self) -> None:
        """Lets the next byte through to the charger."""
        self._loop.call(self._pass_one)

    def cut(self) -> None:
        """Ends every connection by reset, once; the next attempt gets in."""
        self._loop.call(self._abort_all)

    def tear(self) -> None:
        """From now on the charger gets half of whatever comes next, and a reset."""
        self._tearing = True

    def disallow(self, *octets: bytes) -> None:
        """From now on who says one of these is reset: a broker that does not allow it."""
        self._disallowed = octets

    def say(self, octets: bytes) -> None:
        """Tells the charger what no broker said; nothing if it is not connected."""
        self._loop.call(self._tell, octets)

    async def _listen(self) -> None:
        self._listener = await asyncio.start_server(self._serve, HOST, self.port)

    async def _shut(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        self._abort_all()

    def _abort_all(self) -> None:
        for writer in self._writers:
            if not writer.transport.is_closing():
                sock = writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_0)
            writer.transport.abort()

    def _tell(self, octets: bytes) -> None:
        for writer in self._to_chargers:
            self._let_through(writer, octets)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(HOST, self._broker_port)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, far_writer}
        self._to_chargers.add(writer)
        self._held.clear()
        inward = asyncio.create_task(self._pass_on(reader, far_writer, self._inward))
        await self._pass_on(far_reader, writer, self._outward)
        await inward
        self._writers -= {writer, far_writer}
        self._to_chargers.discard(writer)

    async def _pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        forward: Callable[[asyncio.StreamWriter, bytes], None],
    ) -> None:
        try:
            while chunk := await reader.read(_CHUNK_BYTES):
                forward(writer, chunk)
        except OSError:
            pass  # a reset is an end like any other
        writer.close()

    # Bytes that are swallowed still count as come in, never as gone out.
    def _inward(self, writer: asyncio.StreamWriter, chunk: bytes) -> None:
        self.to_broker += len(chunk)
        if any(octets in chunk for octets in self._disallowed):
            self._abort_all()
        elif self._passing:
            writer.write(chunk)

    def _outward(self, writer: asyncio.StreamWriter, chunk: bytes) -> None:
        if not self._passing:
            return
        self._held += chunk
        if self._dripping:
            self._drips_to = writer
        elif self._tearing:
            self._let_through(writer, self._take(len(self._held) // 2))
            self._abort_all()
        else:
            self._let_through(writer, self._take(len(self._held)))

    def _pass_one(self) -> None:
        if self._held and self._drips_to is not None:
            self._let_through(self._drips_to, self._take(1))

    def _take(self, count: int) -> bytes:
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken

    def _let_through(self, writer: asyncio.StreamWriter, octets: bytes) -> None:
        self.to_charger += len(octets)
        writer.write(octets)
