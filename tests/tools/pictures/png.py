"""The pixels of a PNG as a browser writes it: 8 bits a colour, not interlaced."""

import struct
import zlib
from collections import Counter
from pathlib import Path

_HEAD_BYTES = 8
_CHANNELS = {2: 3, 6: 4}  # by PNG's number of the kind of colour


def colours(path: Path) -> "Counter[tuple[int, ...]]":
    """How many pixels there are of each colour: (red, green, blue), 0 to 255."""
    octets = path.read_bytes()
    chunks = dict.fromkeys((b"IHDR", b"IDAT"), b"")
    at = _HEAD_BYTES
    while at < len(octets):
        length, name = struct.unpack_from(">I4s", octets, at)
        if name in chunks:
            chunks[name] += octets[at + 8 : at + 8 + length]
        at += length + 12
    width, _, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (depth, interlaced) == (8, 0)
    channels = _CHANNELS[kind]
    found: Counter[tuple[int, ...]] = Counter()
    for row in _rows(zlib.decompress(chunks[b"IDAT"]), width * channels, channels):
        found.update(zip(*(row[channel::channels] for channel in range(3)), strict=True))
    return found


def _rows(packed: bytes, length: int, step: int) -> list[bytearray]:
    """The rows without their filters; `step`: octets of a pixel."""
    rows, above = [], bytearray(length)
    for start in range(0, len(packed), length + 1):
        row = bytearray(packed[start + 1 : start + 1 + length])
        if packed[start]:
            _unfilter(packed[start], row, above, step)
        rows.append(row)
        above = row
    return rows


def _unfilter(kind: int, row: bytearray, above: bytearray, step: int) -> None:
    for at in range(len(row)):
        left = row[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        guess = (left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))
        row[at] = (row[at] + guess[kind - 1]) & 255


def _paeth(left: int, above: int, corner: int) -> int:
    middle = left + above - corner
    return min((left, above, corner), key=lambda near: abs(middle - near))
