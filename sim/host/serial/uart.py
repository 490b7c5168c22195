"""The far end of the serial cable: a pseudo-terminal that any program opens as it opens a board.

As on a UART nobody has to listen: what is said to an unopened port is lost, and so is what comes
faster than it is read for long.
"""

import os
import select
import tty
from collections import deque
from pathlib import Path

_BACKLOG_BYTES = 1 << 20  # some 90 s at 115200 baud; a PC's driver holds less
_READ_BYTES = 4096


class Uart:
    """`port`: the path to open, a link. One thread may put() while another flushes and takes.

    mpremote waits for ever on what is called /dev/pts/...; at a port of any other name it gives up
    after its usual ten seconds, as at a board.
    """

    def __init__(self, port: Path) -> None:
        self._master, far = os.openpty()
        # Raw before anybody opens it: a terminal that echoes would type the charger's words back.
        tty.setraw(far)
        self.port = str(port)
        port.unlink(missing_ok=True)
        port.symlink_to(os.ttyname(far))
        os.close(far)
        os.set_blocking(self._master, False)
        self._backlog: deque[bytes] = deque()

    def fileno(self) -> int:
        return self._master

    @property
    def open(self) -> bool:
        """Whether somebody has the port open."""
        poller = select.poll()
        poller.register(self._master, select.POLLIN)
        return not any(event & select.POLLHUP for _, event in poller.poll(0))

    def put(self, said: bytes) -> None:
        """Towards the PC; goes out with the next flush()."""
        self._backlog.append(said)

    def flush(self) -> None:
        if not self.open or sum(map(len, self._backlog)) > _BACKLOG_BYTES:
            self._backlog.clear()
        while self._backlog:
            piece = self._backlog[0]
            try:
                sent = os.write(self._master, piece)
            except BlockingIOError:
                return
            self._backlog.popleft()
            if sent < len(piece):
                self._backlog.appendleft(piece[sent:])

    def take(self) -> bytes:
        """What the PC has sent; empty if nothing, or if nobody has the port open."""
        try:
            return os.read(self._master, _READ_BYTES)
        except OSError:
            return b""

    def close(self) -> None:
        Path(self.port).unlink(missing_ok=True)
        os.close(self._master)
