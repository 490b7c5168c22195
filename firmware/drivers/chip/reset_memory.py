"""What a reset must not erase and a mains cut must: 2 KiB of the RTC's memory.

The chip guards it with a magic word only, and writes length and bytes one after the other. So it
is kept in sections, each with a CRC of its own: one that is torn or foreign counts as absent, and
the others are none the worse. The state, which no reset may cost, is there twice, the older one to
be written next: a reset in the middle of that leaves the newer one.
"""

import struct
from binascii import crc32

from micropython import const

_BYTES = const(2_048)

# Name: (where it begins, its bytes with the head). `schedule` and `trace` are as long as
# core/tou/schedule.py and core/record/black_box.py can need.
_SECTIONS = {
    "schedule": (0, 804),
    "state.a": (804, 275),
    "state.b": (1_079, 275),
    "words": (1_354, 78),
    "starts": (1_432, 8),
    "trace": (1_440, 608),
}
_STATES = ("state.a", "state.b")
_SEQ_WRAP = const(256)  # the number of a state is its first byte
_HEAD = "<IH"  # CRC of what follows it, length of the content
_HEAD_BYTES = const(6)
_CRC_BYTES = const(4)

# The CRC starts from this number. Another one for every release in which the content of a section
# means something else, be it by the order of core.protection.faults.FAULTS: what the old one left
# is then foreign.
_LAYOUT = const(6)


class ResetMemory:
    """`rtc`: machine.RTC. `trace`: the content of that section, to be written in place; it is
    whole whenever the memory is. `lost`: at the start there was no state, and not because none had
    been written since the mains came."""

    def __init__(self, rtc):
        self._rtc = rtc
        self._image = bytearray(_BYTES)
        self._view = memoryview(self._image)
        first, size = _SECTIONS["trace"]
        self.trace = self._view[first + _HEAD_BYTES : first + size]
        content = rtc.memory()
        if len(content) == _BYTES:
            self._view[:] = content
        self._newest, self._seq = self._find_newest()
        self.lost = self.read_state() is None and not self._is_fresh()

    def read(self, name):
        """The content of section `name` as bytes, or None: power was cut, or it is damaged."""
        first, size = _SECTIONS[name]
        crc, length = struct.unpack_from(_HEAD, self._image, first)
        if length > size - _HEAD_BYTES or crc != self._crc(first, length):
            return None
        return bytes(self._view[first + _HEAD_BYTES : first + _HEAD_BYTES + length])

    # The first that a start writes is its count; the heads of the states are zeros then.
    def _is_fresh(self):
        if self.read("starts") is None:
            return False
        for name in _STATES:
            if struct.unpack_from(_HEAD, self._image, _SECTIONS[name][0]) != (0, 0):
                return False
        return True

    # Nothing reaches the chip before save().
    def put(self, name, content):
        """Raises ValueError when it does not fit: the section is then absent."""
        first, size = _SECTIONS[name]
        self.clear(name)
        if len(content) > size - _HEAD_BYTES:
            raise ValueError("more than the RTC memory holds of the " + name)
        self._view[first + _HEAD_BYTES : first + _HEAD_BYTES + len(content)] = content
        self._seal(first, len(content))

    def read_state(self):
        """The state written last, as bytes; None: neither of them is whole."""
        content = self.read(_STATES[self._newest])
        return None if content is None else content[1:]

    def put_state(self, content):
        """Over the older one. Raises ValueError when it does not fit: the newer is as it was."""
        older, seq = 1 - self._newest, (self._seq + 1) % _SEQ_WRAP
        self.put(_STATES[older], bytes((seq,)) + content)
        self._newest, self._seq = older, seq

    # -> (place of the newer one, its number)
    def _find_newest(self):
        first, second = self.read(_STATES[0]), self.read(_STATES[1])
        if second and (not first or (second[0] - first[0]) % _SEQ_WRAP == 1):
            return 1, second[0]
        return 0, first[0] if first else 0

    # A head of zeros is no CRC of an empty content.
    def clear(self, name):
        struct.pack_into(_HEAD, self._image, _SECTIONS[name][0], 0, 0)

    def save(self):
        """Hand it to the chip, with the trace as it is at this moment."""
        first, size = _SECTIONS["trace"]
        self._seal(first, size - _HEAD_BYTES)
        self._rtc.memory(self._image)

    def put_now(self, name, content):
        """put() and hand it to the chip; the trace stays as it was found, damaged or not."""
        self.put(name, content)
        self._rtc.memory(self._image)

    # The trace first: that needs next to no memory, of which there may be none left.
    def leave_words(self, error):
        """The last thing a dying program says, for the log of the next one."""
        self.save()
        text = "{}: {}".format(type(error).__name__, error)
        self.put("words", text.encode()[: _SECTIONS["words"][1] - _HEAD_BYTES])
        self.save()

    def _seal(self, first, length):
        struct.pack_into("<H", self._image, first + _CRC_BYTES, length)
        struct.pack_into("<I", self._image, first, self._crc(first, length))

    def _crc(self, first, length):
        return crc32(self._view[first + _CRC_BYTES : first + _HEAD_BYTES + length], _LAYOUT)
