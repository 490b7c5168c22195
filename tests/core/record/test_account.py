"""What a plug-in's record is made of: its times, how it ended, and how it outlives a reset."""

from firmware.core.record.session import FAULT, FULL, STOPPED, UNPLUGGED, Session
from tests.core.rig import Rig


def _walk(session, path, ms=0, now_s=0, fault=False):
    """Go through the states of `path`, such as "A B1 B2 C2 C2+"."""
    states = path.split()
    for index in range(1, len(states)):
        session.transition(states[index - 1], states[index], ms, now_s, fault)


# --- the account of it ---------------------------------------------------------------------------


def _plugged():
    session = Session(0)
    _walk(session, "A B1", now_s=100)
    session.arrived(100)
    _walk(session, "B1 B2 C2 C2+", now_s=110)
    return session


def test_an_account_has_the_first_closing_and_the_last_opening():
    session = _plugged()
    assert session.account()[:3] == (100, 110, None)
    _walk(session, "C2+ B2", now_s=200)
    assert session.account()[:3] == (100, 110, 200)
    _walk(session, "B2 C2 C2+", now_s=300)
    assert session.account()[:3] == (100, 110, None)
    _walk(session, "C2+ B2", now_s=400)
    assert session.account()[:3] == (100, 110, 400)


def test_a_plug_in_that_ended_is_kept_until_it_is_taken():
    session = _plugged()
    _walk(session, "C2+ A", 1_000, 200)
    assert session.finished is None
    session.left(4_000)
    assert session.finished == ((100, 110, 200, 0, 0, UNPLUGGED, False), 200)


def test_it_tells_how_it_ended():
    for path, fault, end in (
        ("C2+ A", False, UNPLUGGED),
        ("C2+ B2 A", False, UNPLUGGED),
        ("C2+ B2 C2 C2+ A", False, UNPLUGGED),
        ("C2+ C1+ B1 A", False, STOPPED),
        ("C2+ C1+ C1 A", False, STOPPED),
        ("C2+ C1+ B1 A", True, FAULT),
        ("C2+ F B1 A", True, FAULT),
        ("C2+ F B1 A", False, FAULT),
        ("C2+ E A", False, FAULT),
    ):
        session = _plugged()
        _walk(session, path, 1_000, 200, fault)
        session.left(4_000)
        assert session.finished[0][5] == end, path


def test_without_a_fault_the_car_ended_it():
    session = _plugged()
    session.transition("C2+", "B2", 1_000, 200)
    assert session.account()[5] == UNPLUGGED


def _overheats(rig):
    rig.charger.measured(None, None, 71, rig.clock.uptime_s())


def test_a_car_that_follows_a_stop_was_stopped_by_the_fault_or_by_the_driver():
    for stop, end in ((_overheats, FAULT), (lambda rig: rig.override("pause"), STOPPED)):
        rig = Rig()
        rig.charge()
        stop(rig)
        rig.advance_ms(300)
        assert rig.shows == "C1 steady closed"
        rig.open_s2()
        assert rig.shows == "B1 steady open"
        assert rig.charger.session.account()[5] == end


def test_a_charge_that_was_taken_up_again_did_not_end_by_the_fault():
    session = _plugged()
    _walk(session, "C2+ F B1 B2 C2 C2+ A", 1_000, 200)
    assert session.account()[5] == UNPLUGGED


def test_a_full_car_ended_full_even_when_we_stop_offering():
    session = _plugged()
    _walk(session, "C2+ B2", 1_000, 200)
    session.became_full(1_100)
    _walk(session, "B2 B1 A", 2_000, 2_000)
    assert session.account()[5] == FULL


# --- after a reset -------------------------------------------------------------------------------


def test_a_plug_in_goes_on_after_a_reset():
    session = Session(0)
    session.resume((-300, -200, -100, 1_500, 31_000, STOPPED, True))
    assert session.active and session.plugged_s == -300 and not session.full
    _walk(session, "A B1")
    assert not session.arrived(1)
    session.measured(10, 32_000)
    assert session.account() == (-300, -200, -100, 1_510, 32_000, STOPPED, True)


def test_a_full_car_is_full_after_a_reset():
    session = Session(0)
    session.resume((-300, -200, -100, 1_500, 31_000, FULL, False))
    assert session.full and session.account()[5] == FULL
    _walk(session, "A C1 C2 C2+")
    assert session.account()[5] == UNPLUGGED
    _walk(session, "C2+ A")
    assert session.account()[5] == UNPLUGGED


def test_an_opening_by_the_reset_is_later_than_what_was_remembered():
    session = Session(0)
    session.opened_by_reset(0)
    session.resume((-300, -200, -100, 1_500, 31_000, UNPLUGGED, False))
    assert session.account()[:3] == (-300, -200, 0) and session.account()[5] == STOPPED


def test_a_car_that_left_during_the_reset_ends_its_plug_in():
    session = Session(0)
    session.resume((-300, None, None, 0, 0, UNPLUGGED, False))
    assert not session.left(2_999)
    assert session.left(3_000)
    assert session.finished == ((-300, None, None, 0, 0, UNPLUGGED, False), 0)


def test_an_arrival_that_nobody_can_date_counts_as_from_the_boot():
    session = Session(0)
    session.resume((None, None, None, 0, 0, UNPLUGGED, False))
    assert session.plugged_s == 0 and session.account()[0] is None
