"""The plan before anything has happened, and the edges of its first seconds."""

from firmware.core.plan.plan import Plan
from firmware.settings import Settings
from tests.core.rig import Rig


def _new():
    return Plan(48_000, 20_000, Settings(), False, None)


def test_before_it_is_made_it_knows_the_limits_of_the_board_its_cable_and_an_unset_wire():
    assert _new().limits == {
        "board": 48_000,
        "cable": 20_000,
        "wire": 6_000,
        "group": None,
        "thermal": None,
        "live": None,
        "offline": None,
        "schedule": None,
    }


def test_i1_before_it_is_made_nothing_may_charge_or_close():
    plan = _new()
    assert plan.may_charge is False and plan.may_close is False
    assert (plan.reason, plan.until, plan.window) == ("starting", None, None)
    assert (plan.want_ma, plan.now_s) == (0, 0)


# The plan that sees the car is made at 9.75 s or at 10 s.
def test_a_car_that_comes_in_the_tenth_second_waits_for_the_drawn_delay_and_a_later_one_not():
    for plugged_in_ms, reason in ((9_700, "delayed"), (9_760, "offline")):
        rig = Rig(start_delay_s=90, boot_ms=0)
        rig.advance_ms(plugged_in_ms)
        rig.plug_in()
        rig.wait_until_uptime_s(20)
        assert rig.reason == reason, plugged_in_ms
