"""Runs on MicroPython: an announcement as the charger makes it, and what it costs in RAM.

argv[1] is JSON: [charger's id, MAC, version, mA that may be set at most]. One JSON line on stdout:
{"topic", "size", "payload", "longest", "loaded", "left"}; `longest` piece, heap in use while
announcing beyond what was in use before, and how much less is free after another ten, in bytes.
"""

import gc
import json
import sys

from firmware.core import ampacity, refusal  # noqa: F401
from firmware.core.protection import faults  # noqa: F401
from firmware.forget import forget

_PAYLOAD_MAX_BYTES = 10 * 1024


def in_use():
    gc.collect()
    return gc.mem_alloc()


def announcement(order):
    from firmware.services.link import discovery

    found = discovery.announcement(*order)
    forget("firmware.services.link.discovery")
    return found


def announce(order, payload):
    before = in_use()
    topic, size, pieces = announcement(order)
    at = longest = loaded = 0
    for piece in pieces:
        loaded = max(loaded, in_use() - before)
        longest = max(longest, len(piece))
        payload[at : at + len(piece)] = piece
        at += len(piece)
    text = payload[:at].decode()
    return {"topic": topic.decode(), "size": size, "payload": text}, longest, loaded


def main(order):
    payload = bytearray(_PAYLOAD_MAX_BYTES)  # there before, so that it does not count
    announce(order, payload)  # its names stay in the table, which grows in large pieces
    told, longest, loaded = announce(order, payload)
    before = in_use()
    for _ in range(10):
        announce(order, payload)
    told.update({"longest": longest, "loaded": loaded, "left": in_use() - before})
    print(json.dumps(told))


main(json.loads(sys.argv[1]))
