"""Finding 9 of the field: a meter's answer with a right checksum and a wrong content."""

import pytest

from sim.board.pzem import UJ_PER_WH

NEW_WH, OLD_WH = 3_000, 7_000_000
AMPS_LOW, AMPS_HIGH, WH_LOW, WH_HIGH = 1, 2, 5, 6


def words_of(value, low, high):
    return {low: value & 0xFFFF, high: value >> 16}


def amps(ma):
    return words_of(ma, AMPS_LOW, AMPS_HIGH)


def counts(wh):
    return words_of(wh, WH_LOW, WH_HIGH)


ZEROS = dict.fromkeys(range(10), 0)


@pytest.fixture
def charging(rig):
    """`charging(wh)`: a car that charges, and a meter that has counted so much."""

    def charging(wh):
        rig.world.meter.energy_uj = wh * UJ_PER_WH
        rig.wait_s(4)
        rig.app.logbook.lifetime_wh = 1_000
        rig.charge()
        rig.wait_s(20)
        return rig

    return charging


def answers(rig, words, ms=1_000):
    """What the meter says in some registers, for `ms`."""
    meter = rig.world.meter
    plain = meter.registers

    def registers():
        told = plain()
        for at, value in words.items():
            told[at] = value
        return told

    meter.registers = registers
    rig.advance_ms(ms)
    meter.registers = plain


def told(rig):
    """Wh of the session, Wh of a lifetime, highest mA."""
    book = rig.app.logbook
    return book.session.wh, book.lifetime_wh, book.session.max_ma


def nothing_is_told_of(rig, words, ms=1_000):
    before_wh, lifetime_wh, before_ma = told(rig)
    answers(rig, words, ms)
    rig.wait_s(6)
    session_wh, after_wh, max_ma = told(rig)
    assert 0 <= session_wh - before_wh <= 20 and 0 <= after_wh - lifetime_wh <= 20
    assert max_ma - before_ma < 1_000 and rig.fault is None


@pytest.mark.parametrize(
    "words",
    (ZEROS, {0: 0, **counts(NEW_WH + 9_900)}, counts(0xFFFF_FFFF), amps(91_500), amps(100_001)),
    ids=("zeros", "a jump", "enormous", "91.5 A", "beyond its range"),
)
def test_field_9_one_wrong_answer_leaves_nothing_behind(charging, words):
    rig = charging(NEW_WH)
    nothing_is_told_of(rig, words)


def test_field_9_what_is_not_believed_is_not_told(charging):
    rig = charging(NEW_WH)
    readings = rig.app.recorder.readings
    answers(rig, ZEROS)
    assert readings.voltage_mv > 230_000 and readings.current_ma > 30_000 and readings.power_w


def test_field_9_zeros_seen_twice_are_another_meter_and_count_nothing(charging):
    rig = charging(OLD_WH)
    nothing_is_told_of(rig, ZEROS, 3_000)


def test_field_9_another_meter_counts_from_where_it_stands(charging):
    rig = charging(OLD_WH)
    rig.world.meter.energy_uj = 0
    nothing_is_told_of(rig, {})
    before_wh = told(rig)[0]
    rig.wait_s(60)
    assert 100 <= told(rig)[0] - before_wh <= 140


def test_field_9_what_flowed_while_the_meter_was_silent_is_counted(charging):
    rig = charging(OLD_WH)
    before_wh = told(rig)[0]
    rig.inject("meter_silent")
    rig.wait_s(600)
    assert told(rig)[0] - before_wh < 10
    rig.mend("meter_silent")
    rig.wait_s(3)
    assert 1_150 <= told(rig)[0] - before_wh <= 1_350


def test_field_9_amps_no_car_should_take_are_too_much_all_the_same(charging):
    for ma in (91_500, 120_000):
        rig = charging(OLD_WH)
        answers(rig, amps(ma), 9_500)
        assert rig.fault == "overcurrent", ma
        rig.leave()
        rig.wait_s(40)


def test_field_9_amps_no_car_should_take_are_not_told_however_often(charging):
    rig = charging(OLD_WH)
    answers(rig, amps(72_000), 3_200)
    assert rig.app.recorder.readings.current_ma == told(rig)[2] == 72_000
    answers(rig, amps(72_001), 3_200)
    assert told(rig)[2] == 72_000


def test_field_9_a_counter_out_of_its_mind_hides_no_overcurrent(charging):
    rig = charging(OLD_WH)
    for turn in range(10):
        answers(rig, {**amps(50_000), **counts(turn % 2 * 900_000)})
    assert rig.fault == "overcurrent"
