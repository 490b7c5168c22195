"""Finding 9 of the field: an answer of the meter with a right checksum and a wrong content."""

from firmware.core.record.counter import Counter, counted_wh

BOARD_MA = 48_000
MOST_MA = 72_000


class Readings:
    def __init__(self, total_wh):
        self.total_wh = total_wh
        self.counted_wh = 0


class Reading:
    def __init__(self, total_wh, current_ma=31_000):
        self.total_wh = total_wh
        self.current_ma = current_ma


class Meter:
    """A counter that last stood at `total_wh`, None: nobody knows; heard once a second."""

    def __init__(self, total_wh=5_000):
        self.readings = Readings(total_wh)
        self.counter = Counter(self.readings, BOARD_MA)
        self.now_s = 100

    def says(self, total_wh, current_ma=31_000, after_s=1):
        """(believed, Wh counted so far)."""
        self.now_s += after_s
        believed = self.counter.believes(Reading(total_wh, current_ma), self.now_s)
        return believed, self.readings.counted_wh


def test_a_meter_counts_forward_and_no_further_than_a_car_can_take():
    assert counted_wh(5_000, 5_100, 60) == 100
    assert counted_wh(5_000, 5_000, 1) == 0
    assert counted_wh(5_000, 5_018, 1) == 18
    assert counted_wh(5_000, 5_019, 1) is None
    assert counted_wh(5_000, 10_552, 900) == 5_552
    assert counted_wh(5_000, 10_553, 900) is None
    assert counted_wh(5_000, 16_529, 3_600) == 11_529
    assert counted_wh(5_000, 4_999, 900) is None


def test_the_first_answer_ever_is_believed_and_counts_nothing():
    assert Meter(None).says(7_000_000) == (True, 0)


def test_after_a_boot_a_quarter_of_an_hour_may_have_gone_through():
    assert Meter().says(11_174) == (True, 6_174)
    assert Meter().says(11_175) == (False, 0)


def test_a_count_that_cannot_be_is_believed_when_seen_twice_and_counts_nothing():
    for wrong in (0, 14_900, 4_999):
        meter = Meter()
        assert meter.says(5_002) == (True, 2)
        assert meter.says(wrong) == (False, 2)
        assert meter.says(wrong + 2) == (True, 2)
        assert meter.says(wrong + 4) == (True, 4)


def test_one_wrong_answer_is_forgotten():
    meter = Meter()
    meter.says(5_002)
    assert meter.says(0) == (False, 2)
    assert meter.says(5_006) == (True, 6)
    assert meter.says(0) == (False, 6)


def test_two_wrong_answers_that_differ_are_none_the_better():
    meter = Meter()
    assert [meter.says(wh)[0] for wh in (0, 900_000, 0, 900_000)] == [False] * 4


def test_what_flowed_while_it_was_silent_is_counted():
    meter = Meter()
    meter.says(5_002)
    assert meter.says(6_202, after_s=600) == (True, 1_202)


def test_amps_no_car_should_take_are_never_believed():
    meter = Meter()
    assert meter.says(5_002, MOST_MA) == (True, 2)
    assert [meter.says(5_002, MOST_MA + 1)[0] for _ in range(3)] == [False] * 3
    assert meter.says(5_010) == (True, 10)


def test_nor_are_any_beyond_the_meter_s_own_range():
    counter = Counter(Readings(None), 80_000)
    assert counter.believes(Reading(0, 100_000), 1)
    assert not counter.believes(Reading(0, 100_001), 2)
