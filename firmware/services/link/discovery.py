"""How Home Assistant learns of this charger: MQTT device discovery, told a piece at a time.

The payload, eight kilobytes of JSON, stands in discovery.txt beside this file, with Home
Assistant's abbreviated keys and marks such as @id for what differs between chargers. It is read
a block at a time and never whole. Loaded for one announcement and dropped after it.
"""

from micropython import const

from firmware.core.ampacity import NONE, ORDER
from firmware.core.protection.faults import FAULTS

_TOPIC = b"homeassistant/device/pilotlight/"
_TEXT_PATH = __file__.rsplit("/", 1)[0] + "/discovery.txt"
_BLOCK_BYTES = const(256)

# A number's range must not be empty, and 6 A is the least that is offered.
_MOST_MIN_A = const(7)

# In every block, and in no mark: a text cut behind one is whole marks on both sides.
_CUT = b","


def announcement(charger_id, mac, version, most_ma):
    """-> (topic, size, pieces) of a retained message: its payload has `size` bytes in `pieces`.

    `charger_id` and `version` are as published, `mac` the chip's, as a0:b7:65:01:02:03: by it Home
    Assistant knows the charger whatever it is called. `most_ma`: what may be set at most. The
    pieces keep of this module what they need. Raises OSError, as they do, if discovery.txt cannot
    be read.
    """
    most_a = max(most_ma // 1_000, _MOST_MIN_A)
    words = (
        (b"@id", charger_id.encode()),
        (b"@chip", mac.replace(":", "").encode()),
        (b"@mac", mac.encode()),
        (b"@version", version.encode()),
        (b"@most_a", str(most_a).encode()),
        (b"@faults", _quoted(sorted(FAULTS))),
        (b"@limits", _quoted(ORDER + ("wire_unset", NONE))),
    )
    return _TOPIC + charger_id.encode() + b"/config", _size(words), _pieces(words)


# By an id on a level of its own an access list can allow it with one pattern.
def former_topic(charger_id, announced):
    """Where it was announced before, retained: under the id `announced`; None: by release 0.1."""
    if announced is None:
        return b"homeassistant/device/pilotlight_" + charger_id.encode() + b"/config"
    return _TOPIC + announced.encode() + b"/config"


def _quoted(names):
    return ",".join('"' + name + '"' for name in names).encode()


# MQTT tells the length first: counted in a reading of its own, for the whole is never there.
def _size(words):
    size = 0
    for text in _texts():
        size += len(text)
        for mark, word in words:
            size += text.count(mark) * (len(word) - len(mark))
    return size


def _pieces(words):
    for text in _texts():
        for mark, word in words:
            text = text.replace(mark, word)
        yield text


def _texts():
    with open(_TEXT_PATH, "rb") as file:
        rest = b""
        while True:
            block = file.read(_BLOCK_BYTES)
            if not block:
                break
            cut = block.rfind(_CUT) + 1
            yield rest + block[:cut]
            rest = block[cut:]
    yield rest
