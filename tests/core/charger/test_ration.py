"""A car that starts and stops again and again: the contactor rests ever longer, and says so."""

from tests.core.rig import Rig


def _restless(rig, times):
    for _ in range(times):
        rig.open_s2()
        rig.advance_ms(7_000)
        rig.ask_power()
        rig.advance_ms(4_000)


def _told(rig):
    return [code for _, code, _, *_ in rig.journal.entries].count("rationed")


def test_5_a_restless_car_waits_and_is_told_of_once():
    rig = Rig()
    rig.charge()
    _restless(rig, 2)
    assert rig.board.coil and not _told(rig)
    _restless(rig, 3)
    assert not rig.board.coil and rig.reason == "dwell"
    assert _told(rig) == 1 and rig.settings.operations == 4


def test_5_whoever_plugs_in_anew_is_not_kept_waiting():
    rig = Rig()
    rig.charge()
    _restless(rig, 4)
    rig.unplug()
    rig.advance_ms(4_000)
    rig.charge()
    assert rig.board.coil
