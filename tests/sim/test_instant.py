"""Now and the next alarm in 32-bit words: across the end of the low one, at n-1 and n."""

import pytest

from sim.clock import FAR_US, Clock

FULL_US = 1 << 32  # where the low word runs over


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fired(clock) -> list[int]:
    times: list[int] = []
    clock.on("alarm", times.append)
    return times


@pytest.mark.parametrize("t_us", [0, 1, FULL_US - 1, FULL_US, FAR_US])
def test_both_instants_are_read_back_as_they_were_set(clock, t_us):
    clock.now_us = clock.next_us = t_us
    assert (clock.now_us, clock.next_us, clock.read()) == (t_us, t_us, t_us)


@pytest.mark.parametrize("before_us", [1, 2])
def test_charging_carries_into_the_high_word(clock, before_us):
    clock.now_us = FULL_US - before_us
    clock.charge(1)
    assert clock.now_us == FULL_US - before_us + 1


@pytest.mark.parametrize(("us", "rings"), [(9, 0), (10, 1), (11, 1)])
def test_charging_rings_the_alarm_that_it_reaches(clock, fired, us, rings):
    clock.now_us = FULL_US - 5
    clock.at("alarm", FULL_US + 5)
    clock.charge(us)
    assert fired == [FULL_US + 5] * rings


@pytest.mark.parametrize(("limit_us", "to_us"), [(FULL_US - 1, FULL_US - 1), (FAR_US, FULL_US)])
def test_a_step_ends_at_its_limit_or_at_the_alarm(clock, fired, limit_us, to_us):
    clock.at("alarm", FULL_US)
    clock.step(limit_us)
    assert clock.now_us == to_us
    assert fired == [FULL_US] * (to_us == FULL_US)


def test_a_step_never_goes_back(clock):
    clock.now_us = FULL_US
    clock.step(FULL_US - 1)
    assert clock.now_us == FULL_US


def test_a_later_alarm_does_not_put_off_the_next_one(clock, fired):
    clock.at("alarm", FULL_US)
    clock.at("other", FULL_US + 1)
    assert clock.next_us == FULL_US


def test_a_pause_that_meets_an_alarm_stops_at_it_on_the_way(clock, fired):
    clock.now_us = FULL_US - 10
    clock.at("alarm", FULL_US)
    clock.sleep_us(9)
    assert (clock.now_us, fired) == (FULL_US - 1, [])
    clock.sleep_us(3)
    assert (clock.now_us, fired) == (FULL_US + 2, [FULL_US])


@pytest.mark.parametrize("us", [0, -1])
def test_to_sleep_for_nothing_or_less_takes_no_time(clock, fired, us):
    clock.now_us = FULL_US
    clock.at("alarm", FULL_US)
    clock.sleep_us(us)
    assert (clock.now_us, fired) == (FULL_US, [])


@pytest.mark.parametrize("boot_us", [0, 7, FULL_US - 1, FULL_US + 7])
@pytest.mark.parametrize(
    ("counter", "wrap_us"), [("ticks_us", 1 << 30), ("ticks_ms", 1_000 << 30)]
)
def test_ticks_count_from_boot_and_wrap_at_2_to_the_30(clock, counter, wrap_us, boot_us):
    clock.start_ticks(boot_us)
    ticks = getattr(clock, counter)
    for turns in (1, 5):
        clock.now_us = boot_us + turns * wrap_us - 1
        assert ticks() == (1 << 30) - 1
        clock.now_us = boot_us + turns * wrap_us
        assert ticks() == 0


def test_two_clocks_do_not_share_their_time(clock):
    Clock().charge(5)
    assert clock.read() == 0
