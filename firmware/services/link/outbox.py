"""What the broker must get: one message in flight, until it is acknowledged.

At least once on the wire, and once by its `seq`: what is not acknowledged goes out again, on the
next connection at the latest, with the same number. Its source has had its turn then: what is
never acknowledged, or never ends, keeps nothing else waiting.
"""

from micropython import const

from firmware.core.ticks import elapsed_ms

# Of one that lies behind a flood for minutes the acknowledgement counts when it comes.
_TRIES_MAX = const(4)


class Outbox:
    """`sources`: a list in the order of their turns, and kept so. Each has `topic`, `unsent()` ->
    (seq, payload) or None, and `acknowledged(seq)`. `broker`: courtesies.Courtesies, which knows
    what is left out. `prefix`: of the topics."""

    def __init__(self, sources, broker, codec, prefix, again_ms):
        self._sources = sources
        self._broker = broker
        self._codec = codec
        self._prefix = prefix
        self._again_ms = again_ms
        self._tries = []  # (packet identifier, source, seq), the newest last
        self._sent_ms = None  # of the newest; None: it is acknowledged

    def due(self, now_ms):
        """The packet to send now, or None."""
        if self._sent_ms is not None and elapsed_ms(now_ms, self._sent_ms) < self._again_ms:
            return None
        for source in self._sources:
            found = None if self._broker.omits(source.topic) else source.unsent()
            if found is not None:
                self._sources.remove(source)
                self._sources.append(source)
                self._broker.in_flight = source.topic
                seq, payload = found
                packet = self._codec.publish(self._prefix + source.topic, payload, False, 1)
                self._tries.append((self._codec.packet_id, source, seq))
                del self._tries[:-_TRIES_MAX]
                self._sent_ms = now_ms
                return packet
        return None

    def acknowledged(self, packet_id):
        for tried in self._tries:
            if tried[0] == packet_id:
                if tried is self._tries[-1]:
                    self._sent_ms = None
                self._tries.remove(tried)
                self._broker.acknowledged(tried[1].topic)
                tried[1].acknowledged(tried[2])
                return
