"""How often the flash is read to import each file of a board: counted on littlefs, in memory.

    micropython sim/cost/count_reads.py < [[path, bytes], ...]     as JSON, paths from /

Only names and sizes matter, so the files are filled with nothing. They get there as `make flash`
brings them: beside the old one, then renamed. Prints {"missing": reads, "modules": {name: [reads,
bytes]}}: `missing` is what a top-level name costs that is in no folder of sys.path.
"""

import json
import os
import sys

import vfs

_BLOCK_BYTES = 4_096
_BLOCKS = 512  # the "vfs" partition of a 4 MiB board
_COUNT, _SIZE = 4, 5
_FRESH = ".new"
_READER_BYTES = 128  # what an import reads at once
_TRIED = ("", ".py", ".mpy")  # in this order, in each folder
_PATH = ("lib/", "", "/lib/")  # before the modules that are built in


class _Memory:
    def __init__(self):
        self.reads = 0
        self._blank = b"\xff" * _BLOCK_BYTES
        self._blocks = [self._blank] * _BLOCKS

    def readblocks(self, block, buffer, offset=0):
        self.reads += 1
        buffer[:] = memoryview(self._blocks[block])[offset : offset + len(buffer)]

    def writeblocks(self, block, buffer, offset=0):
        if self._blocks[block] is self._blank:
            self._blocks[block] = bytearray(self._blank)
        self._blocks[block][offset : offset + len(buffer)] = buffer

    def ioctl(self, op, argument):
        if op == _COUNT:
            return _BLOCKS
        if op == _SIZE:
            return _BLOCK_BYTES
        return 0


def _fill(files):
    made = set()
    for path, size in files:
        parts = path.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            folder = "/".join(parts[:depth])
            if folder not in made:
                made.add(folder)
                os.mkdir(folder)
        with open(path + _FRESH, "wb") as file:
            file.write(bytes(size))
    for path, _ in files:
        os.rename(path + _FRESH, path)


# The interpreter looks for each, in this order, until one is there. Opening costs what its own
# look does; os.stat() would read the file's time as well.
def _look(base):
    for ending in _TRIED:
        try:
            open(base + ending).close()
            return
        except OSError:
            pass


def _reads_of(flash, path):
    """To find and to load this file, whose folder is known; of a package, the folder's too."""
    before = flash.reads
    base = path.rsplit(".", 1)[0]
    if base.endswith("/__init__"):
        os.chdir("/" + base[: -len("/__init__")])
        os.chdir("/")
    _look(base)
    buffer = bytearray(_READER_BYTES)
    with open(path, "rb") as file:
        while file.readinto(buffer):
            pass
    return flash.reads - before


def _missing(flash):
    before = flash.reads
    for folder in _PATH:
        _look(folder + "binascii")
    return flash.reads - before


def _module_of(path):
    name = path.rsplit(".", 1)[0].replace("/", ".")
    name = name[4:] if name.startswith("lib.") else name
    return name[: -len(".__init__")] if name.endswith(".__init__") else name


def main():
    files = json.load(sys.stdin)
    flash = _Memory()
    vfs.VfsLfs2.mkfs(flash)
    vfs.umount("/")
    vfs.mount(vfs.VfsLfs2(flash, mtime=False), "/")
    _fill(files)
    modules = {_module_of(path): [_reads_of(flash, path), size] for path, size in files}
    print(json.dumps({"missing": _missing(flash), "modules": modules}))


main()
