"""The whole charger on a heap too small for more: safe, within its limits, and it says so."""

import pytest

from firmware.bare import Bare
from firmware.core.group.member import SILENCE_S
from firmware.core.pilot.indication import LEFT_OUT
from firmware.services.alone import KeptPin
from tests.rig import BOOT_S, Rig

_YARD = {"id": "yard", "ma": 40_000, "members": 2, "key": "only-for-us-here"}
_SHORT_MS, _LONG_MS = 200, 2_500


@pytest.fixture
def bare(world, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Rig(world, program=Bare)


@pytest.fixture
def member(world, tmp_path, monkeypatch):
    """One of a group of two, booted."""
    monkeypatch.chdir(tmp_path)
    return Rig(world, program=Bare, group=_YARD)


def press(rig, ms):
    rig.world.press_button(ms)
    rig.advance_ms(ms + 500)


def test_a_car_charges_at_the_wire_ampacity(bare):
    bare.charge()
    bare.now("C2 32 A closed")
    bare.leave()
    bare.now("A steady open")


def test_i2_a_wire_nobody_vouched_for_carries_6_a(world, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rig = Rig(world, wire_ma=None, program=Bare)
    rig.charge()
    rig.now("C2 6 A closed")


def test_i2_the_offline_limit_is_kept(world, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rig = Rig(world, program=Bare, offline_ma=16_000)
    rig.charge()
    rig.now("C2 16 A closed")


def test_i7_in_a_group_it_is_silent_for_40_s_and_has_its_share_then(member):
    member.charge()
    member.now("C1 steady open")
    member.wait_s(SILENCE_S)
    member.now("C2 20 A closed")


@pytest.mark.parametrize("how", ["reset", "power_returns"])
def test_i7_after_a_boot_the_share_is_sat_out_again(member, how):
    member.charge()
    member.wait_s(SILENCE_S)
    getattr(member, how)()
    member.wait_s(SILENCE_S - 1)
    member.now("C1 steady open")
    member.until("C2 20 A closed", 35_000)


def test_i1_a_ground_fault_opens_it(bare):
    bare.charge()
    bare.inject("leak")
    bare.advance_ms(40)
    assert bare.fault == "ground_fault" and bare.shows.endswith("open")


def test_i1_a_fault_outlives_a_reset(bare):
    bare.charge()
    bare.inject("leak")
    bare.advance_ms(100)
    bare.mend("leak")
    bare.reset()
    bare.advance_ms(1_000)
    assert bare.fault == "ground_fault" and bare.shows.endswith("open")


def test_the_button_pauses_and_takes_it_back(bare):
    bare.charge()
    press(bare, _LONG_MS)
    bare.until("C1 steady open", 7_000)
    assert bare.reason == "paused"
    press(bare, _SHORT_MS)
    bare.until("C2 32 A closed", 10_000)


def test_a_pause_outlives_a_reset(bare):
    press(bare, _LONG_MS)
    bare.reset()
    bare.charge()
    assert bare.reason == "paused" and bare.shows.endswith("open")


def test_the_serial_line_says_what_it_does_without_and_what_happens(bare, capsys):
    bare.reset()
    bare.wait_s(BOOT_S)
    bare.charge()
    said = capsys.readouterr().out.splitlines()
    assert "0 s: trouble no link, no console, no records: the starts before" in said[0]
    assert said[-2].endswith("s: plugged") and said[-1].endswith("s: start offline")
    assert bare.app.journal.entries == []


def test_a_line_fits_into_what_the_uart_takes_at_once(bare, capsys):
    bare.app.journal.note("trouble", "x" * 200)
    bare.advance_ms(500)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 127


def test_the_light_says_that_the_link_is_left_out(bare):
    seen = set()
    for _ in range(80):
        bare.advance_ms(50)
        red, green, blue = bare.world.led
        seen.add(red << 16 | green << 8 | blue)
    assert LEFT_OUT[0] in seen


def test_what_was_locked_by_wrong_pins_stays_locked():
    lock = KeptPin()
    lock.restore([5, 900], 0)
    assert lock.saved(10) == [5, 900] and lock.wrong == 0


def test_wear_and_settings_reach_the_flash(bare):
    bare.charge()
    bare.leave()
    bare.power_cycle()
    assert bare.app.settings.operations == 1
    assert bare.app.settings.boots == 2
