"""The network finds no memory, or aborts the chip: the car charges, and the charger says why."""

import pytest

from tests.scenarios.conftest import WIRE_A

AGAIN_S = 900
NO_LINK = "the starts before this one did not last"
LINK_MODULES = ("app_link",)


def start_short(rig, call, **how):
    """The mains returns to a charger that finds no memory for `call`, or aborts there."""
    rig.charger.do("run_short", call=call, **how)
    rig.charger.cut_mains()
    rig.charger.restore_mains()


def charges_without_link(rig, why):
    rig.new_car(missing_wh=30_000)
    rig.shows(60, pilot="C2", contactor=1, reason="offline", link="down")
    assert why in rig.status()["trouble"]
    assert why in rig.console("why")
    assert why in rig.console("log")


@pytest.mark.parametrize("call", ["wlan", "wlan_active", "socket"])
def test_a_radio_without_memory_is_done_without(rig, call):
    start_short(rig, call)
    boots = rig.charger.report().boots
    rig.shows(10, pilot="A", contactor=0, link="down")
    trouble = rig.status()["trouble"]
    assert trouble.startswith("no link, OSError: ")
    charges_without_link(rig, trouble)
    rig.stays(120, pilot="C2", contactor=1, link="down")
    assert rig.charger.report().boots == boots


@pytest.mark.parametrize("module", LINK_MODULES)
def test_a_link_that_cannot_be_loaded_is_left_out_by_the_next_start(rig, module):
    boots = rig.charger.report().boots
    start_short(rig, "import firmware." + module)
    charges_without_link(rig, NO_LINK)
    assert rig.charger.report().boots == boots + 2
    assert "MemoryError" in rig.console("log")


def test_joining_that_finds_no_memory_leaves_the_charger_alone(rig):
    start_short(rig, "wlan_connect")
    rig.new_car(missing_wh=30_000)
    rig.shows(60, pilot="C2", contactor=1, reason="offline", link="down")
    rig.charger.do("supply", call="wlan_connect")
    rig.shows(120, pilot="C2", contactor=1, link="up")


def test_without_memory_for_the_meter_it_charges(rig):
    start_short(rig, "uart")
    rig.new_car(missing_wh=30_000)
    rig.shows(60, pilot="C2", contactor=1, link="up", current_a=None)
    assert "ESP_FAIL" in rig.console("log")


@pytest.mark.parametrize("call", ["wlan", "import firmware.app_link"])
def test_an_abort_in_c_costs_two_starts_then_the_link(rig, call):
    boots = rig.charger.report().boots
    start_short(rig, call, panics=True)
    charges_without_link(rig, NO_LINK)
    assert rig.charger.report().boots == boots + 3
    rig.stays(120, pilot="C2", contactor=1, link="down")


def test_while_a_car_is_there_a_reset_does_not_try_the_link_again(rig):
    start_short(rig, "wlan", panics=True)
    charges_without_link(rig, NO_LINK)
    rig.charger.advance_ms(60_000)
    boots = rig.charger.report().boots
    rig.charger.do("later", us=5_000, what="reset_cpu", details={"cause": "watchdog"})
    rig.charger.advance_ms(200)
    rig.shows(60, pilot="C2", contactor=1, reason="offline", link="down")
    assert rig.charger.report().boots == boots + 1


def test_the_link_is_tried_again_when_no_car_is_there(rig):
    start_short(rig, "wlan", panics=True)
    charges_without_link(rig, NO_LINK)
    rig.charger.do("supply", call="wlan")
    rig.stays(AGAIN_S + 60, pilot="C2", contactor=1, link="down")
    boots = rig.charger.report().boots
    rig.charger.unplug()
    rig.charger.advance_until(lambda now: now.boots == boots + 1, 10, "the start with the link")
    rig.shows(60, pilot="A", contactor=0, link="up", trouble=None)


def test_a_fourth_start_leaves_out_the_console_s_extras_and_says_so(rig):
    start_short(rig, "import firmware.app", times=3, panics=True)
    rig.shows(30, pilot="A", contactor=0, link="down")
    assert "left out" in rig.console("commission") and "left out" in rig.console("session")
    charges_without_link(rig, NO_LINK)


def test_a_fifth_start_charges_with_nothing_but_what_that_needs(rig):
    start_short(rig, "import firmware.app", times=4, panics=True)
    rig.charger.advance_ms(30_000)
    rig.new_car(missing_wh=30_000)
    rig.charger.advance_until(lambda now: now.drawn_ma > 0, 60, "a charge")
    assert rig.charger.last.offer_ma == pytest.approx(WIRE_A * 1_000, abs=100)
    assert "no link, no console, no records" in rig.charger.printed


def test_what_was_left_out_for_the_count_is_tried_again_when_no_car_is_there(rig):
    start_short(rig, "import firmware.app", times=4, panics=True)
    rig.charger.advance_ms(AGAIN_S * 1_000 - 60_000)
    boots = rig.charger.report().boots
    rig.charger.advance_until(lambda now: now.boots > boots, 90, "the start with everything")
    rig.shows(60, pilot="A", contactor=0, link="up", trouble=None)
