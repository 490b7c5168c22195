"""What one charger's network leads to: its gate to the broker, and the time server."""

import time

from sim.host.idle_loop import IdleLoop
from sim.host.site.gate import Gate
from sim.host.site.time_server import TimeServer

_ARRIVAL_TRIES = 100  # 100 x 0.5 ms: longer than Nagle and a delayed ACK hold a byte back
_ARRIVAL_WAIT_S = 0.0005


class Uplink:
    """Counts bytes both ways since the charger's process started, for `settle`.

    `wall_s`: the virtual world's wall clock as last heard of, Unix seconds.
    `last_reply_wall_s`: virtual time only, when the broker last sent the charger anything.
    """

    def __init__(self, loop: IdleLoop, broker_port: int, virtual: bool) -> None:
        self.gate = Gate(loop, broker_port)
        self.time_server = TimeServer(loop, self._wall_now_s, held=virtual)
        self._loop = loop
        self._virtual = virtual
        self.wall_s = 0.0
        self._wall_heard_s = time.monotonic()
        self._out_before = 0
        self._in_before = 0
        self._to_charger_before = 0
        self.last_reply_wall_s = 0.0

    def process_started(self) -> None:
        """A new process counts its own bytes from zero."""
        self._loop.settle()
        self._out_before = self._arrived()
        self._in_before = self._sent_back()

    def tell_wall(self, wall_s: float) -> None:
        """The virtual world's wall clock at this moment, Unix seconds."""
        self.wall_s = wall_s
        self._wall_heard_s = time.monotonic()

    def settle(self, sent: int) -> int:
        """Bytes sent back to the charger once all its `sent` bytes have been dealt with."""
        self._loop.settle()
        for _ in range(_ARRIVAL_TRIES):
            if self._arrived() - self._out_before >= sent:
                break
            time.sleep(_ARRIVAL_WAIT_S)
            self._loop.settle()
        else:
            # Lost with a connection that was reset, or refused: they will never arrive.
            self._out_before = self._arrived() - sent
        self._loop.call(self.time_server.answer_held)
        if self.gate.to_charger != self._to_charger_before:
            self._to_charger_before = self.gate.to_charger
            self.last_reply_wall_s = self.wall_s
        return self._sent_back() - self._in_before

    def close(self) -> None:
        self.gate.refuse()
        self._loop.call(self.time_server.close)

    def _arrived(self) -> int:
        return self.gate.to_broker + self.time_server.bytes_in

    def _sent_back(self) -> int:
        return self.gate.to_charger + self.time_server.bytes_out

    def _wall_now_s(self) -> float:
        since_s = 0.0 if self._virtual else time.monotonic() - self._wall_heard_s
        return self.wall_s + since_s
