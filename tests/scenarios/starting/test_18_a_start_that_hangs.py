"""Finding 18: the watchdog runs before what can hang, and starts that hang are counted."""

import pytest

NO_LINK = "the starts before this one did not last"


@pytest.mark.parametrize("call", ["import firmware.footing", "wlan", "import firmware.app"])
def test_18_a_start_that_hangs_ends_in_a_reset_and_the_next_charges(rig, call):
    boots = rig.charger.report().boots
    rig.charger.do("run_short", call=call, times=1, hangs=True)
    rig.charger.cut_mains()
    rig.charger.restore_mains()
    rig.charger.advance_ms(10_000)
    assert [end["cause"] for end in rig.charger.ends] == ["watchdog"]
    assert rig.charger.report().boots == boots + 2
    rig.new_car(missing_wh=20_000)
    rig.shows(60, pilot="C2", contactor=1, reset_cause="watchdog")


@pytest.mark.parametrize("call", ["wlan", "import firmware.app_link"])
def test_18_what_hangs_every_start_is_left_out_by_the_third(rig, call):
    boots = rig.charger.report().boots
    rig.charger.do("run_short", call=call, hangs=True)
    rig.charger.cut_mains()
    rig.charger.restore_mains()
    rig.new_car(missing_wh=20_000)
    rig.shows(120, pilot="C2", contactor=1, reason="offline", link="down")
    assert rig.charger.report().boots == boots + 3
    assert NO_LINK in rig.status()["trouble"]
