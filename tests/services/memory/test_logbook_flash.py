"""When the logbook writes, and what it makes of a flash or a meter that does not obey."""

import os

import pytest

from firmware.services.memory import session_files
from tests.services.memory.plug_ins import (
    CHARGE_W,
    NOON,
    QUARTER_S,
    ledger_writes,
    set_clock,
    told,
    visit,
)

# --- when it is written --------------------------------------------------------------------------


def test_i10_while_the_contactor_is_closed_only_a_checkpoint_every_15_min(rig):
    rig.charge()
    writes = ledger_writes(rig)
    rig.wait_s(4 * QUARTER_S)
    assert 3 <= len(writes) <= 4 and all(writes)
    assert not os.path.exists(session_files.FOLDER)


def test_an_opening_is_followed_by_the_energy_within_a_minute(rig):
    rig.charge()
    rig.wait_s(300)
    writes = ledger_writes(rig)
    rig.open_s2()
    rig.wait_s(60)
    assert writes == [False]


def test_nothing_is_written_when_nothing_happens(rig):
    rig.offer()
    rig.wait_s(70)
    writes = ledger_writes(rig)
    rig.wait_s(7_200)
    assert writes == []


def test_acknowledgements_are_written_together(rig):
    set_clock(rig)
    for _ in range(5):
        visit(rig, 5)
    rig.wait_s(70)
    writes = ledger_writes(rig)
    assert len(told(rig)) == 5
    rig.wait_s(70)
    assert writes == [False]


# --- a flash that does not obey ------------------------------------------------------------------


def test_a_flash_that_refuses_is_told_of_once_and_the_car_charges(rig, monkeypatch):
    set_clock(rig)

    def refuse(*_):
        raise OSError(28)

    with monkeypatch.context() as patched:
        patched.setattr("os.mkdir", refuse)
        patched.setattr(rig.app.store, "overwrite", refuse)
        visit(rig, 10)
        rig.wait_s(300)
        notes = [detail for _, code, detail, *_ in rig.app.journal.entries if code == "not_saved"]
        assert [note for note in notes if note.startswith("session")] == ["session: OSError"]
        assert rig.app.logbook.unsent() is None
        rig.charge()
        rig.now("C2 32 A closed")
    rig.leave()
    rig.wait_s(61)
    assert [record["end"] for record in told(rig)] == ["unplugged"] * 2


# A charge, then an empty plug-in, on a flash that stores neither; then it takes one.
def _refused_a_charge(rig, monkeypatch):
    set_clock(rig)

    def refuse(*_):
        raise OSError(28)

    with monkeypatch.context() as patched:
        patched.setattr("os.mkdir", refuse)
        visit(rig, 10)
        rig.plug_in()
        rig.leave()
    rig.wait_s(61)


def test_c3_what_the_flash_refuses_to_store_gives_way_to_no_empty_plug_in(rig, monkeypatch):
    _refused_a_charge(rig, monkeypatch)
    (record,) = told(rig)
    assert record["wh"] > 10 and rig.noted("sessions_lost") == 1


def test_c3_nor_does_a_charge_that_no_meter_counted(rig, monkeypatch):
    rig.power_cycle()
    rig.inject("meter_silent")
    _refused_a_charge(rig, monkeypatch)
    (record,) = told(rig)
    assert record["started"] and record["wh"] == 0 and rig.noted("sessions_lost") == 1


def test_ha_2_a_cut_session_that_the_flash_refuses_keeps_its_place_in_the_ledger(rig, monkeypatch):
    set_clock(rig)
    rig.charge()

    def refuse(*_):
        raise OSError(28)

    with monkeypatch.context() as patched:
        patched.setattr("os.mkdir", refuse)
        rig.power_cycle()
        rig.unplug()
        rig.wait_s(12)
        rig.charge()
        rig.wait_s(QUARTER_S + 10)
        rig.power_cycle()
    assert rig.app.logbook.written_wh > 1_500
    rig.wait_s(5)
    (record,) = told(rig)
    assert record["end"] == "power" and record["plugged"] < NOON + 20
    assert rig.noted("sessions_lost") == 1


def test_c3_an_empty_record_cut_short_keeps_no_charge_from_being_stored(rig, monkeypatch):
    set_clock(rig)
    rig.offer()
    rig.leave()
    rig.offer()
    rig.power_cycle()
    rig.unplug()
    monkeypatch.setattr("os.statvfs", lambda folder: (0, 0, 64, 8 - len(os.listdir(folder))))
    monkeypatch.setattr("os.ilistdir", lambda _: iter(()), raising=False)
    rig.wait_s(12)
    assert rig.app.logbook.cut and rig.noted("sessions_lost") == 0
    visit(rig, 10)
    rig.wait_s(61)
    set_clock(rig)
    (record,) = told(rig)
    assert record["wh"] > 10 and rig.app.logbook.cut is None
    assert rig.noted("sessions_lost") == 2, "the one cut short, and the one that made room"


def test_a_torn_line_is_passed_over_and_spoils_no_other(rig):
    set_clock(rig)
    visit(rig, 5)
    (name,) = os.listdir(session_files.FOLDER)
    with open(f"{session_files.FOLDER}/{name}", "ab") as file:
        file.write(b'\n0badf00d [65537, 1\n{"foreign": \xff}')
    visit(rig, 5)
    assert len(told(rig)) == 2


def test_the_console_tells_what_runs_and_the_last_five(rig):
    set_clock(rig)
    for _ in range(6):
        visit(rig, 5)
    rig.charge()
    assert "others" in rig.app.logbook.told()
    rig.open_s2()
    rig.wait_s(1)
    shown = rig.console("session")
    running = shown.pop("running")
    assert running["unplugged"] is None and running["started"] > NOON
    assert len(shown) == 5 and int(max(shown)) < running["seq"]
    assert all(record["end"] == "unplugged" for record in shown.values())


# --- a meter that is silent after a cut ----------------------------------------------------------


@pytest.fixture
def silent_cut(rig):
    """The mains was cut five minutes into a charge, and the car has left; since the mains is back
    the meter says nothing."""
    set_clock(rig)
    rig.charge()
    rig.wait_s(300)
    rig.power_cycle()
    rig.unplug()
    rig.inject("meter_silent")
    return rig


def until(rig, uptime_s):
    rig.ms_until(lambda: rig.app.clock.uptime_s() == uptime_s, uptime_s * 1_000)


def test_ha_2_a_silent_meter_is_waited_for_until_just_before_anything_can_close(silent_cut):
    rig, book = silent_cut, silent_cut.app.logbook
    rig.plug_in_asking()
    until(rig, 7)
    assert book.cut and book.stored == 0
    rig.ms_until(lambda: book.stored, 3_000)
    assert book.cut is None and rig.app.clock.uptime_s() < 10


def test_ha_2_a_car_that_comes_while_it_is_waited_for_finds_the_record_stored(silent_cut):
    rig, book = silent_cut, silent_cut.app.logbook
    rig.wait_s(20)
    assert book.cut and book.stored == 0
    rig.plug_in_asking()
    rig.ms_until(lambda: book.session.closed, 60_000)
    assert book.cut is None and book.stored


def test_ha_2_with_no_car_what_a_slow_meter_tells_within_a_minute_is_the_cut_session_s(silent_cut):
    rig = silent_cut
    until(rig, 57)
    assert rig.app.logbook.stored == 0
    rig.mend("meter_silent")
    rig.wait_s(4)
    set_clock(rig)
    (record,) = told(rig)
    assert record["wh"] == rig.app.logbook.lifetime_wh >= CHARGE_W / 13


def test_ha_2_with_no_car_a_silent_meter_is_waited_for_for_no_more_than_a_minute(silent_cut):
    rig, book = silent_cut, silent_cut.app.logbook
    until(rig, 59)
    assert book.cut and book.stored == 0
    rig.wait_s(2)
    assert book.cut is None and book.stored


def test_ha_2_a_cut_session_outlasts_a_charge_with_a_silent_meter_and_a_second_cut(silent_cut):
    rig = silent_cut
    rig.wait_s(5)
    rig.charge()
    rig.wait_s(QUARTER_S + 10)
    rig.power_cycle()
    rig.wait_s(10)
    assert [record["end"] for record in told(rig)] == ["power", "power"]


def test_ha_2_what_a_car_draws_from_a_silent_meter_is_its_own(silent_cut):
    rig = silent_cut
    rig.wait_s(5)
    rig.charge()
    rig.wait_s(600)
    rig.mend("meter_silent")
    rig.wait_s(4)
    rig.leave()
    set_clock(rig)
    first, second = told(rig)
    assert first["wh"] == 0 and second["wh"] >= CHARGE_W / 6


def test_ha_2_with_nothing_cut_it_is_its_own_too(rig):
    visit(rig, 10)
    rig.wait_s(20)
    rig.power_cycle()
    rig.inject("meter_silent")
    rig.wait_s(12)
    rig.charge()
    rig.wait_s(600)
    rig.mend("meter_silent")
    rig.wait_s(4)
    assert rig.app.charger.session.wh == pytest.approx(CHARGE_W / 6, rel=0.05)


def test_ha_2_what_was_counted_before_the_start_is_not_of_a_car_that_has_not_charged(silent_cut):
    rig = silent_cut
    rig.wait_s(12)
    rig.offer()
    rig.mend("meter_silent")
    rig.wait_s(4)
    assert rig.app.charger.session.wh == 0 and rig.app.recorder.readings.lifetime_wh > 500
