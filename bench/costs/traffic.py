"""MQTT packets and bytes of one charger in an hour idle and in an hour charging, both ways.

Virtual hours of the whole charger, counted where they pass to the broker: keep-alives and
acknowledgements are among them, TCP and IP (some 50 bytes a packet) are not.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from bench.site.networks import networks
from bench.site.rig import Rig, rig
from sim.host.site.broker import HOST, free_port
from sim.host.site.gate import Gate
from sim.host.site.home import BROKER_NAME, BROKER_PORT, Site

_WIRE_A = 32
_LINK_TIMEOUT_S = 300  # as of a new charger: its keep-alives follow from it
_SEED = "traffic"
_SETTLED_S = 60
_HOUR_S = 3600
_CHUNK_BYTES = 65_536
_LENGTH_BYTES_MAX = 4  # MQTT 3.1.1, 2.2.3
_WAYS = ("sent", "received")

Traffic = dict[str, float]


class Packets:
    """Counts the MQTT packets that begin in a stream, and its bytes."""

    def __init__(self) -> None:
        self.messages = 0
        self.bytes = 0
        self._left = 0  # of a packet whose length is known
        self._header = bytearray()

    def take(self, chunk: bytes) -> None:
        self.bytes += len(chunk)
        place = 0
        while place < len(chunk):
            if self._left:
                passed = min(self._left, len(chunk) - place)
                self._left -= passed
                place += passed
            else:
                self._take_header(chunk[place])
                place += 1

    def _take_header(self, octet: int) -> None:
        self._header.append(octet)
        lengths = self._header[1:]
        if lengths and (octet < 0x80 or len(lengths) == _LENGTH_BYTES_MAX):
            self.messages += 1
            self._left = sum((part & 0x7F) << 7 * at for at, part in enumerate(lengths))
            self._header.clear()


class CountingDoor:
    """Stands before the broker and counts: `sent` and `received` from the charger's side."""

    def __init__(self, site: Site) -> None:
        self.port = free_port()
        self.sent, self.received = Packets(), Packets()
        self._broker_port = site.broker.port
        site.broker.loop.run(self._listen())

    def counts(self) -> Traffic:
        """All so far: messages_sent, bytes_sent, messages_received, bytes_received."""
        ways = zip(_WAYS, (self.sent, self.received), strict=True)
        return {
            f"{what}_{way}": getattr(packets, what)
            for way, packets in ways
            for what in ("messages", "bytes")
        }

    async def _listen(self) -> None:
        await asyncio.start_server(self._serve, HOST, self.port)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(HOST, self._broker_port)
        inward = asyncio.create_task(_pass_on(reader, far_writer, self.sent.take))
        await _pass_on(far_reader, writer, self.received.take)
        await inward


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, count: Callable[[bytes], None]
) -> None:
    try:
        while chunk := await reader.read(_CHUNK_BYTES):
            count(chunk)
            writer.write(chunk)
    except OSError:
        pass  # a reset is an end like any other
    writer.close()


def collect(span_s: float = _HOUR_S) -> dict[str, Any]:
    """`idle` and `charging` -> Traffic, per hour."""
    with rig(networks()["quiet"], _WIRE_A, _SEED) as here:
        door = _counted(here)
        here.pass_s(_SETTLED_S)
        idle = _per_hour(here, door, span_s)
        here.charge()
        here.pass_s(_SETTLED_S)
        return {"idle": idle, "charging": _per_hour(here, door, span_s)}


# Behind the gate, whose bytes tell virtual time what is under way.
def _counted(here: Rig) -> CountingDoor:
    site = here.site
    site.console(f"config link_timeout_s {_LINK_TIMEOUT_S}")
    door = CountingDoor(site)
    site.uplink.gate.refuse()
    site.uplink.gate = gate = Gate(site.broker.loop, door.port)
    here.charger.do("route", host=BROKER_NAME, port=BROKER_PORT, to_port=gate.port)
    return door


def _per_hour(here: Rig, door: CountingDoor, span_s: float) -> Traffic:
    before = door.counts()
    here.pass_s(span_s)
    after = door.counts()
    return {name: round((after[name] - before[name]) * _HOUR_S / span_s) for name in after}
