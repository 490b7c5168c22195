"""While the contactor is closed nothing is loaded from a file: it would hold up the step."""

import pytest

from sim.host.process import DEVICE

OPEN = {"version": 1, "tz": "UTC0", "default": "allow"}
CLOSED = {"version": 2, "tz": "UTC0", "default": "deny"}


@pytest.fixture
def charging(rig):
    """It charges, linked; from here on every module that is asked for and not there aborts."""
    rig.new_car(missing_wh=30_000)
    rig.charger.advance_until(lambda now: now.contactor, 60, "a charge")
    rig.boots = rig.charger.report().boots
    for module in sorted(path.stem for path in DEVICE.glob("firmware/*.mpy")):
        rig.charger.do("run_short", call="import firmware." + module, panics=True)
    return rig


def charges_on(site):
    now = site.charger.report()
    return now.contactor == 1 and now.boots == site.boots


def test_i6_orders_and_a_schedule_that_arrive_load_nothing(charging):
    assert charging.ask("tou", OPEN)["ok"]
    assert charging.ask("limit", {"amps": 16})["ok"]
    assert charging.ask("wire", {"amps": 24})["ok"]
    assert charging.ask("config", {"boot_wait_s": 20})["ok"]
    assert charges_on(charging)
    assert charging.ask("tou", CLOSED)["ok"]
    charging.charger.advance_until(lambda now: not now.contactor, 15, "the schedule is in force")
    assert charging.charger.report().boots == charging.boots


def test_i6_a_checkpoint_loads_nothing(charging):
    charging.charger.advance_ms(20 * 60_000)
    assert charges_on(charging)


def test_i6_a_link_that_comes_back_loads_nothing(charging):
    charging.server_dies()
    charging.charger.advance_ms(60_000)
    charging.server_returns()
    charging.charger.advance_ms(120_000)
    assert charges_on(charging)


def test_i6_a_group_that_is_joined_is_loaded_once_the_contactor_is_open(charging):
    charging.charger.type("group garage 40 2 new\r")
    charging.charger.advance_ms(500)
    assert charges_on(charging)
    for module in DEVICE.glob("firmware/*.mpy"):
        charging.charger.do("supply", call="import firmware." + module.stem)
    charging.charger.advance_until(lambda now: not now.contactor, 10, "the contactor opens")
    assert charging.charger.report().boots == charging.boots


def test_i6_the_console_answers_with_what_is_there(charging):
    for line in ("status json", "why", "session", "export", "commission", "trace", "pin", "what"):
        assert charging.console(line)
        assert charges_on(charging)
