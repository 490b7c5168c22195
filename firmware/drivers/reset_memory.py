"""What a reset must not erase and a mains cut must: 2 KiB of the RTC's memory.

The chip guards it with a magic word only, and writes length and bytes one after the other: a CRC
tells a torn or foreign content from ours, which then counts as none.
"""

import json
import struct
from binascii import crc32

from micropython import const

_MAX_BYTES = const(2_048)
_CRC_BYTES = const(4)


class ResetMemory:
    """`rtc`: machine.RTC."""

    def __init__(self, rtc):
        self._rtc = rtc

    def read(self):
        """The document written last, or None: power was cut, or the content is damaged."""
        content = self._rtc.memory()
        if len(content) <= _CRC_BYTES:
            return None
        text = content[_CRC_BYTES:]
        if struct.unpack("<I", content[:_CRC_BYTES])[0] != crc32(text):
            return None
        try:
            return json.loads(text)
        except ValueError:
            return None

    def write(self, document):
        """Raises ValueError when `document` does not fit; what was there then stays."""
        text = json.dumps(document).encode()
        if len(text) + _CRC_BYTES > _MAX_BYTES:
            raise ValueError("more than the RTC memory holds")
        self._rtc.memory(struct.pack("<I", crc32(text)) + text)
