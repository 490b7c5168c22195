"""A contactor that does not do as it is told, and how its wear is counted."""

import pytest

WATCH_MS = 1_000
SENSE_MS = 40  # contacts and their sense follow the coil, on the 20 ms grid
WELD_SHOWN = ("B1 steady closed", "B2 32 A closed")
NO_CAR = ("A steady open", "A steady closed")


def _welded(charging):
    """The car has ended its charge, the contacts stay."""
    rig = charging()
    rig.inject("welded")
    rig.open_s2()
    rig.ms_until(lambda: rig.fault == "welded", 1_200)
    rig.wait_s(3)
    return rig


# --- welded --------------------------------------------------------------------------------------


def test_a_weld_is_found_a_second_after_the_opening(charging):
    rig = charging()
    rig.inject("welded")
    rig.open_s2()
    rig.stays(WATCH_MS - 20, *WELD_SHOWN)
    assert rig.fault is None
    rig.after(SENSE_MS + 40, "B1 steady closed")
    assert (rig.fault, rig.latched) == ("welded", True)


def test_contacts_that_open_late_are_no_weld(charging):
    rig = charging()
    rig.inject("welded")
    rig.open_s2()
    rig.stays(WATCH_MS - 80, *WELD_SHOWN)
    rig.mend("welded")
    rig.stays(2_000, "B1 steady open", "B1 steady closed", *WELD_SHOWN)
    assert rig.fault is None
    rig.now("B1 steady open")


def test_a_weld_is_not_ended_by_unplugging(charging):
    rig = _welded(charging)
    rig.leave()
    rig.now("A steady closed")
    assert (rig.fault, rig.latched) == ("welded", True)


@pytest.mark.parametrize("restart", ("reset", "power_cycle"))
def test_a_weld_is_latched_through_a_restart_even_when_the_contacts_let_go(charging, restart):
    rig = _welded(charging)
    rig.mend("welded")
    getattr(rig, restart)()
    rig.wait_s(60)
    rig.now("B1 steady open")
    assert (rig.fault, rig.latched) == ("welded", True)
    rig.leave()
    rig.charge()
    rig.now("C1 steady open")
    assert rig.fault == "welded" and rig.world.power.closings == 1


def test_a_weld_is_found_at_boot_before_anything_is_offered(charging):
    rig = charging()
    rig.inject("welded")
    rig.power_cycle()
    rig.stays(WATCH_MS - 40, "C1 steady closed", "F -12 V closed")
    assert rig.fault != "welded"
    rig.after(80, "F -12 V closed", "C1 steady closed")
    assert (rig.fault, rig.latched) == ("welded", True)
    rig.stays_s(60, "F -12 V closed", "B1 steady closed", "C1 steady closed")


def test_a_weld_is_found_at_boot_without_a_car(charging):
    rig = charging()
    rig.inject("welded")
    rig.unplug()
    rig.power_cycle()
    rig.stays(1_200, *NO_CAR)
    assert (rig.fault, rig.latched) == ("welded", True)


def test_the_console_clears_a_weld_and_it_stays_cleared(charging):
    rig = _welded(charging)
    rig.mend("welded")
    rig.wait_s(1)
    assert rig.console("faults clear") == {"ok": True, "saved": True}
    assert rig.fault is None
    rig.wait_s(3)
    rig.power_cycle()
    rig.wait_s(15)
    rig.now("B2 32 A open")
    rig.ask_power()
    rig.until("C2 32 A closed", 3_000)


def test_a_weld_that_is_still_there_comes_back_after_it_was_cleared(charging):
    rig = _welded(charging)
    rig.console("faults clear")
    rig.advance_ms(1_200)
    assert (rig.fault, rig.latched) == ("welded", True)


# --- did not close, opened by itself -------------------------------------------------------------


def test_contacts_that_do_not_close_within_a_second_are_a_fault(rig):
    rig.offer()
    rig.inject("stuck_open")
    rig.ask_power()
    rig.ms_until(lambda: rig.app.charger.session.closed, 3_000)
    rig.stays(WATCH_MS - 40, "C2 32 A open")
    assert rig.fault is None
    rig.after(80, "F -12 V open")
    assert (rig.fault, rig.latched) == ("contactor", False)
    assert not rig.world.power.coil


def test_contacts_that_close_late_are_no_fault(rig):
    rig.offer()
    rig.inject("stuck_open")
    rig.ask_power()
    rig.ms_until(lambda: rig.app.charger.session.closed, 3_000)
    rig.stays(WATCH_MS - 100, "C2 32 A open")
    rig.mend("stuck_open")
    rig.after(100, "C2 32 A closed")
    rig.stays(2_000, "C2 32 A closed")
    assert rig.fault is None


def test_contacts_that_open_by_themselves_are_a_fault(charging):
    rig = charging()
    rig.inject("stuck_open")
    rig.stays(WATCH_MS - 40, "C2 32 A open")
    rig.after(100, "F -12 V open")
    assert (rig.fault, rig.latched) == ("contactor", False)
    rig.mend("stuck_open")
    rig.wait_s(55)
    rig.now("C1 steady open")
    rig.until("C2 32 A closed", 15_000)


# --- wear ----------------------------------------------------------------------------------------


def test_operations_are_counted_and_kept_through_a_power_cycle(charging):
    rig = charging()
    rig.open_s2()
    rig.wait_s(20)
    rig.ask_power()
    rig.until("C2 32 A closed", 3_000)
    rig.leave()
    rig.power_cycle()
    rig.wait_s(2)
    assert rig.console("contactor")["operations"] == 2


@pytest.mark.parametrize("ma, counted", [(1_000, 0), (1_001, 1)])
def test_openings_under_more_than_an_ampere_are_counted_and_kept(charging, ma, counted):
    rig = charging()
    rig.draw(ma)
    rig.wait_s(6)
    rig.inject("ground_lost")
    rig.after(40, "F -12 V open")
    assert rig.world.power.openings_under_load == counted
    rig.leave()
    rig.power_cycle()
    rig.wait_s(2)
    assert rig.console("contactor")["openings_under_load"] == counted


@pytest.mark.parametrize("restart", ("reset", "power_cycle"))
def test_an_opening_under_load_is_kept_while_the_car_is_still_there(charging, restart):
    rig = charging()
    rig.inject("ground_lost")
    rig.after(40, "F -12 V open")
    rig.wait_s(3)
    getattr(rig, restart)()
    rig.wait_s(2)
    contactor = rig.console("contactor")
    assert (contactor["operations"], contactor["openings_under_load"]) == (1, 1)


def test_an_opening_after_the_car_ended_the_draw_is_none_under_load(charging):
    rig = charging()
    rig.world.end_power()
    rig.until("B1 steady open", 2_000)
    assert rig.console("contactor")["openings_under_load"] == 0
