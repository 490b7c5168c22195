"""What stands still or starts anew at a bad moment: nothing closes by it, nothing is forgotten."""

import pytest

GATE_MS = 3_000
STALL_MS = 2_500
LEFT_IS_AS_OLD_AS_S = 60  # what a reset finds of a time that runs


@pytest.mark.parametrize("ms", (STALL_MS + 20, GATE_MS + 1_000, 8_000))
def test_i1_i5_after_a_stall_of_the_program_the_contactor_stays_open_and_rests(charging, ms):
    rig = charging()
    closings = rig.world.power.closings
    rig.hang(ms)
    rig.advance_ms(40)
    rig.now("F -12 V open")
    assert rig.fault == "stalled" and rig.app.settings.openings_under_load == 1
    rig.stays_s(50, "F -12 V open", "C1 steady open")
    assert rig.world.power.closings == closings
    rig.wait_s(30)
    rig.now("C2 32 A closed")
    assert rig.world.power.closings == closings + 1


def test_a_stall_that_the_gate_lets_pass_ends_no_charge(charging):
    rig = charging()
    rig.hang(STALL_MS - 100)
    rig.advance_ms(40)
    rig.now("C2 32 A closed")
    assert rig.fault is None


def test_the_fourth_stall_of_a_plug_in_latches(charging):
    rig = charging()
    for number in range(4):
        rig.hang(GATE_MS + 500)
        rig.advance_ms(40)
        assert rig.fault == "stalled" and rig.latched == (number == 3)
        rig.wait_s(90)
    rig.now("C1 steady open")
    rig.leave()
    assert rig.fault is None


@pytest.mark.parametrize("ms", (200, 300, 400))
@pytest.mark.parametrize("length_ms", (200, 300, 400, 600, 1_000))
def test_i1_toggles_do_not_close_even_when_the_program_stands_still_among_them(rig, ms, length_ms):
    rig.offer()
    for begins_ms in range(40, 400, 60):
        closings = rig.world.power.closings
        rig.toggle(3, ms)
        rig.advance_ms(begins_ms)
        rig.hang(length_ms)
        rig.advance_ms(3_000)
        assert rig.world.power.closings == closings, begins_ms


def test_a_reset_in_the_middle_of_a_self_test_is_no_ground_fault(rig):
    rig.offer()
    rig.ask_power()
    rig.ms_until(lambda: rig.world.power.trip, 2_000, 1)
    rig.reset()
    rig.wait_s(45)  # it rests as after an opening: the reset came when it was about to close
    rig.now("C2 32 A closed")
    assert not rig.app.charger.faults.raised


def test_the_rest_after_a_fault_outlasts_a_reset_and_another_plug(charging):
    rig = charging()
    rig.inject("ground_lost")
    rig.after(60, "F -12 V open")
    rig.mend("ground_lost")
    rig.unplug()
    rig.advance_ms(5_000)
    rig.reset()
    rig.plug_in_asking()
    rig.stays(20_000, "C1 steady open", "A steady open")
    rig.wait_s(15)
    rig.now("C2 32 A closed")


def test_i1_a_car_is_woken_once_in_a_plug_in_and_not_again_after_a_reset(start):
    rig = start(wake_up=True)
    rig.offer()
    rig.until("F -12 V open", 32_000)
    rig.wait_s(20)
    rig.now("B2 32 A open")
    rig.reset()
    rig.wait_s(15)
    rig.stays_s(60, "B2 32 A open")


def test_an_opening_by_a_reset_is_counted_for_nobody_knows_what_flowed(charging):
    rig = charging()
    rig.wait_s(5)
    rig.reset()
    rig.wait_s(3)
    assert rig.app.settings.openings_under_load == 1 == rig.world.power.openings_under_load


def test_a_reset_within_the_random_delay_does_not_end_it(charging, longest_delay):
    rig = charging(start_delay_max_s=300)
    rig.power_returns()
    rig.wait_s(60)
    assert rig.reason == "delayed"
    rig.reset()
    rig.stays_s(200, "C1 steady open")
    rig.wait_s(LEFT_IS_AS_OLD_AS_S + 60)
    rig.now("C2 32 A closed")
