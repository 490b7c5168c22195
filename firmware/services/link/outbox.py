"""What the broker must get: one message in flight, until it is acknowledged.

At least once on the wire, and once by its `seq`: what is not acknowledged goes out again, on the
next connection at the latest, with the same number. Its source has had its turn then: what is
never acknowledged, or never ends, keeps nothing else waiting.
"""

from firmware.core.ticks import elapsed_ms


class Outbox:
    """`sources`: a list in the order of their turns, and kept so. Each has `topic`, `unsent()` ->
    (seq, payload) or None, and `acknowledged(seq)`. `prefix`: of the topics."""

    def __init__(self, sources, codec, prefix, again_ms):
        self._sources = sources
        self._codec = codec
        self._prefix = prefix
        self._again_ms = again_ms
        self._sent = None  # (packet identifier, source, seq)
        self._sent_ms = 0

    def due(self, now_ms):
        """The packet to send now, or None."""
        if self._sent and elapsed_ms(now_ms, self._sent_ms) < self._again_ms:
            return None
        for source in self._sources:
            found = source.unsent()
            if found is not None:
                self._sources.remove(source)
                self._sources.append(source)
                seq, payload = found
                packet = self._codec.publish(self._prefix + source.topic, payload, False, 1)
                self._sent, self._sent_ms = (self._codec.packet_id, source, seq), now_ms
                return packet
        return None

    def acknowledged(self, packet_id):
        if self._sent and self._sent[0] == packet_id:
            _, source, seq = self._sent
            self._sent = None
            source.acknowledged(seq)
