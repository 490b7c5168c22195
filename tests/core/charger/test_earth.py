"""Protective earth that is missing, or comes and goes."""

from tests.core.rig import Rig


def _asks(rig):
    rig.plug_in(5_000)
    rig.ask_power()
    rig.advance_ms(3_000)


def test_i1_without_earth_nothing_closes_however_long_and_a_minute_after_it_is_back():
    rig = Rig()
    rig.board.earth = False
    _asks(rig)
    rig.wait_s(10 * 60)
    assert rig.fault == "ground_lost" and rig.shows == "C1 steady open"
    rig.board.earth = True
    rig.wait_s(58)
    assert rig.shows == "C1 steady open"
    rig.wait_s(8)
    assert rig.shows == "C2 32 A closed"


def test_an_earth_that_comes_and_goes_latches_the_fifth_time():
    rig = Rig()
    _asks(rig)
    for _ in range(5):
        assert not rig.charger.faults.latched
        rig.board.earth = False
        rig.wait_s(2)
        rig.board.earth = True
        rig.wait_s(62)
    assert rig.fault == "ground_lost" and rig.charger.faults.latched
    rig.unplug()
    rig.advance_ms(3_300)
    assert rig.fault is None
