"""How much garbage may gather."""

from firmware.core import garbage

STOCK_BYTES = 166_592
PSRAM_BYTES = 4_100_000


def test_the_less_is_free_the_sooner_it_is_collected():
    assert garbage.threshold_bytes(STOCK_BYTES, 5_000) == 4_096
    assert garbage.threshold_bytes(STOCK_BYTES, 54_000) == 13_500


def test_a_heap_in_psram_is_collected_seldom_and_not_only_when_it_is_full():
    assert garbage.threshold_bytes(PSRAM_BYTES, 4_000_000) == 262_144
    assert garbage.collect_every_ms(PSRAM_BYTES) == 60_000
    assert garbage.collect_every_ms(STOCK_BYTES) == 250
