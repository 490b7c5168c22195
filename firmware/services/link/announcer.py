"""When Home Assistant is told of this charger: after each connecting, and whenever it starts."""

import random

from firmware.core.ticks import elapsed_ms
from firmware.forget import forget
from firmware.services.link import codec
from firmware.version import VERSION

BIRTH_TOPIC = b"homeassistant/status"


class Announcer:
    """For one `connection`; `spread_ms`: the longest that a birth is left unanswered, for a
    street of chargers must not answer all at once."""

    def __init__(self, charger_id, connection, journal, spread_ms):
        self._id = charger_id
        self._connection = connection
        self._journal = journal
        self._spread_ms = spread_ms
        self._due = True
        self._wait_ms = self._born_ms = 0

    def heard(self, payload, now_ms):
        """What came under BIRTH_TOPIC, not retained."""
        if payload == b"online":
            self._due, self._wait_ms = True, random.randint(0, self._spread_ms)
            self._born_ms = now_ms

    # Without memory for it, or without its text on flash, the charger is the same charger; the
    # next connection tries again.
    def announce_when_due(self, board_ma, now_ms):
        """To be asked while nothing else goes out. `board_ma`: the board's rating."""
        if not self._due or elapsed_ms(now_ms, self._born_ms) < self._wait_ms:
            return
        self._due = False
        try:
            from firmware.services.link import discovery

            topic, size, pieces = discovery.announcement(self._id, VERSION, board_ma)
            self._connection.put(codec.publish_start(topic, size))
            self._connection.put(pieces)
        except (MemoryError, OSError):
            self._journal.note("not_announced", "memory or discovery.txt is missing")
        finally:
            forget("firmware.services.link.discovery")
