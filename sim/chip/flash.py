"""The flash chip under /data: NOR rules, time per operation, and a memory of every byte.

Programming only clears bits; setting one takes an erase of its whole block. Beside the image
lies `<image>.history`, to which every programmed range is appended as `offset length` (four
bytes each, little endian) and the bytes: what never was on flash is not in it.
"""

from struct import pack

from sim.cost import silicon

BLOCK_BYTES = 4_096
BLOCKS = 64
BLANK = 0xFF

_INIT, _DEINIT, _SYNC, _COUNT, _SIZE, _ERASE = 1, 2, 3, 4, 5, 6


class NotErased(ValueError):
    """A program operation would have had to set bits: erase the block first."""


class Flash:
    """A block device for littlefs, kept in the host file `path`."""

    def __init__(self, path, clock, chance, stop):
        self.clock = clock
        self.chance = chance
        self.stop = stop  # called with "power": the CPU stops here
        self.erases = self.programs = self.reads = 0
        self.cut_after = None  # operations left until the power fails; None: it does not
        self._blank = bytes((BLANK,)) * BLOCK_BYTES
        self._image = _opened(path)
        self._history = open(path + ".history", "ab")

    def close(self):
        self._image.close()
        self._history.close()

    def readblocks(self, block, buffer, offset=0):
        self.reads += 1
        self.clock.stall(self.clock.paced(silicon.FLASH_READ_US), "flash")
        self._image.seek(block * BLOCK_BYTES + offset)
        self._image.readinto(buffer)

    def writeblocks(self, block, buffer, offset=None):
        if offset is None:
            self.erase(block)
            offset = 0
        self._program(block * BLOCK_BYTES + offset, buffer)

    def ioctl(self, op, argument):
        if op == _COUNT:
            return BLOCKS
        if op == _SIZE:
            return BLOCK_BYTES
        if op == _ERASE:
            self.erase(argument)
        return 0

    def erase(self, block):
        self._maybe_cut(block * BLOCK_BYTES, self._blank)
        self.erases += 1
        self._put(block * BLOCK_BYTES, self._blank)
        least, most = silicon.FLASH_ERASE_MIN_US, silicon.FLASH_ERASE_MAX_US
        self.clock.stall(self.chance.between(least, most), "flash")

    def _program(self, at, content):
        content = bytes(content)
        self._check_nor(at, content)
        self._maybe_cut(at, content)
        self.programs += 1
        self._remember(at, content)
        self._put(at, content)
        pages = (len(content) + silicon.FLASH_PAGE_BYTES - 1) // silicon.FLASH_PAGE_BYTES
        self.clock.stall(pages * silicon.FLASH_PAGE_US, "flash")

    def _check_nor(self, at, content):
        self._image.seek(at)
        for before, after in zip(self._image.read(len(content)), content):
            if after & ~before:
                raise NotErased("program at %d sets bits: erase the block first" % at)

    # Half of the operation is done when the power goes: the ugliest moment there is.
    def _maybe_cut(self, at, content):
        if self.cut_after is None:
            return
        self.cut_after -= 1
        if self.cut_after >= 0:
            return
        self.cut_after = None
        half = content[: len(content) // 2]
        self._remember(at, half)
        self._put(at, half)
        self.stop("power")

    def _remember(self, at, content):
        self._history.write(pack("<II", at, len(content)) + content)
        self._history.flush()

    def _put(self, at, content):
        self._image.seek(at)
        self._image.write(content)
        self._image.flush()


# MicroPython's open() has no "create but keep what is there" for random access.
def _opened(path):
    try:
        return open(path, "r+b")
    except OSError:
        with open(path, "wb") as image:
            for _ in range(BLOCKS):
                image.write(bytes((BLANK,)) * BLOCK_BYTES)
        return open(path, "r+b")
