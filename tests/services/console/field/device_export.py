"""Runs on MicroPython: the console's export with an address, on a charger of tests/core.

The arguments, joined, are JSON: `url`, and `charging`: a car charges. The current directory has
data/ca.der. Told, a JSON line each: {"said": text}, {"answer": document} or {"refused": text}, and
{"held": [...], "watched_ms": [...], "loaded": modules left behind}.
"""

import json
import sys

from firmware.core.refusal import Refusal
from firmware.services.console.field import export
from tests.services.console.field.parts import Parts, Typist


def tell(**event):
    print(json.dumps(event))


def main(order):
    parts = Parts()
    for number in range(60):
        parts.journal.note("note", "number {} {}".format(number, "x" * 60))
    if order.get("charging"):
        parts.charge()
    typist = Typist(parts)
    try:
        answer = typist.plays(export.run(parts, [order["url"]]))
        tell(said=typist.said)
        tell(answer=answer)
    except Refusal as refusal:
        tell(refused=str(refusal))
    left = [
        name
        for name in sys.modules
        if name in ("urequests", "firmware.services.console.field.upload")
    ]
    tell(held=parts.held, watched_ms=parts.watched_ms, loaded=left)


main(json.loads("".join(sys.argv[1:])))
