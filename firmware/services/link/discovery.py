"""How Home Assistant learns of this charger: MQTT device discovery, told a piece at a time.

The payload, five kilobytes of JSON, stands in discovery.txt beside this file, with Home
Assistant's abbreviated keys and marks such as @id for what differs between chargers. It is read
a block at a time and never whole. Loaded for one announcement and dropped after it.
"""

from micropython import const

from firmware.core.ampacity import NONE, ORDER
from firmware.core.protection.faults import FAULTS
from firmware.core.refusal import ma_to_amps

_TEXT_PATH = __file__.rsplit("/", 1)[0] + "/discovery.txt"
_BLOCK_BYTES = const(256)

# In every block, and in no mark: a text cut behind one is whole marks on both sides.
_CUT = b","


def announcement(charger_id, version, board_ma):
    """-> (topic, size, pieces) of a retained message: its payload has `size` bytes in `pieces`.

    `charger_id` and `version` are as published, `board_ma` the board's rating. The pieces keep
    of this module what they need. Raises OSError, as they do, if discovery.txt cannot be read.
    """
    name = charger_id.encode()
    words = (
        (b"@id", name),
        (b"@version", version.encode()),
        (b"@board_a", str(ma_to_amps(board_ma)).encode()),
        (b"@faults", _quoted(sorted(FAULTS))),
        (b"@limits", _quoted(ORDER + ("wire_unset", NONE))),
    )
    return b"homeassistant/device/pilotlight_" + name + b"/config", _size(words), _pieces(words)


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
