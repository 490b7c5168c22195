"""One plug-in as the state machine tells it: contactor, rest, energy, full, left."""

from firmware.core.record.session import UNPLUGGED, Session
from tests.core.bench import TICKS_WRAP_MS

_BEGIN = TICKS_WRAP_MS - 1_000


def _at(ms):
    return (_BEGIN + ms) % TICKS_WRAP_MS


def _walk(session, path, ms=0, now_s=0):
    """Go through the states of `path`, such as "A B1 B2 C2 C2+"."""
    states = path.split()
    for index in range(1, len(states)):
        session.transition(states[index - 1], states[index], _at(ms), now_s)


def _charging():
    session = Session(_at(0))
    _walk(session, "A B1 B2 C2 C2+")
    session.arrived(0)
    return session


# --- arriving and leaving ------------------------------------------------------------------------


def test_nobody_has_been_there_at_first():
    session = Session(_at(0))
    for fact in (session.plugged, session.closed, session.active, session.woken, session.full):
        assert fact is False
    assert (session.plugged_s, session.closed_s) == (0, 0)
    assert session.account() == (0, None, None, 0, 0, UNPLUGGED, False)
    assert not session.dwelling(_at(0))


def test_a_car_arrives_once_for_each_plug_in():
    session = Session(_at(0))
    assert not session.arrived(5)
    _walk(session, "A B1")
    assert session.plugged and session.arrived(7)
    assert session.active and session.plugged_s == 7
    assert not session.arrived(8)


def test_a_car_has_left_three_seconds_after_it_was_unplugged():
    session = _charging()
    _walk(session, "C2+ A", 10_000)
    assert not session.plugged and not session.closed and session.active
    assert not session.left(_at(12_999))
    assert session.left(_at(13_000))
    assert not session.active
    assert not session.left(_at(14_000))


def test_a_plug_that_wobbles_is_the_same_session():
    session = _charging()
    _walk(session, "C2+ A", 10_000)
    _walk(session, "A B1", 12_990)
    assert not session.left(_at(13_100))
    assert not session.arrived(13)
    _walk(session, "B1 A", 20_000)
    assert not session.left(_at(22_999))
    assert session.left(_at(23_000))


def test_no_car_has_not_left():
    assert not Session(_at(0)).left(_at(60_000))


def test_it_is_empty_three_seconds_after_the_unplugging_and_when_the_leaving_was_told():
    session = _charging()
    _walk(session, "C2+ A", 10_000)
    assert not session.empty(_at(13_000))
    session.left(_at(13_000))
    assert session.empty(_at(13_000))


def test_a_plug_that_only_touched_makes_it_empty_three_seconds_later():
    session = Session(_at(0))
    _walk(session, "A B1", 10_000)
    assert not session.empty(_at(10_000))
    _walk(session, "B1 A", 10_020)
    assert not session.empty(_at(13_019))
    assert session.empty(_at(13_020))


# --- the contactor and its rest ------------------------------------------------------------------


def test_it_knows_whether_the_contactor_is_closed():
    session = _charging()
    assert session.closed
    _walk(session, "C2+ C1+")
    assert session.closed
    _walk(session, "C1+ B1")
    assert session.closed is False


def test_the_contactor_rests_five_seconds():
    for path in ("C2+ B2", "C2+ C1+ B1", "C2+ C1+ C1", "C2+ A"):
        session = _charging()
        _walk(session, path, 10_000)
        assert session.dwelling(_at(14_999)), path
        assert not session.dwelling(_at(15_000)), path


def test_the_contactor_rests_thirty_seconds_after_a_fault():
    for path in ("C2+ F", "C2+ E", "C2+ C1+ F"):
        session = _charging()
        _walk(session, path, 10_000)
        assert session.dwelling(_at(39_999)), path
        assert not session.dwelling(_at(40_000)), path


def test_the_rest_counts_from_the_opening_whatever_the_car_does_then():
    session = _charging()
    _walk(session, "C2+ F", 10_000)
    _walk(session, "F B1 C1 B1 A B1", 30_000)
    assert session.dwelling(_at(39_999))
    assert not session.dwelling(_at(40_000))


def test_a_contactor_that_never_closed_need_not_rest():
    session = Session(_at(0))
    _walk(session, "A B1 B2 C2 B2", 10_000)
    assert not session.dwelling(_at(10_000))


def test_a_closed_contactor_does_not_rest():
    assert not _charging().dwelling(_at(0))


def test_5_after_the_fourth_closing_it_rests_a_minute():
    session = _charging()
    _walk(session, "C2+ B2" + 3 * " C2 C2+ B2", 10_000)
    assert session.dwelling(_at(69_999))
    assert not session.dwelling(_at(70_000))


def test_5_a_rest_that_outlived_a_reset_is_30_s_for_whoever_plugs_in_anew():
    session = Session(_at(0))
    session.rest(900_000, _at(0))
    session.end_ration(0)
    assert session.dwelling(_at(29_999))
    assert not session.dwelling(_at(30_000))


# --- full ----------------------------------------------------------------------------------------


def _ended_by_car():
    session = _charging()
    _walk(session, "C2+ B2", now_s=1_000)
    return session


def test_a_car_that_stays_out_of_c_for_15_min_is_full():
    session = _ended_by_car()
    assert not session.became_full(1_899)
    assert session.became_full(1_900)
    assert session.full


def test_full_is_told_once():
    session = _ended_by_car()
    session.became_full(1_900)
    assert not session.became_full(1_901)


def test_further_draw_reopens_the_session():
    session = _ended_by_car()
    session.became_full(1_900)
    _walk(session, "B2 C2 C2+", now_s=2_000)
    assert session.full is False
    assert not session.became_full(9_000)
    _walk(session, "C2+ B2", now_s=10_000)
    assert session.became_full(10_900)


def test_a_charge_that_we_ended_makes_no_car_full():
    for path in ("C2+ C1+ B1", "C2+ C1+ C1 B1", "C2+ F B1", "C2+ E B1"):
        session = _charging()
        _walk(session, path, now_s=1_000)
        assert not session.became_full(9_000), path


def test_a_car_that_never_charged_is_not_full():
    session = Session(_at(0))
    _walk(session, "A B1 B2 C2 B2", now_s=0)
    assert not session.became_full(9_000)


def test_a_car_that_asks_again_has_not_stayed_out_of_c():
    for path in ("B2 B1 C1", "B2 C2"):
        session = _ended_by_car()
        _walk(session, path, now_s=1_500)
        assert not session.became_full(1_900), path
        assert not session.became_full(9_000), path


def test_the_15_min_start_anew_when_it_stops_asking():
    session = _ended_by_car()
    _walk(session, "B2 B1 C1 B1", now_s=1_500)
    assert not session.became_full(2_399)
    assert session.became_full(2_400)


def test_the_offer_may_come_and_go_within_the_15_min():
    session = _ended_by_car()
    _walk(session, "B2 B1 B2 B1", now_s=1_500)
    assert not session.became_full(1_899)
    assert session.became_full(1_900)


def test_a_car_that_left_is_not_full_later():
    session = _ended_by_car()
    _walk(session, "B2 A", 10_000, 1_010)
    session.left(_at(13_000))
    assert not session.became_full(9_000)


def test_the_next_car_is_not_full():
    session = _ended_by_car()
    session.became_full(1_900)
    _walk(session, "B2 A", 10_000, 2_000)
    session.left(_at(13_000))
    _walk(session, "A B1", 20_000, 2_010)
    assert session.arrived(2_010)
    assert session.full is False


# --- energy and current --------------------------------------------------------------------------


def test_a_session_adds_up_what_was_metered_and_keeps_the_highest_current():
    session = _charging()
    for wh, ma in ((0, None), (10, 31_900), (90, 16_000)):
        session.measured(wh, ma)
    assert session.wh == 100 and session.max_ma == 31_900


def test_what_is_metered_without_a_car_is_no_session_s():
    session = Session(_at(0))
    session.measured(10, 5_000)
    assert session.wh == 0 and session.max_ma == 0


def test_the_next_session_starts_at_zero():
    session = _charging()
    session.measured(100, 32_000)
    session.offline = True
    _walk(session, "C2+ A", 0, 5)
    session.left(_at(3_000))
    _walk(session, "A B1", 4_000, 10)
    session.arrived(10)
    assert session.account() == (10, None, None, 0, 0, UNPLUGGED, False)
