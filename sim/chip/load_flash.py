"""Puts files on a flash image as a factory does: no clock runs, no wear is counted.

    micropython sim/chip/load_flash.py <image> <root> [name ...]

Copies the named files and folders of `root`, both paths from /, to the littlefs on `image`,
which is made if it is not there.
"""

import os
import sys

import vfs

_CHUNK_BYTES = 4_096
_DIRECTORY = 0x4000
_NOT_FOR_THE_BOARD = "__pycache__"


class _NoClock:
    def paced(self, us):
        return us

    def stall(self, us, what):
        pass


class _NoChance:
    def between(self, least, most):
        return least


def _never(cause):
    raise RuntimeError(cause)


def _copy(source, target):
    if os.stat(source)[0] & _DIRECTORY:
        os.mkdir(target)
        for entry in os.ilistdir(source):
            if entry[0] != _NOT_FOR_THE_BOARD:
                _copy(source + "/" + entry[0], target + "/" + entry[0])
        return
    with open(source, "rb") as read, open(target, "wb") as written:
        while True:
            chunk = read.read(_CHUNK_BYTES)
            if not chunk:
                return
            written.write(chunk)


def _blank(image, size):
    with open(image, "wb") as file:
        for _ in range(size // _CHUNK_BYTES):
            file.write(b"\xff" * _CHUNK_BYTES)


def main(image, root, names):
    from sim.chip import root_flash

    host = root_flash.HOST
    _blank(image, root_flash.IMAGE_BYTES)
    vfs.umount("/")
    vfs.mount(vfs.VfsPosix("/"), host)
    device = root_flash.RootFlash(host + image, _NoClock(), _NoChance(), _never)
    vfs.mount(root_flash.formatted(device), "/")
    for name in names:
        _copy(host + root + "/" + name, "/" + name)


main(sys.argv[1], sys.argv[2], sys.argv[3:])
