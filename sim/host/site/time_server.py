"""An SNTP server (RFC 4330) that tells the virtual world's wall clock, or a lie on request."""

import asyncio
import struct
from collections.abc import Callable

from sim.host.idle_loop import IdleLoop
from sim.host.site.broker import HOST

_NTP_EPOCH_S = 2_208_988_800  # 1900-01-01 to 1970-01-01
_PACKET_BYTES = 48
_FRACTION = 1 << 32
_LEAP_NONE_V4_SERVER = 0x24  # LI 0, VN 4, mode 4
_STRATUM = 2


class TimeServer(asyncio.DatagramProtocol):
    """`wall_s` answers with Unix seconds. `spoil` changes an answer's bytes; None: as it is.

    With `held`, requests wait for `answer_held`: in virtual time a request arrives before it
    is known what time it is there.
    """

    def __init__(self, loop: IdleLoop, wall_s: Callable[[], float], held: bool) -> None:
        self.bytes_in = 0
        self.bytes_out = 0
        self.silent = False
        self.spoil: Callable[[bytearray], bytes] | None = None
        self._wall_s = wall_s
        self._held = held
        self._requests: list[tuple[bytes, tuple[str | object, int]]] = []
        loop.run(self._listen(loop.loop))

    async def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        self._socket, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(HOST, 0))
        self.port: int = self._socket.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        self.bytes_in += len(data)
        if not self.silent and len(data) == _PACKET_BYTES:
            self._requests.append((data, addr))
        if not self._held:
            self.answer_held()

    def answer_held(self) -> None:
        while self._requests:
            request, addr = self._requests.pop(0)
            answer = _answer(request[40:48], self._wall_s())
            sent = answer if self.spoil is None else self.spoil(bytearray(answer))
            self._socket.sendto(sent, addr)
            self.bytes_out += len(sent)

    def close(self) -> None:
        self._socket.close()


# The client's transmit stamp comes back as the originate stamp; all our stamps are the same now.
def _answer(originate: bytes, wall_s: float) -> bytes:
    ntp_s = wall_s + _NTP_EPOCH_S
    stamp = struct.pack("!II", int(ntp_s) % _FRACTION, int(ntp_s % 1 * _FRACTION))
    head = struct.pack("!BBbbII4s", _LEAP_NONE_V4_SERVER, _STRATUM, 6, -20, 0, 0, b"\x7f\0\0\1")
    return head + stamp + originate + stamp + stamp
