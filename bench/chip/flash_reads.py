"""How often the chip reads its flash from reset to the console's prompt.

The board boots from an image of its whole partition, as the chip does: what it imports is found
and read through littlefs.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from sim.host.charger import PROMPT
from sim.host.idle_loop import IdleLoop
from sim.host.serial.board import SerialBoard
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.uplink import Uplink

_PROMPT_LIMIT_S = 120


def boot_flash_reads(device: Path) -> int:
    """Calls of the flash's driver, each for as many bytes as littlefs asks for at once."""
    loop = IdleLoop()
    uplink = Uplink(loop, EmbeddedBroker(loop).port, virtual=False)
    try:
        with TemporaryDirectory() as place:
            board = SerialBoard(Path(place), uplink, device_root=device)
            try:
                return _reads(board)
            finally:
                board.close()
    finally:
        uplink.close()
        loop.close()


def _reads(board: SerialBoard) -> int:
    told = board.advance_until(
        lambda _: PROMPT in board.printed, _PROMPT_LIMIT_S, "the console's prompt"
    )
    return int(told.flash_reads)
