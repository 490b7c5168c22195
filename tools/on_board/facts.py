"""Tells which interpreter this is, and gives the visit 15 minutes: a forgotten one ends itself."""

import json
import sys
from binascii import hexlify

facts = {
    "implementation": sys.implementation.name,
    "version": list(sys.implementation.version[:3]),
    "build": sys.version,
    "platform": sys.platform,
}
try:
    import machine

    machine.WDT(timeout=900_000)
    facts["reset_cause"] = machine.reset_cause()
    facts["chip_id"] = hexlify(machine.unique_id()).decode()[-6:]
except ImportError:
    pass  # another interpreter, as its name tells
print(json.dumps(facts))
