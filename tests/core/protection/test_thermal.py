"""What the board's temperature leaves of the current, and when its sensor is not believed."""

from firmware.core.protection.thermal import Derating

_FULL_MA = 32_000
_SLOWLY_S = 100  # between two readings: nothing jumps


def _derated(celsius, full_ma=_FULL_MA):
    return Derating().limit_ma(celsius, full_ma, 0)


def _readings(*degrees):
    """The limits that readings in a row give, and the derating after them."""
    derating = Derating()
    limits = [
        derating.limit_ma(celsius, _FULL_MA, number * _SLOWLY_S)
        for number, celsius in enumerate(degrees)
    ]
    return limits, derating


# --- levels --------------------------------------------------------------------------------------


def test_each_level_begins_at_its_degree_and_not_one_before():
    assert _derated(64) is None
    assert _derated(65) == 16_000 and _derated(67) == 16_000
    assert _derated(68) == 8_000 and _derated(70) == 8_000


def test_at_71_it_is_too_hot_and_at_70_it_is_not():
    derating = Derating()
    derating.limit_ma(70, _FULL_MA, 0)
    assert not derating.too_hot
    assert derating.limit_ma(71, _FULL_MA, 1) == 0
    assert derating.too_hot and derating.sensor_ok


def test_cold_is_no_reason_to_derate():
    for celsius in (-40, 0, 25):
        assert _derated(celsius) is None


def test_a_level_is_left_3_k_below_where_it_began():
    assert _readings(65, 63)[0] == [16_000, 16_000]
    assert _readings(65, 62)[0] == [16_000, None]
    assert _readings(68, 66)[0] == [8_000, 8_000]
    assert _readings(68, 65)[0] == [8_000, 16_000]
    assert _readings(68, 62)[0] == [8_000, None]


def test_what_was_too_hot_is_too_hot_until_68():
    limits, derating = _readings(71, 69)
    assert derating.too_hot and limits[1] == 0
    limits, derating = _readings(71, 68)
    assert not derating.too_hot and limits[1] == 8_000


def test_no_level_leaves_less_than_a_car_can_be_told():
    assert _derated(68, 24_000) == 6_000
    assert _derated(68, 24_004) == 6_001
    assert _derated(68, 16_000) == 6_000
    assert _derated(65, 6_000) == 6_000


# --- a sensor that cannot be right ---------------------------------------------------------------


def test_a_sensor_that_cannot_be_read_leaves_6_a_and_is_said_to_be_wrong():
    derating = Derating()
    assert derating.sensor_ok
    assert derating.limit_ma(None, _FULL_MA, 0) == 6_000
    assert not derating.sensor_ok and not derating.too_hot


def test_it_is_believed_again_after_a_minute_of_sense_and_not_after_59_s():
    derating = Derating()
    derating.limit_ma(None, _FULL_MA, 100)
    assert derating.limit_ma(25, _FULL_MA, 159) == 6_000
    assert not derating.sensor_ok
    assert derating.limit_ma(25, _FULL_MA, 160) is None
    assert derating.sensor_ok


def test_each_reading_that_fails_starts_the_minute_anew():
    derating = Derating()
    derating.limit_ma(None, _FULL_MA, 100)
    derating.limit_ma(None, _FULL_MA, 150)
    assert derating.limit_ma(25, _FULL_MA, 209) == 6_000
    assert derating.limit_ma(25, _FULL_MA, 210) is None


def test_a_jump_of_more_than_20_k_within_10_s_is_not_believed():
    for first, then in ((25, 46), (46, 25)):
        derating = Derating()
        derating.limit_ma(first, _FULL_MA, 0)
        assert derating.limit_ma(then, _FULL_MA, 10) == 6_000
        assert not derating.sensor_ok


def test_20_k_or_11_s_are_no_jump():
    derating = Derating()
    derating.limit_ma(25, _FULL_MA, 0)
    assert derating.limit_ma(45, _FULL_MA, 10) is None
    derating = Derating()
    derating.limit_ma(25, _FULL_MA, 0)
    assert derating.limit_ma(46, _FULL_MA, 11) is None
    assert derating.sensor_ok


def test_a_jump_in_small_steps_is_one_too():
    derating = Derating()
    for second in range(7):
        assert derating.limit_ma(25 + 3 * second, _FULL_MA, second) is None
    assert derating.limit_ma(46, _FULL_MA, 7) == 6_000


def test_a_sensor_that_goes_on_jumping_is_not_believed_until_a_minute_after_the_last_jump():
    derating = Derating()
    for second in range(30):
        derating.limit_ma(25 + 30 * (second & 1), _FULL_MA, second)
    assert derating.limit_ma(55, _FULL_MA, 30) == 6_000
    for second in range(40, 90, 5):
        assert derating.limit_ma(55, _FULL_MA, second) == 6_000, second
    assert derating.limit_ma(55, _FULL_MA, 100) is None


def test_hot_is_hot_at_once_whoever_doubts_the_sensor():
    for before, hot in ((25, 71), (25, 126), (None, 90), (46, 71)):
        derating = Derating()
        derating.limit_ma(25, _FULL_MA, 0)
        derating.limit_ma(before, _FULL_MA, 1)
        assert derating.limit_ma(hot, _FULL_MA, 2) == 0, hot
        assert derating.too_hot, hot


def test_a_jump_from_hot_to_cold_leaves_6_a_and_proves_nothing():
    derating = Derating()
    derating.limit_ma(90, _FULL_MA, 0)
    assert derating.limit_ma(25, _FULL_MA, 1) == 6_000
    assert not derating.sensor_ok and not derating.too_hot


def test_what_was_hot_when_the_sensor_failed_is_hot_until_68_when_it_is_believed_again():
    derating = Derating()
    for celsius, now_s in ((70, 0), (71, 60), (None, 120), (69, 240)):
        derating.limit_ma(celsius, _FULL_MA, now_s)
    assert derating.sensor_ok and derating.too_hot
    assert derating.limit_ma(68, _FULL_MA, 300) == 8_000
