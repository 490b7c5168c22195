"""Ground faults, a lost earth, and the self-test before every closing (I1)."""

import pytest

RETRY_S = 900
EARTH_RETRY_S = 60
AGAIN_MS = 15_000  # from the end of a fault to a closed contactor: plan, offer, self-test


def _trip(rig):
    rig.inject("leak")
    rig.after(60, "F -12 V open")
    rig.mend("leak")


def _lose_earth(rig):
    rig.inject("ground_lost")
    rig.after(40, "F -12 V open")
    rig.mend("ground_lost")


def _just_closed(start):
    rig = start()
    rig.offer()
    rig.ask_power()
    rig.until("C2 32 A closed", 3_000)
    return rig


# --- ground fault --------------------------------------------------------------------------------


def test_i1_a_trip_opens_before_the_control_step_sees_it(charging):
    rig = charging()
    rig.inject("leak")
    rig.world.clock.wait_until(rig.world.clock.now_us + 21_000)
    assert not rig.world.power.coil and rig.fault is None
    rig.after(40, "F -12 V open")
    assert rig.fault == "ground_fault"


def test_a_trip_10_s_after_the_closing_locks_out_until_unplugged(start):
    rig = _just_closed(start)
    rig.stays(9_500, "C2 32 A closed")
    _trip(rig)
    assert (rig.fault, rig.latched) == ("ground_fault", True)
    rig.stays_s(2 * RETRY_S, "C1 steady open", "B1 steady open")
    rig.leave()
    assert rig.fault is None
    rig.charge()
    rig.now("C2 32 A closed")


def test_a_trip_12_s_after_the_closing_is_tried_again_after_15_min(start):
    rig = _just_closed(start)
    rig.stays(11_500, "C2 32 A closed")
    _trip(rig)
    assert (rig.fault, rig.latched) == ("ground_fault", False)
    rig.wait_s(RETRY_S - 2)
    rig.now("C1 steady open")
    assert rig.fault == "ground_fault"
    rig.ms_until(lambda: rig.fault is None, 3_000)
    rig.until("C2 32 A closed", AGAIN_MS)


def test_a_leak_under_load_is_tried_again_four_times_in_all(charging):
    rig = charging()
    for _ in range(4):
        rig.wait_s(12)
        _trip(rig)
        assert not rig.latched
        rig.wait_s(RETRY_S)
        rig.until("C2 32 A closed", AGAIN_MS)
    rig.wait_s(12)
    _trip(rig)
    assert (rig.fault, rig.latched) == ("ground_fault", True)
    rig.stays_s(2 * RETRY_S, "C1 steady open")


def test_the_retries_are_counted_through_resets(charging):
    rig = charging()
    for _ in range(4):
        rig.wait_s(12)
        _trip(rig)
        rig.advance_ms(500)
        rig.reset()
        rig.after(60, "C1 steady open")
        assert (rig.fault, rig.latched) == ("ground_fault", False)
        rig.wait_s(RETRY_S - 5)
        rig.now("C1 steady open")
        rig.until("C2 32 A closed", AGAIN_MS)
    rig.wait_s(12)
    _trip(rig)
    assert rig.latched
    rig.advance_ms(500)
    rig.reset()
    rig.stays_s(2 * RETRY_S, "C1 steady open", "A steady open")
    assert (rig.fault, rig.latched) == ("ground_fault", True)


def test_i1_a_trip_in_the_grace_opens_at_once(charging):
    rig = charging()
    rig.world.set_car(ignores_stop=True)
    rig.wait_s(12)
    rig.console("override pause")
    rig.after(1_000, "C1 steady closed")
    _trip(rig)
    assert (rig.fault, rig.latched) == ("ground_fault", False)


def test_a_new_plug_in_has_its_own_retries(charging):
    rig = charging()
    for _ in range(2):
        rig.wait_s(12)
        _trip(rig)
        rig.leave()
        rig.wait_s(30)
        rig.charge()
        rig.now("C2 32 A closed")


# Nobody can tell a leak behind an open contactor.
def test_a_leak_that_stays_is_closed_onto_once_more_after_15_min_and_then_latches(charging):
    rig = charging()
    rig.wait_s(12)
    rig.inject("leak")
    rig.after(60, "F -12 V open")
    rig.stays_s(RETRY_S - 20, "C1 steady open", "B1 steady open")
    rig.wait_s(60)
    assert rig.world.power.closings == 2
    rig.stays_s(3 * RETRY_S, "C1 steady open", "B1 steady open")
    assert (rig.fault, rig.latched) == ("ground_fault", True)


# --- earth ---------------------------------------------------------------------------------------


def test_without_earth_it_refuses_to_close(rig):
    rig.inject("ground_lost")
    rig.plug_in()
    rig.now("B1 steady open")
    rig.ask_power()
    rig.stays_s(120, "C1 steady open")
    assert rig.fault == "ground_lost" and rig.world.power.closings == 0


def test_earth_lost_opens_and_is_tried_again_after_a_minute(charging):
    rig = charging()
    _lose_earth(rig)
    assert rig.fault == "ground_lost"
    rig.wait_s(EARTH_RETRY_S - 2)
    rig.now("C1 steady open")
    assert rig.fault == "ground_lost"
    rig.ms_until(lambda: rig.fault is None, 3_000)
    rig.until("C2 32 A closed", AGAIN_MS)


def test_the_minute_runs_from_the_return_of_the_earth(charging):
    rig = charging()
    rig.inject("ground_lost")
    rig.wait_s(300)
    rig.now("C1 steady open")
    rig.mend("ground_lost")
    rig.wait_s(EARTH_RETRY_S - 2)
    rig.now("C1 steady open")
    rig.until("C2 32 A closed", AGAIN_MS)


def test_an_earth_that_comes_and_goes_is_tried_again_four_times(charging):
    rig = charging()
    for _ in range(4):
        _lose_earth(rig)
        assert not rig.latched
        rig.wait_s(EARTH_RETRY_S)
        rig.until("C2 32 A closed", AGAIN_MS)
    _lose_earth(rig)
    assert (rig.fault, rig.latched) == ("ground_lost", True)
    rig.stays_s(300, "C1 steady open", "B1 steady open")
    rig.leave()
    assert rig.fault is None


def test_i1_earth_lost_in_the_grace_opens_at_once(charging):
    rig = charging()
    rig.world.set_car(ignores_stop=True)
    rig.console("override pause")
    rig.after(1_000, "C1 steady closed")
    _lose_earth(rig)
    assert rig.fault == "ground_lost"


def _earth_gone(rig, after_us, us):
    """The earth monitor's output is low for `us`, whatever the chip does then."""
    clock = rig.world.clock
    clock.on("earth.gone", lambda t_us: rig.inject("ground_lost"))
    clock.on("earth.back", lambda t_us: rig.mend("ground_lost"))
    clock.after("earth.gone", after_us)
    clock.after("earth.back", after_us + us)


def test_a_spike_of_4_ms_on_the_earth_monitors_wire_opens_nothing_wherever_it_falls(charging):
    rig = charging()
    for after_us in range(0, 20_000, 400):
        _earth_gone(rig, after_us, 4_000)
        rig.stays(60, "C2 32 A closed")
    assert rig.fault is None and not rig.noted("fault")


@pytest.mark.parametrize("after_us", range(0, 20_000, 2_000))
def test_an_earth_that_is_gone_for_26_ms_opens_wherever_it_falls(charging, after_us):
    rig = charging()
    _earth_gone(rig, after_us, 26_000)
    rig.after(60, "F -12 V open")
    assert rig.fault == "ground_lost"


# --- the self-test -------------------------------------------------------------------------------


def test_i1_a_sensor_that_does_not_trip_is_never_closed_upon(rig):
    rig.inject("gfci_dead")
    rig.offer()
    rig.ask_power()
    rig.until("F -12 V open", 1_000)
    assert (rig.fault, rig.latched) == ("self_test", True)
    rig.mend("gfci_dead")
    rig.stays_s(300, "C1 steady open", "B1 steady open", "F -12 V open")
    rig.leave()
    rig.charge()
    rig.now("C2 32 A closed")


def test_i1_every_closing_is_tested_anew(charging):
    rig = charging()
    rig.open_s2()
    rig.after(60, "B1 steady open", "B2 32 A open")
    rig.wait_s(20)
    rig.now("B2 32 A open")
    rig.inject("gfci_dead")
    rig.ask_power()
    rig.until("F -12 V open", 3_000)
    assert (rig.fault, rig.latched) == ("self_test", True)
    assert rig.world.power.closings == 1
