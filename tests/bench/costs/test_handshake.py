"""What a reconnection by key may cost, of one by certificate."""

from bench.costs import handshake


def _found(instructions, stalled_ms):
    by_certificate = {"instructions": 100_000, "stalled_ms": 1_000.0}
    return {
        "tls_handshake": by_certificate,
        "tls_psk": {"instructions": instructions, "stalled_ms": stalled_ms},
    }


def test_by_key_it_takes_a_hundredth_of_the_work_and_a_fiftieth_of_the_stall():
    assert handshake.breaches(_found(1_000, 20.0)) == []
    assert len(handshake.breaches(_found(1_001, 20.1))) == 2
