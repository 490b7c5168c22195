"""Run by the interpreter: the power is cut in the switch to a new release. Prints JSON.

    MICROPYPATH=.:lib:.frozen micropython tests/flash/device/switch_cuts.py [moved]

With `moved` also where littlefs moves the root's metadata in it, which takes long to come to.
`{"points": cut points, "points_again": those in the start after a cut, "switch_us": the longest of
a whole one, in the chip's time}`. It fails at the first cut that leaves anything but the old
program or the new one.
"""

import json
import os
import sys

import vfs

from sim.cost import silicon
from tests.flash.device.nor import BLOCKS, Nor, PowerCut

_ROOT = "/flash"
_SCRIPTS = "tools/on_board/"
_READ_US = 86 + 130  # of 32 bytes by the chip, and littlefs' own work on them (emulated ESP32)
_CHIP_BLOCKS = 512  # the "vfs" partition of a 4 MiB board
_TURNS = 32  # of two changes each: littlefs compacts a folder's metadata about every 30
_TURNS_MAX = 4_000  # and at every 101st time moves them to other blocks
_LASTS = 5  # turns that a switch lasts
_KNOWS = "knows switch.py"  # what a main.py of ours says that ends a switch
_DATA = {"data/settings.a": "kept", "data/sessions/1": "kept too"}


def _script(name):
    with open(_SCRIPTS + name) as file:
        return compile(file.read(), name, "exec")


_SWITCH, _SETTLE = _script("switch.py"), _script("settle.py")


class Lost(Exception):
    """A power cut cost something."""


def _release(word, modules, size, knows):
    """Path -> text, of a program whose rooms have `modules` files of about `size` bytes each."""
    main = "main {} {}".format(word, _KNOWS if knows else "")
    files = {"boot.py": "boot " + word, "main.py": main, "lib/umqtt/simple.mpy": "mqtt " + word}
    for room in ("core", "drivers", "services", "services/field"):
        for number in range(modules):
            name = f"firmware/{room}/module{number}.mpy"
            text = f"{name} {word} "
            files[name] = text * (size // len(text) + 1)
    return files


_NEW = _release("new", 2, 300, True)
_OLD = (_release("flat", 11, 30, False), _release("old", 2, 300, True))
_AS_LARGE_AS_0_1_0 = _release("large", 32, 1_300, False)


def _mounted(nor):
    os.chdir("/")
    try:
        vfs.umount(_ROOT)
    except OSError:
        pass  # nothing was mounted
    vfs.mount(vfs.VfsLfs2(nor, mtime=False), _ROOT)
    os.chdir(_ROOT)


def _write(files):
    for path, text in files.items():
        for at, letter in enumerate(path):
            if letter == "/":
                _make(path[:at])
        with open(path, "w") as file:
            file.write(text)


def _make(folder):
    try:
        os.stat(folder)
    except OSError:
        os.mkdir(folder)


def _found(path=""):
    files = {}
    for name, kind, *_ in os.ilistdir(path or "."):
        if kind == 0x4000:
            files.update(_found(path + name + "/"))
        else:
            with open(path + name) as file:
                files[path + name] = file.read()
    return files


def _staged(old, blocks, until_moved):
    """Images on which the switch meets littlefs in each of its moods."""
    nor = Nor(blocks=blocks)
    vfs.VfsLfs2.mkfs(nor)
    _mounted(nor)
    _write(old)
    _write(_DATA)
    _write({_fresh(name): text for name, text in _NEW.items()})
    _write({"switch.py.new": "the script"})
    moods = {}
    images = _worn(nor, until_moved)
    for image in images:
        moods.setdefault(_mood(image), image)
    return moods.values()


def _worn(nor, until_moved):
    """The flash after so many changes of the root, until littlefs has moved it, if it is to."""
    images = []
    for turn in range(_TURNS_MAX):
        images.append(bytes(nor.image))
        erases = nor.erases
        os.rename("switch.py.new", "switch.py.new.new")
        os.rename("switch.py.new.new", "switch.py.new")
        if turn >= _TURNS:
            if not until_moved or nor.erases - erases > 1:
                return images
            del images[-_LASTS]
    raise Lost("littlefs does not move its metadata any more")


def _fresh(name):
    entry = name.split("/")[0]
    return entry + ".new" + name[len(entry) :]


# Where in it blocks are erased, and how much is written in all.
def _mood(image):
    nor = Nor(image)
    nor.trace = []
    _switch(nor)
    return tuple(len(run) for run in "".join(nor.trace).split("e"))


def _switch(nor):
    _mounted(nor)
    os.rename("switch.py.new", "switch.py")
    exec(_SWITCH, {})


# As the chip starts: boot.py whatever happens, then main.py, which goes on with a switch if it is
# one that knows how to.
def _start(nor):
    _mounted(nor)
    with open("boot.py") as boot, open("main.py") as main:
        if not boot.read().startswith("boot "):
            raise Lost("boot.py is not whole")
        knows = _KNOWS in main.read()
    if knows and "switch.py" in os.listdir():
        exec(_SWITCH, {})


def _check(nor, old):
    _start(nor)
    _mounted(nor)
    found = _found()
    if {name: found.get(name) for name in _DATA} != _DATA:
        raise Lost("data/ has changed")
    for release in (old, _NEW):
        rooms = [name for name in found if name.startswith(("firmware/", "lib/"))]
        program = {name: found.get(name) for name in rooms + ["main.py"]}
        if program == {name: release[name] for name in release if name != "boot.py"}:
            return
    raise Lost(f"neither the old program nor the new one: {sorted(found)}")


def _cut_everywhere(image, act, old, left):
    """-> cut points. `left`: an image that a cut has left for each state of the files."""
    nor = Nor(image)
    act(nor)
    for number in range(nor.operations):
        for torn in (False, True):
            cut = Nor(image)
            cut.cut(number, torn)
            try:
                act(cut)
            except PowerCut:
                cut.bury()
            else:
                raise Lost("it takes fewer flash operations than before")
            _check(Nor(cut.image), old)
            left.setdefault(_state(cut.image), bytes(cut.image))
    return 2 * nor.operations


def _cuts(until_moved):
    points = again = 0
    for old in _OLD:
        left = {}
        for image in _staged(old, BLOCKS, until_moved):
            points += _cut_everywhere(image, _switch, old, left)
        for image in left.values():
            again += _cut_everywhere(image, _start, old, {})
    return points, again


# What a start has to do depends on which files are where.
def _state(image):
    _mounted(Nor(image))
    return tuple(sorted(_found()))


class _FlashTime:
    """In the place of `time`: what the flash has taken till now."""

    def __init__(self, nor):
        self._nor = nor

    def ticks_us(self):
        nor = self._nor
        written_us = nor.erases * silicon.FLASH_ERASE_MAX_US + nor.programs * silicon.FLASH_PAGE_US
        return nor.reads * _READ_US + written_us

    @staticmethod
    def ticks_diff(end, start):
        return end - start


def _longest_us():
    """From the moment the release is whole, on the chip's own partition; what it replaces was made
    of 130 files."""
    longest_us = 0
    for image in _staged(_AS_LARGE_AS_0_1_0, _CHIP_BLOCKS, False):
        nor = Nor(image)
        time = sys.modules["time"] = _FlashTime(nor)
        _mounted(nor)
        exec(_SETTLE, {})
        start_us = time.ticks_us()
        os.rename("switch.py.new", "switch.py")
        exec(_SWITCH, {})
        longest_us = max(longest_us, time.ticks_us() - start_us)
    return longest_us


def main(until_moved):
    points, again = _cuts(until_moved)
    print(json.dumps({"points": points, "points_again": again, "switch_us": _longest_us()}))


if __name__ == "__main__":
    main("moved" in sys.argv)
