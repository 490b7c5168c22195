"""NOR flash in RAM, for littlefs: programming only clears bits, and the power can fail.

nor = Nor()
vfs.VfsLfs2.mkfs(nor)
nor.cut(3, torn=True)  # the fourth erase or program from now on is only half done
"""

from errno import EIO

BLOCK_BYTES = 4_096
BLOCKS = 64
READ_BYTES = 32  # what MicroPython has littlefs read at least, and mostly
_BLANK = b"\xff"
_BLANK_BLOCK = _BLANK * BLOCK_BYTES

_COUNT, _SIZE, _ERASE = 4, 5, 6  # of the block device protocol's ioctl


class PowerCut(BaseException):
    """The supply is gone: nothing of the firmware runs on, so nothing of it may catch this."""


class NotErased(ValueError):
    """A program would have had to set bits: the block was not erased before."""


class Nor:
    """`image`: what to begin with; `erases`, `programs`: operations; `reads`: of READ_BYTES each;
    `erases_of[block]`: wear; `trace`: None, or a list that is to get "e" or "p" each time;
    `refuses`: it reads and no more."""

    def __init__(self, image=None, blocks=BLOCKS):
        self.image = bytearray(_BLANK * (blocks * BLOCK_BYTES) if image is None else image)
        self.erases = self.programs = self.reads = 0
        self.erases_of = [0] * (len(self.image) // BLOCK_BYTES)
        self.trace = None
        self.refuses = False
        self._view = memoryview(self.image)
        self._left = None
        self._torn = self._dead = self._buried = False

    @property
    def operations(self):
        return self.erases + self.programs

    def cut(self, after, torn):
        """Let `after` operations pass; in the next one the power fails, halfway or at its end."""
        self._left = after
        self._torn = torn

    def bury(self):
        """No file that was open in the power cut reaches the flash when it is collected."""
        self._buried = True

    def readblocks(self, block, buffer, offset=0):
        if self._buried:
            return -EIO
        if self._dead:
            raise PowerCut
        self.reads += -(-len(buffer) // READ_BYTES)
        at = block * BLOCK_BYTES + offset
        buffer[:] = self._view[at : at + len(buffer)]

    def writeblocks(self, block, buffer, offset=None):
        if self._buried or self.refuses:
            return -EIO
        if offset is None:
            self._erase(block)
            offset = 0
        at = block * BLOCK_BYTES + offset
        self._check_nor(at, buffer)
        self._put(at, buffer, len(buffer))
        self.programs += 1
        self._note("p")

    def ioctl(self, op, argument):
        if self._buried or (self.refuses and op == _ERASE):
            return -EIO
        if op == _COUNT:
            return len(self.image) // BLOCK_BYTES
        if op == _SIZE:
            return BLOCK_BYTES
        if op == _ERASE:
            self._erase(argument)
        return 0

    def _erase(self, block):
        self._put(block * BLOCK_BYTES, _BLANK_BLOCK, BLOCK_BYTES)
        self.erases += 1
        self.erases_of[block] += 1
        self._note("e")

    def _note(self, kind):
        if self.trace is not None:
            self.trace.append(kind)

    def _check_nor(self, at, content):
        before = int.from_bytes(self._view[at : at + len(content)], "little")
        if before | int.from_bytes(content, "little") != before:
            raise NotErased(f"program at {at} sets bits")

    def _put(self, at, content, size):
        if self._dead:
            raise PowerCut
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self._dead = True
                size = size // 2 if self._torn else size
        self._view[at : at + size] = memoryview(content)[:size]
        if self._dead:
            raise PowerCut
