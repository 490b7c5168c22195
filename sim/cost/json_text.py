"""The module `json` in virtual time: it costs the chip so much a byte, by what is in it."""

import json as _json

import passage

from sim.cost import silicon


def loads(text):
    passage.charge(len(text) * _reading_us(text))
    return _json.loads(text)


def dumps(value, separators=None):
    text = _json.dumps(value, separators=separators)
    passage.charge(len(text) * (silicon.JSON_WRITE_BYTE_US + silicon.DOCUMENT_BYTE_US))
    return text


# A byte's.
def _reading_us(text):
    if isinstance(text, memoryview):
        text = bytes(text)
    if ('"' if isinstance(text, str) else b'"') not in text:
        return silicon.JSON_NUMBERS_BYTE_US
    return silicon.JSON_OBJECTS_BYTE_US + len(text) // silicon.JSON_SLOWER_BYTES
