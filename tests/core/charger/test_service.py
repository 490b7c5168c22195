"""What a person at the console may ask of the charger: a self-test, and to be left alone."""

import pytest

from firmware.core.protection import self_test
from tests.core.rig import GFCI_MS, Rig


def _charging():
    rig = Rig()
    rig.charge()
    assert rig.shows == "C2 32 A closed"
    return rig


# --- the self-test on request --------------------------------------------------------------------


@pytest.mark.parametrize("plugged", [False, True])
def test_a_self_test_on_request_runs_with_the_contactor_open(plugged):
    rig = Rig()
    if plugged:
        rig.plug_in(5_000)
    test = rig.charger.self_test
    shown = rig.shows
    assert test.ask()
    rig.advance_ms(20)
    assert test.asked and rig.board.testing
    rig.advance_ms(100)
    assert test.passed and not test.asked and not rig.board.testing
    assert test.trip_ms <= 40 and test.release_ms <= 40
    assert rig.fault is None and rig.shows == shown


def test_i1_a_test_on_request_does_not_stand_for_the_closings_own():
    rig = Rig()
    rig.plug_in(5_000)
    rig.charger.self_test.ask()
    rig.advance_ms(200)
    rig.board.test_rise_ms = None
    rig.ask_power()
    rig.advance_ms(2_000)
    assert rig.fault == "self_test" and not rig.board.coil


def test_i1_a_test_asked_for_just_before_the_closing_delays_it():
    rig = Rig()
    rig.plug_in(5_000)
    rig.ask_power()
    rig.advance_ms(460)
    assert rig.shows == "C2 32 A open"
    assert rig.charger.self_test.phase == self_test.PASSED and rig.charger.self_test.ask()
    rig.advance_ms(60)
    assert rig.shows == "C2 32 A open"
    rig.advance_ms(200)
    assert rig.shows == "C2 32 A closed"


def test_i1_no_test_current_flows_while_the_contactor_is_closed():
    rig = _charging()
    rig.charger.self_test.ask()
    rig.advance_ms(2_000)
    assert not rig.board.testing and rig.shows == "C2 32 A closed"
    rig.open_s2()
    rig.advance_ms(100)
    assert not rig.charger.self_test.asked and not rig.board.coil


def test_one_that_fails_without_a_car_is_no_fault_of_the_next_ones():
    rig = Rig()
    rig.board.test_rise_ms = None
    rig.charger.self_test.ask()
    rig.advance_ms(GFCI_MS[0] + 100)
    assert rig.charger.self_test.passed is False and rig.fault is None
    rig.board.test_rise_ms = 20
    rig.charge()
    assert rig.shows == "C2 32 A closed"


def test_one_that_fails_with_a_car_there_latches():
    rig = Rig()
    rig.plug_in()
    rig.board.test_rise_ms = None
    rig.charger.self_test.ask()
    rig.advance_ms(GFCI_MS[0] + 100)
    assert rig.fault == "self_test" and rig.charger.faults.latched


def test_a_car_that_comes_breaks_the_test_off():
    rig = Rig()
    rig.charger.self_test.ask()
    rig.advance_ms(20)
    rig.shows_car("B")
    assert not rig.charger.self_test.asked and not rig.board.testing and rig.fault is None


# --- service -------------------------------------------------------------------------------------


def test_service_ends_a_charge_as_an_override_does():
    rig = _charging()
    rig.plan.in_service = True
    rig.advance_ms(250 + 40)
    assert rig.shows == "C1 steady closed" and rig.reason == "service"
    rig.open_s2()
    rig.advance_ms(60)
    assert rig.shows == "B1 steady open"


def test_service_opens_after_the_grace_onto_a_car_that_does_not_listen():
    rig = _charging()
    rig.plan.in_service = True
    rig.advance_ms(250 + 40)
    rig.advance_ms(5_900)
    assert rig.shows == "C1 steady closed"
    rig.advance_ms(200)
    assert rig.shows == "C1 steady open"


def test_in_service_nothing_starts_whatever_is_ordered():
    rig = Rig()
    rig.plan.in_service = True
    rig.override("charge")
    rig.charge()
    rig.wait_s(60)
    assert rig.shows == "C1 steady open" and rig.reason == "service"


def test_after_service_it_charges_again_by_itself():
    rig = Rig()
    rig.plan.in_service = True
    rig.charge()
    rig.plan.in_service = False
    rig.advance_ms(2_000)
    assert rig.shows == "C2 32 A closed"


def test_in_service_the_group_is_asked_for_nothing():
    rig = _charging()
    rig.advance_ms(250)
    assert rig.plan.want_ma == 32_000
    rig.plan.in_service = True
    rig.advance_ms(250)
    assert rig.plan.want_ma == 0


def test_in_service_a_snapshot_under_way_does_not_keep_the_charge():
    rig = _charging()
    rig.server.accept()
    rig.server.subscribe()
    rig.advance_ms(500)
    assert rig.plan.link.snapshot_pending
    rig.plan.in_service = True
    rig.advance_ms(300)
    assert rig.shows == "C1 steady closed" and rig.reason == "service"
