"""A board with nothing but its flash: littlefs at /, and the PC's files out of sight.

The simulator's own modules come from the PC. It is moved to /host while they load and is gone
before the first line of boot.py: what the charger imports comes from its flash or not at all.
"""

import os
import sys
from struct import pack

import vfs

from sim.chip.flash import BLOCK_BYTES, Flash

HOST = "/host"

# The "vfs" partition of a 4 MiB board, ports/esp32/partitions-4MiB.csv.
BLOCKS = 512
IMAGE_BYTES = BLOCKS * BLOCK_BYTES

_COUNT = 4
# As ports/esp32/main.c sets it.
_CHIP_PATH = ("", ".frozen", "/lib")
_STEPS_TO_PROJECT = 3  # <project>/sim/chip/root_flash.py


class RootFlash(Flash):
    """The whole partition. Its image has to be there: `sim.chip.load_flash` makes one."""

    def ioctl(self, op, argument):
        if op == _COUNT:
            return BLOCKS
        return Flash.ioctl(self, op, argument)

    # Every write is with the PC's kernel at once. To wait for its disk as well, at each of the
    # thousand pages of a firmware, takes half a minute and helps nobody but against the PC's own
    # power cut.
    def _put(self, at, content):
        self._image.seek(at)
        self._image.write(content)

    def _remember(self, at, content):
        self._history.write(pack("<II", at, len(content)) + content)


def start(world, image):
    """Leaves the PC: / is the littlefs on `image`, a path below /host."""
    _load_the_board()
    world.flash = RootFlash(image, world.clock, world.chance, world.stop)
    vfs.umount(HOST)
    vfs.mount(formatted(world.flash), "/")
    os.chdir("/")
    sys.path[:] = _CHIP_PATH
    _forget_the_pc_s_firmware()


def part_from_the_pc(root):
    """The charger comes from the PC's folder `root`, compiled: not from where the board did."""
    if "firmware" not in os.listdir(root) or "board.py" in os.listdir(root + "/firmware"):
        return
    _load_the_board()
    sys.path.remove(__file__.rsplit("/", _STEPS_TO_PROJECT)[0])
    _forget_the_pc_s_firmware()
    # Found now: once main.py has put lib/ first, a Linux PC's own /lib/firmware would be.
    import firmware  # noqa: F401


def _load_the_board():
    import esp32  # noqa: F401
    import machine  # noqa: F401
    import neopixel  # noqa: F401
    import network  # noqa: F401


def formatted(device):
    """littlefs on `device`, made anew where there is none, as _boot.py of the chip does."""
    try:
        return vfs.VfsLfs2(device, mtime=False)
    except OSError:
        vfs.VfsLfs2.mkfs(device)
        return vfs.VfsLfs2(device, mtime=False)


# The simulator has read the board's numbers from the PC's copy and keeps them; the charger is to
# read its own.
def _forget_the_pc_s_firmware():
    for name in list(sys.modules):
        if name == "firmware" or name.startswith("firmware."):
            del sys.modules[name]
