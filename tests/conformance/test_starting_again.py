"""After a boot, a power cut, a reset or an opening: when the contactor may close again."""

import pytest

BOOT_MS = 10_000  # never closed before
DWELL_MS = 5_000
FAULT_DWELL_S = 30
CLOSE_MS = 3_000
CLOSES_AFTER_RESET_MS = FAULT_DWELL_S * 1_000 + CLOSE_MS
OFFERED = ("B1 steady open", "B2 32 A open")
OPEN = (*OFFERED, "A steady open", "C1 steady open", "C2 32 A open", "F -12 V open")


def _closes(rig, within_ms=15_000):
    return rig.until("C2 32 A closed", within_ms)


# --- power returns -------------------------------------------------------------------------------


def test_power_returns_to_a_car_in_c_without_a_pilot_fault(charging):
    rig = charging()
    rig.power_returns()
    rig.after(40, "C1 steady open")
    rig.stays(BOOT_MS - 100, "C1 steady open")
    assert _closes(rig) >= 100
    assert rig.fault is None and not rig.noted("fault")


def test_power_returns_and_the_self_test_comes_before_the_closing(charging):
    rig = charging()
    rig.power_returns()
    rig.inject("gfci_dead")
    rig.wait_s(60)
    assert (rig.fault, rig.latched) == ("self_test", True)
    rig.now("C1 steady open")


def test_the_random_delay_is_waited_for(charging, longest_delay):
    rig = charging(start_delay_max_s=300)
    rig.power_returns()
    rig.wait_s(BOOT_MS // 1_000)
    rig.stays_s(289, "C1 steady open")
    assert rig.reason == "delayed"
    assert _closes(rig, 4_000) >= 500


def test_without_a_setting_there_is_no_delay(charging, longest_delay):
    rig = charging()
    rig.power_returns()
    rig.wait_s(BOOT_MS // 1_000)
    _closes(rig, CLOSE_MS)


def test_a_local_override_skips_the_random_delay_but_not_the_ten_seconds(charging, longest_delay):
    rig = charging(start_delay_max_s=300)
    rig.power_returns()
    rig.after(1_000, "C1 steady open")
    rig.console("override charge")
    rig.stays(BOOT_MS - 1_000, "C1 steady open", "C2 32 A open")
    _closes(rig, CLOSE_MS)


def test_a_car_plugged_in_during_the_delay_does_not_wait(start, longest_delay):
    rig = start(start_delay_max_s=300)
    rig.power_returns()
    rig.wait_s(BOOT_MS // 1_000 + 1)
    rig.plug_in_asking()
    _closes(rig, CLOSE_MS)


def test_a_reset_is_no_power_cut_and_has_no_random_delay(charging, longest_delay):
    rig = charging(start_delay_max_s=300)
    rig.reset()
    rig.wait_s(FAULT_DWELL_S)
    _closes(rig, CLOSE_MS)


# --- boot ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("restart", ("reset", "power_cycle"))
@pytest.mark.parametrize("order", ("override charge", "override auto"))
def test_never_closed_within_ten_seconds_of_a_boot(charging, restart, order):
    rig = charging()
    rig.open_s2()
    rig.wait_s(4)
    getattr(rig, restart)()
    rig.ask_power()
    rig.after(100, "C1 steady open")
    rig.console(order)
    rig.stays(BOOT_MS - 100, "C1 steady open", "C2 32 A open")
    _closes(rig, CLOSE_MS)


@pytest.mark.parametrize("cause", ("watchdog", "exception", "reset", "soft_reset"))
def test_i5_a_reset_opens_before_the_first_step(charging, cause):
    rig = charging()
    rig.reset(cause)
    assert not rig.world.power.coil
    rig.after(40, "C1 steady open")


# --- dwell ---------------------------------------------------------------------------------------


def test_after_a_normal_end_it_rests_for_5_s_with_a_steady_pilot(charging):
    rig = charging()
    rig.open_s2()
    rig.after(40, "B1 steady open")
    rig.ask_power()
    rig.after(40, "C1 steady open")
    rig.stays(DWELL_MS - 120, "C1 steady open")
    assert rig.reason == "dwell"
    rig.until("C2 32 A open", 500)
    _closes(rig, CLOSE_MS)


def test_after_a_pause_it_rests_for_5_s(charging):
    rig = charging()
    rig.world.set_car(auto=True, stop_ms=500)
    rig.console("override pause")
    rig.until("B1 steady open", 2_000)
    rig.console("override auto")
    rig.stays(DWELL_MS - 100, "B1 steady open")
    rig.until("B2 32 A open", 500)


@pytest.mark.parametrize("fault", ("cp_short", "ground_lost", "adc_error"))
def test_a_fault_that_ends_by_itself_is_not_cleared_at_the_console(charging, fault):
    rig = charging()
    rig.inject(fault)
    rig.advance_ms(200)
    rig.mend(fault)
    rig.advance_ms(400)
    struck = rig.fault
    assert "by itself" in rig.console("faults clear")["error"]
    assert rig.fault == struck
    rig.stays_s(FAULT_DWELL_S - 2, "C1 steady open", "B1 steady open")
    _closes(rig, 40_000)


def test_a_new_plug_in_does_not_shorten_the_rest(charging):
    rig = charging()
    rig.inject("ground_lost")
    rig.after(40, "F -12 V open")
    rig.mend("ground_lost")
    rig.leave()
    assert rig.fault is None
    rig.plug_in_asking()
    rig.stays_s(FAULT_DWELL_S - 9, "C1 steady open")
    _closes(rig, 6_000)


# --- unplanned resets ----------------------------------------------------------------------------


def _reset_mid_charge(rig):
    rig.advance_ms(1_000)
    rig.now("C2 32 A closed")
    rig.reset()
    rig.after(300, "C1 steady open")


def test_four_resets_mid_charge_latch_until_unplugged(charging):
    rig = charging()
    for _ in range(3):
        _reset_mid_charge(rig)
        assert rig.fault is None
        _closes(rig, CLOSES_AFTER_RESET_MS)
    _reset_mid_charge(rig)
    assert (rig.fault, rig.latched) == ("resets", True)
    rig.stays_s(1_800, "C1 steady open")
    rig.reset()
    rig.stays_s(60, *OPEN)
    assert rig.fault == "resets"
    rig.leave()
    assert rig.fault is None
    rig.charge()
    rig.now("C2 32 A closed")


# The first and the fourth are three times as far apart, and a boot more.
@pytest.mark.parametrize("apart_s, fault", [(296, "resets"), (300, None)])
def test_the_four_resets_must_lie_within_15_min(charging, apart_s, fault):
    rig = charging()
    for _ in range(3):
        _reset_mid_charge(rig)
        assert rig.fault is None
        rig.wait_s(apart_s)
        rig.now("C2 32 A closed")
    _reset_mid_charge(rig)
    assert rig.fault == fault


def test_resets_with_the_contactor_open_are_not_counted(rig):
    rig.offer()
    for _ in range(6):
        rig.reset()
        rig.wait_s(12)
        rig.now("B2 32 A open")
    assert rig.fault is None


def test_unplugging_forgets_the_resets(charging):
    rig = charging()
    for _ in range(2):
        for _ in range(3):
            _reset_mid_charge(rig)
            _closes(rig, CLOSES_AFTER_RESET_MS)
        rig.leave()
        rig.charge()
    assert rig.fault is None
    rig.now("C2 32 A closed")


# --- the wake-up pulse ---------------------------------------------------------------------------


def test_by_default_no_car_is_woken(rig):
    rig.offer()
    rig.now("B2 32 A open")
    rig.stays_s(120, "B2 32 A open")


def test_a_sleeping_car_gets_minus_12_v_for_3_s_after_30_s(start):
    rig = start(wake_up=True)
    rig.plug_in()
    rig.until("B2 32 A open", 500)
    rig.stays(29_900, "B2 32 A open")
    rig.until("F -12 V open", 200)
    rig.stays(2_960, "F -12 V open")
    rig.after(100, "B1 steady open")
    rig.stays(2_800, "B1 steady open")
    rig.until("B2 32 A open", 400)
    assert rig.fault is None


def test_a_car_is_woken_once_a_plug_in(start):
    rig = start(wake_up=True)
    for _ in range(2):
        rig.offer()
        rig.wait_s(28)
        rig.now("F -12 V open")
        rig.wait_s(8)
        rig.stays_s(120, "B2 32 A open")
        rig.leave()


def test_a_woken_car_charges(start):
    rig = start(wake_up=True)
    rig.offer()
    rig.wait_s(38)
    rig.now("B2 32 A open")
    rig.ask_power()
    _closes(rig, CLOSE_MS)


def test_a_car_that_asked_in_time_is_not_woken(start):
    rig = start(wake_up=True)
    rig.plug_in()
    rig.wait_s(29)
    rig.ask_power()
    _closes(rig, CLOSE_MS)
    rig.stays_s(120, "C2 32 A closed")


def test_a_fault_during_the_pulse_is_a_fault(start):
    rig = start(wake_up=True)
    rig.offer()
    rig.wait_s(29)
    rig.until("F -12 V open", 1_500)
    rig.inject("ground_lost")
    rig.stays(300, "F -12 V open")
    rig.after(100, "B1 steady open")
    assert rig.fault == "ground_lost"


# --- what a start is taken for -------------------------------------------------------------------


def test_power_ups_are_counted_and_resets_are_not(start):
    rig = start()
    boots = rig.app.settings.boots
    for cause in ("watchdog", "reset", "soft_reset"):
        rig.reset(cause)
        assert rig.app.resets.resumed and rig.app.settings.boots == boots
    rig.power_cycle()
    assert not rig.app.resets.resumed and rig.app.settings.boots == boots + 1
    rig.power_cycle()
    assert rig.app.settings.boots == boots + 2
