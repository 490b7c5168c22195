"""Which pixel a value falls on, and what stands along the axis of time."""

import pytest

from tests.tools.pictures.drawn import WALL_S, S
from tools.pictures import axis
from tools.pictures.axis import View
from tools.pictures.picture import Event, Graph, Series

GRAPH = Graph("g", "G", 0, 10, 100, (), (), ())


def line(*points, view=(0, 900)):
    times_us, values = [t for t, _ in points], [value for _, value in points]
    return axis.step_path(GRAPH, Series("s", "s", times_us, values), View(*view))


def test_a_value_holds_until_the_next():
    assert line((0, 1), (300, 4)) == "M0 90V90H300V60H900"


def test_what_is_not_known_is_a_gap():
    assert line((0, 1), (300, None), (600, 2)) == "M0 90V90H300M600 80V80H900"


def test_a_peak_narrower_than_a_pixel_is_drawn():
    assert line((0, 1), (300, 9), (300.1, 1)) == "M0 90V90H300V10V90V90H900"


def test_a_view_begins_with_what_held_before_it_and_ends_before_what_comes_after():
    assert line((0, 1), (300, 4), (700, 2), view=(400, 600)) == "M0 60V60H900"


@pytest.mark.parametrize(("to_us", "path"), [(299, "M0 90V90H900"), (300, "M0 90V90H900V60H900")])
def test_a_change_on_the_last_instant_is_seen(to_us, path):
    assert line((0, 1), (300, 4), view=(0, to_us)) == path


def test_nothing_before_the_first_value_is_drawn():
    assert line((300, 4)) == "M300 60V60H900"


def test_the_band_lies_where_the_plateaus_differ():
    high, low = Series("h", "", [0, 300], [9, 6]), Series("l", "", [0, 300, 600], [9, 1, 6])
    assert axis.band_path(GRAPH, high, low, View(0, 900)) == "M300 40H600V90H300Z"


# --- the axis ------------------------------------------------------------------------------------


def test_ticks_stand_on_round_times_of_the_wall():
    ticks = axis.ticks(View(0, 60 * S), WALL_S * S)
    assert ticks[0] == (0.0, "06:57:30")
    assert [text for _, text in ticks[1:3]] == ["06:57:40", "06:57:50"]


@pytest.mark.parametrize(
    ("span_us", "text"),
    [
        (9 * axis.DAY_US, "11-24"),
        (axis.DAY_US, "09:00"),
        (3600 * S, "07:00"),
        (S // 2, "30.0 s"),
        (2500, "30.0000 s"),
        (50, "30.00000 s"),
    ],
)
def test_a_tick_says_as_much_as_its_step_needs(span_us, text):
    assert axis.ticks(View(0, span_us), WALL_S * S)[0][1] == text


def test_without_a_clock_ticks_are_in_ms():
    assert [text for _, text in axis.ticks(View(-2_000_000, 0), None)][::4] == ["-2000 ms", "0 ms"]


def test_numbers_that_would_overlap_stand_above_each_other():
    events = [Event(t_us, "") for t_us in (0, 17, 18, 20, 900, 901)]
    placed = axis.markers(events, View(0, 900))
    assert placed == [(1, 0, 0), (2, 17, 1), (3, 18, 0), (4, 20, 2), (5, 900, 0)]
