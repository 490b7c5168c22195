"""Looks for a schedule in all bytes that were ever written to flash, however it was packed."""

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_RECORD = struct.Struct("<II")  # offset, length; the bytes follow: see sim/chip/flash.py
_SMALLEST_TELLING = 100_000  # smaller numbers turn up on any flash by chance
_SHORTEST_TELLING = 5  # and so do shorter texts
_LONGEST_CODE = 512
_FORMS = ("<I", ">I", "<Q", ">Q")
_EPOCH_2000_S = 946_684_800  # the chip counts its seconds from there


def ever_written(flash: Path) -> list[bytes]:
    """Each write to the flash image `flash`, with what stood around it at that moment."""
    image = bytearray(flash.stat().st_size)
    history = Path(f"{flash}.history").read_bytes()
    seen, at = [], 0
    while at < len(history):
        offset, length = _RECORD.unpack_from(history, at)
        at += _RECORD.size
        image[offset : offset + length] = history[at : at + length]
        at += length
        around = slice(max(0, offset - _LONGEST_CODE), offset + length + _LONGEST_CODE)
        seen.append(bytes(image[around]))
    return seen


def traces_of(schedule: dict[str, Any], written: list[bytes]) -> list[str]:
    """Which values of the schedule turn up, as text or as packed numbers; none: []."""
    return [form for form, code in _codes(schedule) if any(code in piece for piece in written)]


def _codes(value: Any) -> Iterator[tuple[str, bytes]]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _codes(part)
        value = json.dumps(value)
    if isinstance(value, str):
        if len(value) >= _SHORTEST_TELLING:
            yield value, value.encode()
    elif value >= _SMALLEST_TELLING:
        yield f"{value} in digits", str(value).encode()
        for number in (value, value - _EPOCH_2000_S):
            if number > 0:
                yield from ((f"{number} as {form}", struct.pack(form, number)) for form in _FORMS)
