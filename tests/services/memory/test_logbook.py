"""Every plug-in leaves one record, and the energy is counted for life: through resets and cuts."""

import pytest

from tests.services.memory.plug_ins import CHARGE_W, NOON, QUARTER_S, set_clock, told, visit

# --- a plug-in -----------------------------------------------------------------------------------


def test_a_plug_in_leaves_one_record_with_times_energy_and_current(rig):
    set_clock(rig)
    visit(rig, 600)
    (record,) = told(rig)
    assert NOON <= record["plugged"] <= record["started"] <= NOON + 12
    assert 600 <= record["ended"] - record["started"] <= 612
    assert 0 <= record["unplugged"] - record["ended"] <= 1
    assert record["wh"] == pytest.approx(CHARGE_W / 6, rel=0.05)
    assert 30 <= record["max_a"] <= 32.5
    assert (record["end"], record["offline"]) == ("unplugged", True)
    assert record["wh"] == rig.app.recorder.readings.lifetime_wh


def test_a_charge_with_a_server_is_not_offline(rig):
    rig.connect()
    visit(rig)
    set_clock(rig)
    assert told(rig)[0]["offline"] is False


def test_records_come_oldest_first_and_none_twice(rig):
    set_clock(rig)
    for _ in range(3):
        visit(rig, 10)
    seqs = [record["seq"] for record in told(rig)]
    assert seqs == sorted(set(seqs)) and len(seqs) == 3
    assert told(rig) == []


def test_a_record_is_there_again_until_it_is_acknowledged(rig):
    set_clock(rig)
    visit(rig, 10)
    assert rig.app.logbook.unsent() == rig.app.logbook.unsent() != None  # noqa: E711


def test_what_is_acknowledged_is_not_sent_again_after_a_power_cycle(rig):
    set_clock(rig)
    visit(rig, 10)
    assert len(told(rig)) == 1
    rig.wait_s(62)
    rig.power_cycle()
    rig.wait_s(15)
    assert told(rig) == []


def test_what_is_not_acknowledged_is_sent_after_a_power_cycle(rig):
    set_clock(rig)
    visit(rig, 10)
    sent = rig.app.logbook.unsent()
    rig.power_cycle()
    assert rig.app.logbook.unsent() == sent


# --- cuts and resets -----------------------------------------------------------------------------


def test_a_charge_cut_by_the_mains_ends_as_power_at_its_last_checkpoint(rig):
    set_clock(rig)
    rig.charge()
    rig.wait_s(QUARTER_S + 300)
    rig.power_cycle()
    rig.wait_s(5)
    (record,) = told(rig)
    assert (record["end"], record["unplugged"]) == ("power", None)
    assert QUARTER_S - 20 <= record["ended"] - record["started"] <= QUARTER_S + 5
    assert record["wh"] == pytest.approx(CHARGE_W / 3, rel=0.04)


def test_ha_2_what_the_meter_counted_before_a_cut_is_the_cut_session_s_and_not_the_next_car_s(rig):
    rig.charge()
    rig.wait_s(300)
    rig.power_cycle()
    rig.wait_s(4)
    assert rig.app.charger.session.wh == 0
    rig.wait_s(16)
    rig.leave()
    set_clock(rig)
    first, second = told(rig)
    assert (first["end"], first["wh"]) == ("power", pytest.approx(CHARGE_W / 12, rel=0.04))
    assert second["wh"] <= CHARGE_W * 20 / 3_600
    assert first["wh"] + second["wh"] == rig.app.recorder.readings.lifetime_wh


def test_ha_1_nobody_knows_the_lifetime_s_energy_until_the_meter_is_heard(rig):
    rig.charge()
    rig.wait_s(300)
    told_wh = rig.app.recorder.readings.lifetime_wh
    rig.power_cycle()
    assert rig.app.recorder.readings.lifetime_wh is None
    rig.wait_s(4)
    assert rig.app.recorder.readings.lifetime_wh >= told_wh


def test_the_car_that_stayed_through_a_cut_is_a_plug_in_of_its_own(rig):
    rig.charge()
    rig.power_cycle()
    rig.wait_s(20)
    rig.leave()
    set_clock(rig)
    first, second = told(rig)
    assert (first["end"], second["end"]) == ("power", "unplugged")
    assert second["seq"] > first["seq"]


def test_a_reset_does_not_end_a_plug_in(rig):
    set_clock(rig)
    rig.charge()
    rig.wait_s(600)
    plugged_s = rig.app.clock.epoch() - 600
    rig.reset()
    rig.wait_s(600)
    rig.leave()
    (record,) = told(rig)
    assert abs(record["plugged"] - plugged_s) < 20
    assert record["wh"] == pytest.approx(CHARGE_W / 3, rel=0.08)
    assert record["end"] == "unplugged"


def test_a_reset_before_the_clock_was_set_keeps_the_time_of_arrival(rig):
    rig.charge()
    rig.reset("watchdog")
    rig.wait_s(100)
    rig.leave()
    set_clock(rig)
    (record,) = told(rig)
    assert 100 <= record["unplugged"] - record["plugged"] <= 130


def test_a_car_that_left_during_a_reset_has_left(rig):
    set_clock(rig)
    rig.charge()
    rig.unplug()
    rig.reset()
    rig.wait_s(10)
    assert [record["end"] for record in told(rig)] == ["stopped"]


def test_numbers_go_on_after_resets_and_cuts_whatever_became_of_the_boot_count(rig):
    set_clock(rig)
    seqs = []
    for restart in (rig.reset, rig.power_cycle, rig.power_cycle, rig.reset):
        visit(rig, 10)
        restart()
        rig.wait_s(12)
    set_clock(rig)
    seqs = [record["seq"] for record in told(rig)]
    assert len(seqs) == 4 and seqs == sorted(set(seqs))


def test_the_lifetime_s_energy_survives_a_cut_whole(rig):
    visit(rig, 600)
    before_wh = rig.app.recorder.readings.lifetime_wh
    rig.charge()
    rig.wait_s(600)
    rig.power_cycle()
    rig.wait_s(5)
    after_wh = rig.app.recorder.readings.lifetime_wh
    assert abs(after_wh - 2 * before_wh) < 60


def test_another_meter_takes_nothing_away_and_adds_nothing(rig):
    visit(rig, 600)
    lifetime_wh = rig.app.recorder.readings.lifetime_wh
    for energy_uj in (0, 50_000_000 * 3_600_000_000):
        rig.world.meter.energy_uj = energy_uj
        rig.wait_s(3)
        assert rig.app.recorder.readings.lifetime_wh == lifetime_wh


def _noted_ledger(rig):
    return [detail for _, _, detail, *_ in rig.app.journal.entries if "ledger" in detail]


def test_a_lost_ledger_goes_on_from_the_meter_s_own_count(rig):
    visit(rig, 600)
    lifetime_wh = rig.app.recorder.readings.lifetime_wh
    for copy in "ab":
        with open("data/ledger." + copy, "w") as file:
            file.write("rotten")
    rig.power_cycle()
    rig.wait_s(5)
    assert rig.app.recorder.readings.lifetime_wh == lifetime_wh
    assert _noted_ledger(rig)


def test_a_ledger_of_another_release_ends_no_boot(rig):
    visit(rig, 10)
    twin = rig.app.logbook.twin
    for text in ('{"format": 2, "open": [7]}', "[]", "7"):
        twin.write(text)
        rig.power_cycle()
        rig.wait_s(12)
        assert _noted_ledger(rig)
        assert len(told(rig)) == 1
        twin = rig.app.logbook.twin


# --- dates ---------------------------------------------------------------------------------------


def test_a_record_waits_two_minutes_for_its_dates_and_is_then_told_without(rig):
    visit(rig, 10)
    logbook = rig.app.logbook
    assert logbook.unsent() is None
    rig.wait_s(119)
    assert logbook.unsent() is None
    rig.wait_s(2)
    (record,) = told(rig)
    assert [record[name] for name in ("plugged", "started", "ended", "unplugged")] == [None] * 4


def test_a_clock_that_is_set_later_dates_what_came_before(rig):
    visit(rig, 10)
    rig.wait_s(1_000)
    left_s = rig.app.clock.uptime_s() - 1_006
    set_clock(rig)
    (record,) = told(rig)
    assert abs(record["unplugged"] - (NOON - rig.app.clock.uptime_s() + left_s)) < 6


def test_it_dates_them_after_a_power_cycle_too(rig):
    visit(rig, 10)
    set_clock(rig)
    sent = rig.app.logbook.unsent()
    rig.power_cycle()
    rig.wait_s(5)
    assert rig.app.logbook.unsent() == sent


def test_c6_after_a_power_cycle_the_last_time_that_was_known_is_remembered(rig):
    assert rig.app.logbook.last_s == 0
    set_clock(rig)
    visit(rig, 10)
    rig.wait_s(20)
    rig.power_cycle()
    assert NOON <= rig.app.logbook.last_s <= NOON + 60


def test_a_record_whose_power_on_never_knew_the_time_has_no_dates(rig):
    visit(rig, 10)
    rig.power_cycle()
    set_clock(rig)
    assert told(rig)[0]["unplugged"] is None
