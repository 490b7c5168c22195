"""Local time against the C library, which reads the same TZ strings."""

import calendar
import random
import time

import pytest

from firmware.core.tou.zone_text import TimeZoneError, parse

_HOUR_S = 3600
_DAY_S = 86400
_ZONES = [
    "UTC0",
    "IST-5:30",
    "<-03>3",
    "NPT-5:45",
    "LMT0:01:15",
    "PST8PDT,M3.2.0,M11.1.0",
    "NST3:30NDT,M3.2.0,M11.1.0",
    "CET-1CEST,M3.5.0,M10.5.0/3",
    "GMT0BST,M3.5.0/1,M10.5.0",
    "IST-1GMT0,M10.5.0,M3.5.0/1",
    "AEST-10AEDT,M10.1.0,M4.1.0/3",
    "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
    "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
    "<-04>4<-03>,M9.1.6/24,M4.1.6/24",
    "IST-2IDT,M3.4.4/26,M10.5.0",
    "EET-2EEST,M3.4.4/50,M10.4.4/50",
    "XXX24YYY-24,M4.1.1/-167,M9.5.6/167",
    "AAA+3:15:30BBB+2:10:05,M2.3.2/1:02:03,M8.4.5/-0:30",
]


@pytest.fixture
def c_library(monkeypatch):
    """offset_s(text, epoch) as the C library has it; its own zone is put back afterwards."""

    def offset_s(text, epoch):
        monkeypatch.setenv("TZ", text)
        time.tzset()
        return time.localtime(epoch).tm_gmtoff

    yield offset_s
    monkeypatch.undo()
    time.tzset()


def _changes(zone, year):
    """The instants of a year at which the offset changes."""
    epoch = calendar.timegm((year, 1, 1, 0, 0, 0))
    end = calendar.timegm((year + 1, 1, 1, 0, 0, 0))
    found = []
    while epoch < end:
        offset_s, until = zone.at(epoch)
        if until < end and zone.at(until)[0] != offset_s:
            found.append(until)
        epoch = until
    return found


@pytest.mark.parametrize("text", _ZONES)
def test_the_offset_agrees_with_the_c_library_through_twenty_years(text, c_library):
    zone = parse(text)
    first = calendar.timegm((2020, 1, 1, 0, 0, 0))
    for epoch in range(first, first + 20 * 365 * _DAY_S, 7 * _HOUR_S):
        assert zone.at(epoch)[0] == c_library(text, epoch)


@pytest.mark.parametrize("text", [text for text in _ZONES if "," in text])
def test_the_offset_changes_on_the_second(text, c_library):
    zone = parse(text)
    for year in range(2024, 2032):
        changes = _changes(zone, year)
        assert len(changes) == 2
        for change in changes:
            for epoch in (change - 1, change):
                assert zone.at(epoch)[0] == c_library(text, epoch)


def test_random_rules_agree_with_the_c_library(c_library):
    chance = random.Random(20261122)
    for _ in range(150):
        starts, ends = chance.sample(range(2, 12), 2)
        times = [f"{chance.randint(-167, 167)}:{chance.choice(['00', '30', '59'])}" for _ in "ab"]
        week, day = chance.randint(1, 5), chance.randint(0, 6)
        text = f"AAA{chance.randint(-12, 12)}BBB{chance.randint(-12, 12)}"
        text += f",M{starts}.{week}.{day}/{times[0]},M{ends}.{week}.{day}/{times[1]}"
        zone = parse(text)
        for _ in range(20):
            epoch = chance.randrange(1_700_000_000, 2_100_000_000)
            assert zone.at(epoch)[0] == c_library(text, epoch), (text, epoch)


def test_an_answer_holds_until_the_second_it_names():
    zone = parse("PST8PDT,M3.2.0,M11.1.0")
    spring = calendar.timegm((2027, 3, 14, 10, 0, 0))
    assert zone.at(spring - 1) == (-8 * _HOUR_S, spring)
    assert zone.at(spring)[0] == -7 * _HOUR_S


def test_a_clock_that_jumps_by_decades_is_followed(c_library):
    text = "PST8PDT,M3.2.0,M11.1.0"
    zone = parse(text)
    for epoch in (1_800_000_000, 0, 2_500_000_000, 1_790_000_000):
        year = time.gmtime(epoch).tm_year
        july = calendar.timegm((year, 7, 1, 0, 0, 0))
        assert zone.at(july)[0] == -7 * _HOUR_S
        assert zone.at(july + 184 * _DAY_S)[0] == -8 * _HOUR_S


def test_dst_is_one_hour_ahead_where_no_offset_is_named():
    assert parse("AAA1BBB,M1.1.0/0,M12.5.6/24").at(1_800_000_000)[0] == 0


def test_dst_that_ends_as_it_starts_never_is():
    zone = parse("AAA0BBB,M6.1.0/2,M6.1.0/3")
    for epoch in range(1_790_000_000, 1_790_000_000 + 366 * _DAY_S, _HOUR_S // 2):
        assert zone.at(epoch)[0] == 0


def test_rules_in_the_last_week_of_december_reach_into_january():
    zone = parse("AAA0BBB,M12.5.6/160,M12.5.6/167")
    start = calendar.timegm((2026, 12, 26, 0, 0, 0)) + 160 * _HOUR_S
    assert start > calendar.timegm((2027, 1, 1, 0, 0, 0))
    assert [zone.at(start + s)[0] for s in (-1, 0)] == [0, _HOUR_S]
    assert [zone.at(start + 6 * _HOUR_S + s)[0] for s in (-1, 0)] == [_HOUR_S, 0]


def test_sixty_four_characters_are_read_and_sixty_five_refused():
    name = "<" + "A" * 61 + ">"
    assert parse(name + "0").at(0)[0] == 0
    with pytest.raises(TimeZoneError):
        parse(name + "00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "UTC",
        "AB0",
        "<AB>0",
        "<ABC0",
        "<A C>0",
        "A1C0",
        "ÄÖÜ0",
        "UTC٣",
        "UTC0 ",
        " UTC0",
        ":UTC0",
        "UTC+-1",
        "UTC25",
        "UTC1:60",
        "UTC1:",
        "UTC1:30:60",
        "America/Los_Angeles",
        "PST8PDT",
        "PST8PDT7",
        "PST8,M3.2.0,M11.1.0",
        "PST8PDT,M3.2.0",
        "PST8PDT,M3.2.0,",
        "PST8PDT,M3.2.0,M11.1.0,",
        "PST8PDT,M0.2.0,M11.1.0",
        "PST8PDT,M13.2.0,M11.1.0",
        "PST8PDT,M3.0.0,M11.1.0",
        "PST8PDT,M3.6.0,M11.1.0",
        "PST8PDT,M3.2.7,M11.1.0",
        "PST8PDT,M3.2,M11.1.0",
        "PST8PDT,M3.2.0/168,M11.1.0",
        "PST8PDT,M3.2.0/-168,M11.1.0",
        "PST8PDT,M3.2.0/,M11.1.0",
        "PST8PDT,J60,J300",
        "PST8PDT,59,299",
        None,
        0,
        True,
        b"UTC0",
        ["UTC0"],
        {"UTC0": 0},
    ],
)
def test_what_is_no_posix_string_is_refused(text):
    with pytest.raises(TimeZoneError, match="expected"):
        parse(text)


def test_a_text_beyond_ascii_is_refused_before_its_characters_are_looked_at():
    for text in ("\u00e9UTC0", "UTC\u4e000", "<\u00e9\u00e9\u00e9>0"):
        with pytest.raises(TimeZoneError, match="^expected plain ASCII$"):
            parse(text)


def test_a_refusal_says_where_and_what_is_expected():
    with pytest.raises(TimeZoneError, match="a number from 0 to 24 at character 8"):
        parse("America/Los_Angeles")
