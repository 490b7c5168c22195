"""What was measured, and what the charger makes of it: heat, too much current, worn contacts."""

from tests.core.rig import Rig


def _charging(wire_a=32):
    rig = Rig(wire_a)
    rig.charge()
    assert rig.shows == f"C2 {wire_a} A closed"
    return rig


def _measure(rig, current_ma=None, celsius=25, seconds=1, voltage_mv=240_000):
    """`seconds` of readings, one a second."""
    for _ in range(seconds):
        rig.charger.measured(current_ma, voltage_mv, celsius, rig.clock.uptime_s())
        rig.advance_ms(1_000)


def _notes(rig, code):
    return [detail for _, noted, detail, *_ in rig.journal.entries if noted == code]


# --- temperature ---------------------------------------------------------------------------------


def test_i2_heat_lowers_the_offer_in_the_next_step():
    rig = _charging()
    for celsius, shows in ((65, "C2 16 A closed"), (68, "C2 8 A closed")):
        rig.charger.measured(None, None, celsius, rig.clock.uptime_s())
        rig.advance_ms(20)
        assert rig.shows == shows, celsius
        rig.wait_s(20)


def test_the_share_is_of_the_least_of_board_cable_and_wire():
    rig = _charging(24)
    _measure(rig, celsius=65)
    assert rig.plan.limits["thermal"] == 12_000
    rig = Rig(48)
    rig.plan.limits["cable"] = 20_000
    _measure(rig, celsius=65)
    assert rig.plan.limits["thermal"] == 10_000
    rig = Rig(80)
    _measure(rig, celsius=65)
    assert rig.plan.limits["thermal"] == 24_000


def test_i2_a_group_or_a_server_is_no_part_of_it():
    rig = Rig(32)
    rig.order("limit", 10)
    rig.order("group", {"id": "garage", "amps": 20, "members": 2})
    _measure(rig, celsius=65)
    assert rig.plan.limits["thermal"] == 16_000


def test_full_current_is_back_when_it_is_cool():
    rig = _charging()
    _measure(rig, celsius=66, seconds=20)
    assert rig.shows == "C2 16 A closed"
    _measure(rig, celsius=62, seconds=10)
    assert rig.shows == "C2 32 A closed"


def test_at_71_it_stops_by_way_of_c1_until_it_is_cool_for_30_s():
    rig = _charging()
    _measure(rig, celsius=71)
    assert rig.fault == "over_temperature" and rig.shows == "C1 steady closed"
    _measure(rig, celsius=71, seconds=60)
    assert rig.fault == "over_temperature" and rig.shows == "C1 steady open"
    _measure(rig, celsius=68, seconds=28)
    assert rig.fault == "over_temperature"
    _measure(rig, celsius=68, seconds=4)
    assert rig.fault is None and rig.shows == "C2 8 A closed"


def test_a_sensor_that_breaks_when_it_is_too_hot_keeps_it_stopped_until_it_is_believed():
    rig = _charging()
    _measure(rig, celsius=71)
    _measure(rig, celsius=None, seconds=300)
    assert rig.fault == "over_temperature" and rig.shows == "C1 steady open"
    _measure(rig, celsius=25, seconds=58)
    assert rig.fault == "over_temperature"
    _measure(rig, celsius=25, seconds=35)
    assert rig.fault is None and rig.shows == "C2 32 A closed"


def test_unplugging_ends_it_too_and_the_next_car_has_6_a():
    rig = _charging()
    _measure(rig, celsius=71)
    _measure(rig, celsius=None, seconds=20)
    rig.unplug()
    _measure(rig, celsius=None, seconds=30)
    rig.charge()
    _measure(rig, celsius=None, seconds=5)
    assert rig.fault is None and rig.shows == "C2 6 A closed"


def test_a_sensor_that_fails_is_told_once_and_so_is_its_return():
    rig = _charging()
    _measure(rig, celsius=None, seconds=10)
    assert rig.shows == "C2 6 A closed"
    assert _notes(rig, "thermometer") == ["not believed: 6 A"]
    _measure(rig, celsius=25, seconds=70)
    assert rig.shows == "C2 32 A closed"
    assert _notes(rig, "thermometer") == ["not believed: 6 A", "believed"]


# --- overcurrent ---------------------------------------------------------------------------------


def test_a_car_that_takes_too_much_for_7_s_is_stopped_gracefully():
    rig = _charging()
    _measure(rig, 35_751, seconds=7)
    assert rig.fault is None
    _measure(rig, 35_751)
    assert rig.fault == "overcurrent" and rig.shows == "C1 steady closed"


def test_a_car_that_keeps_to_the_offer_is_left_alone():
    rig = _charging()
    _measure(rig, 35_750, seconds=60)
    assert rig.fault is None and rig.shows == "C2 32 A closed"


def test_current_without_a_closed_contactor_is_not_the_cars_doing():
    rig = Rig()
    rig.plug_in(5_000)
    _measure(rig, 60_000, seconds=20)
    assert rig.fault is None


def test_it_is_tried_again_after_a_minute_three_times():
    rig = _charging()
    for _ in range(3):
        _measure(rig, 40_000, seconds=8)
        assert rig.fault == "overcurrent" and not rig.charger.faults.latched
        rig.open_s2()
        _measure(rig, 0, seconds=62)
        rig.ask_power()
        _measure(rig, 32_000, seconds=20)
        assert rig.shows == "C2 32 A closed"
    _measure(rig, 40_000, seconds=8)
    assert rig.fault == "overcurrent" and rig.charger.faults.latched


# --- the pilot's line ----------------------------------------------------------------------------


def test_9_a_line_that_shows_another_duty_than_was_set_opens_after_a_second():
    rig = _charging()
    rig.stuck_duty = rig.duty
    rig.order("wire", {"amps": 6})
    rig.advance_ms(900)
    assert rig.fault is None
    rig.advance_ms(200)
    assert rig.fault == "pilot_duty" and not rig.board.coil


# --- the meter and its clamp ---------------------------------------------------------------------


def test_9_a_meter_that_reads_nothing_for_three_minutes_of_charging_is_told():
    rig = _charging()
    _measure(rig, 0, seconds=180)
    assert rig.plan.trouble is None
    _measure(rig, 0, seconds=3)
    assert "clamp" in rig.plan.trouble and len(_notes(rig, "meter")) == 1
    _measure(rig, None, seconds=60)
    assert "clamp" in rig.plan.trouble
    _measure(rig, 0, seconds=600)
    assert rig.fault is None and len(_notes(rig, "meter")) == 1
    _measure(rig, 16_000)
    assert rig.plan.trouble is None


def test_9_nothing_is_drawn_by_a_car_that_does_not_ask():
    rig = _charging()
    rig.open_s2()
    _measure(rig, 0, seconds=600)
    assert rig.plan.trouble is None


def test_9_another_trouble_is_the_graver_one():
    rig = _charging()
    rig.plan.go_without_link("no radio")
    _measure(rig, 0, seconds=300)
    _measure(rig, 16_000)
    assert rig.plan.trouble == "no radio"


# --- the mains' voltage --------------------------------------------------------------------------


def test_20_a_voltage_out_of_range_for_ten_seconds_stops_gracefully():
    for voltage_mv in (203_900, 264_100):
        rig = _charging()
        _measure(rig, voltage_mv=voltage_mv, seconds=10)
        assert rig.fault is None
        _measure(rig, voltage_mv=voltage_mv, seconds=2)
        assert rig.fault == "voltage" and rig.shows == "C1 steady closed"


def test_20_a_voltage_in_range_is_none_nor_is_one_that_nobody_measures():
    rig = _charging()
    for voltage_mv in (204_000, 264_000, None):
        _measure(rig, voltage_mv=voltage_mv, seconds=60)
    assert rig.fault is None


def test_20_it_is_tried_again_five_minutes_after_its_return_as_often_as_it_takes():
    rig = _charging()
    for _ in range(5):
        _measure(rig, voltage_mv=160_000, seconds=30)
        assert rig.fault == "voltage" and not rig.charger.faults.latched
        _measure(rig, seconds=290)
        assert rig.fault == "voltage"
        _measure(rig, seconds=20)
        assert rig.shows == "C2 32 A closed"


def test_20_without_a_car_it_is_nobody_s_fault():
    rig = Rig()
    _measure(rig, voltage_mv=160_000, seconds=30)
    assert rig.fault is None


# --- the contactor's life ------------------------------------------------------------------------


def _counts(rig):
    return rig.settings.operations, rig.settings.openings_under_load


def test_every_closing_is_counted_and_an_opening_without_current_wears_nothing():
    rig = _charging()
    assert _counts(rig) == (1, 0)
    _measure(rig, 1_000)
    rig.unplug()
    assert _counts(rig) == (1, 0)
    rig.advance_ms(4_000)
    rig.charge()
    assert _counts(rig) == (2, 0)


def test_an_opening_with_more_than_1_a_is_one_under_load():
    rig = _charging()
    _measure(rig, 1_001)
    rig.unplug()
    assert _counts(rig) == (1, 1)
    rig.advance_ms(4_000)
    assert _counts(rig) == (1, 1)


def test_every_opening_under_load_counts():
    rig = _charging()
    for number in (1, 2, 3):
        _measure(rig, 30_000)
        rig.unplug()
        rig.advance_ms(6_000)
        assert _counts(rig) == (number, number)
        rig.charge()


def test_a_fault_opens_under_load():
    rig = _charging()
    _measure(rig, 30_000)
    rig.lose_earth()
    assert rig.shows == "F -12 V open" and _counts(rig) == (1, 1)


def test_a_car_that_ignores_the_stop_is_opened_under_load_when_its_grace_is_over():
    rig = _charging()
    _measure(rig, 30_000)
    rig.override("pause")
    rig.advance_ms(5_990)
    assert rig.shows == "C1 steady closed" and _counts(rig) == (1, 0)
    rig.advance_ms(40)
    assert rig.shows == "C1 steady open" and _counts(rig) == (1, 1)


def test_a_car_that_opens_s2_itself_is_trusted_to_draw_no_more():
    for stopped in (False, True):
        rig = _charging()
        _measure(rig, 30_000)
        if stopped:
            rig.override("pause")
            rig.advance_ms(100)
        rig.open_s2()
        assert not rig.board.coil and _counts(rig) == (1, 0)


def test_where_the_meter_is_silent_nothing_is_known_of_a_load():
    rig = _charging()
    rig.unplug()
    assert _counts(rig) == (1, 0)
