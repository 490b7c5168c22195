"""What a connection ended over is left out of the next, and said (field 6)."""

from errno import ECONNRESET, ETIMEDOUT

import pytest

from tests.services.link.courtesies.rig import BIRTH, DAY_S, FIRST_S, GROUP, NAMES, OVER


@pytest.mark.parametrize("ended_over", NAMES)
@pytest.mark.parametrize("how", [EOFError(), OSError(ECONNRESET)])
def test_field_6_what_ended_a_connection_is_left_out_of_the_next_and_said(rig, ended_over, how):
    rig.until(ended_over)
    rig.courtesies.ended(how)
    words = OVER.format(NAMES[ended_over])
    assert rig.link.trouble == words
    assert [entry[1:3] for entry in rig.journal.entries] == [("left_out", words)]
    others = [name for name in NAMES if name != ended_over]
    for _ in range(2):
        rig.connect()
        rig.advance_ms(20_000)
        assert rig.said == others and rig.link.trouble == words


def test_it_is_tried_again_by_the_same_connection_each_time_later(rig):
    for left_out_s in (FIRST_S, 2 * FIRST_S, 4 * FIRST_S):
        rig.until(GROUP)
        rig.courtesies.ended(EOFError())
        rig.connect()
        rig.advance_ms((left_out_s - 1) * 1_000)
        assert GROUP not in rig.said and rig.link.trouble is not None
        rig.advance_ms(1_250)
        assert GROUP in rig.said and rig.link.trouble is None


def test_it_is_never_left_out_for_longer_than_a_day(rig):
    for _ in range(9):
        rig.until(GROUP)
        rig.courtesies.ended(EOFError())
        rig.connect()
        rig.clock.ms += DAY_S * 1_000
    rig.advance_ms(250)
    assert rig.said == [GROUP]


def test_what_was_borne_once_begins_anew(rig):
    rig.until(GROUP)
    rig.courtesies.ended(EOFError())
    rig.clock.ms += FIRST_S * 1_000
    rig.connect()
    rig.advance_ms(20_000)
    assert rig.said == list(NAMES)
    rig.connect()
    rig.until(GROUP)
    rig.courtesies.ended(EOFError())
    rig.clock.ms += FIRST_S * 1_000
    rig.connect()
    rig.until(GROUP)


def test_field_6_a_connection_that_ends_later_or_by_the_network_ended_over_none(rig):
    rig.until(GROUP)
    for how in (OSError(ETIMEDOUT), OSError("the broker no longer answers")):
        rig.courtesies.ended(how)
    rig.advance_ms(20_000)
    rig.courtesies.ended(EOFError())
    assert rig.link.trouble is None and rig.journal.entries == []


def test_field_6_two_that_are_left_out_are_both_named(rig):
    for name in (GROUP, BIRTH):
        rig.connect()
        rig.until(name)
        rig.courtesies.ended(EOFError())
    assert "over Home Assistant's birth and the load group: left out" in rig.link.trouble


def _ends_over_an_event(rig):
    rig.connect()
    assert not rig.courtesies.omits(b"event")
    rig.courtesies.in_flight = b"event"
    rig.courtesies.ended(EOFError())


def test_field_6_events_that_end_connections_twice_running_are_left_out_and_said(rig):
    _ends_over_an_event(rig)
    assert rig.link.trouble is None
    _ends_over_an_event(rig)
    assert rig.link.trouble == OVER.format("the events")
    rig.connect()
    assert not rig.courtesies.omits(b"session")
    rig.clock.ms += FIRST_S * 1_000 - 1
    assert rig.courtesies.omits(b"event")
    rig.clock.ms += 1
    _ends_over_an_event(rig)
    rig.clock.ms += FIRST_S * 1_000
    assert rig.courtesies.omits(b"event")
    rig.clock.ms += FIRST_S * 1_000
    assert not rig.courtesies.omits(b"event") and rig.link.trouble is None


def test_field_6_an_event_that_is_acknowledged_is_borne(rig):
    for _ in range(3):
        _ends_over_an_event(rig)
        rig.connect()
        rig.courtesies.in_flight = b"event"
        rig.courtesies.acknowledged(b"event")
        rig.courtesies.ended(EOFError())
    assert rig.link.trouble is None


def test_field_6_what_is_in_flight_is_suspected_before_what_is_tried(rig):
    rig.until(GROUP)
    rig.courtesies.in_flight = b"session"
    rig.courtesies.ended(EOFError())
    assert rig.link.trouble is None
    rig.connect()
    rig.until(GROUP)
    rig.courtesies.ended(EOFError())
    assert rig.link.trouble == OVER.format("the load group")
