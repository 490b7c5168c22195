"""The commissioning record: who set up this charger, when, how, and what the tests found.

Kept as canonical JSON: names sorted, no blanks, numbers whole. Its CRC-32 is taken over that text
without the CRC itself, so that whoever has the record can check it.
"""

import json
from binascii import crc32

from firmware.core.refusal import Refusal

PATH = "data/commissioning.json"
_CRC = "crc"


def canonical(value):
    """`value` as text, of which there is only one: what the CRC is taken of."""
    if type(value) is dict:
        fields = [json.dumps(name) + ":" + canonical(value[name]) for name in sorted(value)]
        return "{" + ",".join(fields) + "}"
    if type(value) is list:
        return "[" + ",".join([canonical(item) for item in value]) + "]"
    return json.dumps(value)


def sealed(record):
    """`record` with its CRC, eight hexadecimal digits."""
    record = dict(record)
    record[_CRC] = "{:08x}".format(crc32(canonical(record).encode()))
    return record


def holds(record):
    """Nothing in it has changed since it was sealed."""
    content = dict(record)
    return content.pop(_CRC, None) == sealed(content)[_CRC]


def write(parts, record):
    """Keep a sealed record. Raises Refusal while charging, OSError when the flash refuses."""
    if parts.charger.session.closed:
        raise Refusal("commission", "not while charging: the flash is written at rest only")
    parts.store.write(PATH, canonical(record))


def read(store):
    """`{"record", "crc_holds"}`; None: this charger was never commissioned.

    `record` is None where the file cannot be read.
    """
    text = store.read(PATH)
    if text is None:
        return None
    try:
        record = json.loads(text)
    except ValueError:
        record = None
    if type(record) is not dict:
        return {"record": None, "crc_holds": False}
    return {"record": record, "crc_holds": holds(record)}
