"""How much garbage may gather."""

from firmware.core import garbage


def test_a_collection_right_after_a_step_comes_before_the_threshold_is_reached():
    assert garbage.collect_every_ms(psram=False) == 120
    assert garbage.threshold_bytes(psram=False) == 16_384


def test_psram_is_collected_seldom_though_not_only_when_it_is_full():
    assert garbage.collect_every_ms(psram=True) == 60_000
    assert garbage.threshold_bytes(psram=True) == 262_144
