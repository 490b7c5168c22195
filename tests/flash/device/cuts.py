"""Cuts the power after every single erase and program of an operation, and looks what is left.

Each operation begins on flash in many states: empty, half full and nearly full, young, and worn
until littlefs compacts its metadata, or moves them to other blocks, in the very operation that is
cut. MicroPython only.
"""

from tests.flash.device.nor import BLOCKS, PowerCut
from tests.flash.device.rig import Rig

_FREE_BLOCKS = (BLOCKS, BLOCKS // 2, 6)
_BEFORE = 12  # more writes than any operation needs to be prepared and done
_WRITES_MAX = 20_000  # littlefs relocates at every 101st compaction


class Lost(Exception):
    """A power cut cost something: neither the old nor the new is on the flash."""


class Operation:
    """One thing that the charger writes. What `look` gives is compared."""

    name = ""

    def prepare(self, rig):
        """Bring the flash of `rig`, which is booted, to where the operation begins."""

    def act(self, rig):
        """Boot `rig`, and do it."""

    def look(self, rig):
        """What `rig`, just booted, remembers."""
        return rig.remembered()

    def check(self, before, after, found):
        """Raises Lost unless `found` is what a cut between `before` and `after` may leave."""
        if found not in (before, after):
            raise Lost(f"{self.name}: neither {before} nor {after}: {found}")


def run(operations):
    """Name -> number of cut points. Raises Lost."""
    images = list(_images())
    points = {}
    for operation in operations:
        points[operation.name] = sum(
            _cut_everywhere(operation, state)
            for image in images
            for state in _states(operation, image)
        )
    return points


def measured(operation, image):
    """The operation's flash operations, undisturbed, in order: "e" and "p"."""
    rig = Rig(image)
    rig.nor.trace = []
    operation.act(rig)
    return "".join(rig.nor.trace)


def _images():
    for free_blocks in _FREE_BLOCKS:
        rig = Rig().boot()
        rig.fill(free_blocks)
        yield from _brinks(rig)


# A write takes one erase, for the data. One that compacts erases a block of metadata, too; one
# that relocates programs the metadata above as well.
def _brinks(rig):
    """Two images: soon littlefs compacts for the first time, and soon it relocates."""
    nor, images, compacting_programs = rig.nor, [b"", b""], None
    text = rig.settings.to_json()
    for writes in range(_WRITES_MAX):
        if writes % _BEFORE == 0:
            images = [images[1], bytes(nor.image)]
        erases, programs = nor.erases, nor.programs
        rig.twin.write(text)
        if nor.erases - erases == 1 or writes < _BEFORE:
            continue
        if compacting_programs is None:
            compacting_programs = nor.programs - programs
            yield images[0]
        elif nor.programs - programs > compacting_programs:
            yield images[0]
            return
    raise Lost("littlefs does not relocate its metadata any more")


# What differs in the number of programs in a row only is not told apart.
def _states(operation, image):
    """Images on which the operation erases at other moments."""
    seen = set()
    for writes in range(2 * _BEFORE):
        rig = Rig(image).boot()
        for _ in range(writes):
            rig.twin.write(rig.settings.to_json())
        operation.prepare(rig)
        state = bytes(rig.nor.image)
        erasing = tuple(len(run) > 0 for run in measured(operation, state).split("e"))
        if erasing not in seen:
            seen.add(erasing)
            yield state


def _cut_everywhere(operation, image):
    before = operation.look(Rig(image).boot())
    rig = Rig(image)
    operation.act(rig)
    after = operation.look(Rig(rig.nor.image).boot())
    for number in range(rig.nor.operations):
        for torn in (False, True):
            left = _cut(operation, image, number, torn)
            operation.check(before, after, _recovered(operation, left))
    return 2 * rig.nor.operations


def _cut(operation, image, number, torn):
    rig = Rig(image)
    rig.nor.cut(number, torn)
    try:
        operation.act(rig)
    except PowerCut:
        rig.nor.bury()
        return rig.nor.image
    raise Lost(f"{operation.name}: it takes fewer flash operations than before")


# The next boot finds it, tidies up without changing it, and can store again.
def _recovered(operation, image):
    rig = Rig(image).boot()
    found = operation.look(rig)
    rig.recorder.keep(False)
    rig.second()
    if rig.settings.unsaved or not rig.twin.mirrored or rig.twin.damaged:
        raise Lost(f"{operation.name}: the flash cannot be written any more")
    again = operation.look(Rig(rig.nor.image).boot())
    if again != found:
        raise Lost(f"{operation.name}: the boot after changes it: {found}, {again}")
    return found
