"""After a boot: what waits, for how long, and what ends the wait."""

BOOT_WAIT_S = 30
NEVER_CLOSED_BEFORE_S = 10
CLOSED = {"version": 1, "tz": "UTC0", "default": "deny"}


def boot_s(site):
    """Seconds since the firmware's first instruction."""
    return site.status()["uptime_s"]


def test_an_uncommissioned_board_charges_at_6_a_and_says_why(bare):
    bare.new_car(missing_wh=20_000)
    bare.shows(30, pilot="C2", contactor=1, offered_a=6, limit_by="wire_unset", commissioned=False)
    assert bare.charger.last.duty == 1000
    assert "wire ampacity, which is not set" in bare.console("why")


def test_the_contactor_never_closes_within_10_s_of_a_boot(bare):
    bare.new_car(missing_wh=20_000)
    bare.console("override charge")
    bare.shows(1, pilot="B1", contactor=0, reason="starting")
    bare.stays(NEVER_CLOSED_BEFORE_S - 2, pilot="B1", contactor=0, reason="starting")
    assert boot_s(bare) >= NEVER_CLOSED_BEFORE_S - 2
    bare.shows(15, pilot="C2", contactor=1, reason="override")
    assert boot_s(bare) > NEVER_CLOSED_BEFORE_S


def test_a_charger_that_has_a_server_waits_for_it_30_s_then_charges(booting):
    booting.server_dies()
    booting.new_car(missing_wh=20_000)
    booting.shows(2, pilot="B1", contactor=0, reason="starting")
    while boot_s(booting) < BOOT_WAIT_S - 2:
        booting.shows(0, pilot="B1", contactor=0, reason="starting", link="down")
        booting.charger.advance_ms(1000)
    booting.shows(8, pilot="C2", contactor=1, reason="offline")


def test_a_local_override_skips_the_wait_for_the_server(booting):
    booting.server_dies()
    booting.new_car(missing_wh=20_000)
    booting.shows(15, pilot="B1", contactor=0, reason="starting")
    booting.console("override charge")
    booting.shows(15, pilot="C2", contactor=1, reason="override")
    assert boot_s(booting) < BOOT_WAIT_S - 5


def test_a_blip_of_the_mains_in_closed_hours_does_not_close_the_contactor(rig):
    rig.server.retain("tou", CLOSED)
    rig.new_car(missing_wh=20_000)
    rig.shows(15, pilot="B1", contactor=0, reason="waiting")
    before = rig.charger.last.closings
    rig.charger.cut_mains()
    rig.charger.advance_ms(700)
    rig.charger.restore_mains()
    rig.shows(BOOT_WAIT_S, pilot="B1", contactor=0, reason="waiting", link="up")
    rig.stays(30, pilot="B1", contactor=0, reason="waiting")
    assert rig.charger.last.closings == before


def test_a_mains_cut_erases_the_schedule_and_keeps_the_wire(rig):
    rig.server.retain("tou", CLOSED)
    rig.new_car(missing_wh=20_000)
    rig.shows(15, pilot="B1", contactor=0, reason="waiting")
    rig.server_dies()
    rig.charger.cut_mains()
    rig.charger.advance_ms(60_000)
    rig.charger.restore_mains()
    rig.shows(60, pilot="C2", contactor=1, reason="offline", tou=None, offered_a=32)
    assert rig.charger.last.offer_ma <= 32_000


def test_the_wire_is_in_force_before_the_first_offer_after_a_boot(rig):
    rig.set_wire(10)
    rig.new_car(missing_wh=20_000)
    rig.charger.cut_mains()
    rig.charger.restore_mains()
    rig.charger.take_changes()
    rig.shows(60, pilot="C2", contactor=1, offered_a=10, limit_by="wire")
    duties = {value for _, name, value in rig.charger.take_changes() if name == "duty"}
    assert duties <= {10_000, 1667, 1666}


def test_a_reboot_of_the_cpu_keeps_the_car_from_seeing_an_offer(rig):
    rig.server.retain("tou", CLOSED)
    rig.new_car(missing_wh=20_000)
    rig.shows(15, pilot="B1", contactor=0, reason="waiting")
    rig.charger.take_changes()
    rig.reboot()
    rig.shows(40, pilot="B1", contactor=0, reason="waiting", reset_cause="reset")
    duties = {value for _, name, value in rig.charger.take_changes() if name == "duty"}
    assert duties <= {10_000}
