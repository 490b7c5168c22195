"""How much garbage may gather."""

from firmware.core import garbage


def test_a_program_from_files_leaves_little_room_for_garbage():
    assert garbage.threshold_bytes(frozen=False, psram=False) == 4_096
    assert garbage.threshold_bytes(frozen=True, psram=False) == 16_384


def test_psram_is_collected_seldom_though_not_only_when_it_is_full():
    for frozen in (False, True):
        assert garbage.threshold_bytes(frozen, psram=True) == 262_144
    assert garbage.collect_every_ms(psram=True) == 60_000
    assert garbage.collect_every_ms(psram=False) == 250
