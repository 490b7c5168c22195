"""I5: whatever ends the program, the contactor is open, and the log says why afterwards."""

import shutil

from sim.host.process import ROOT

RESETS_TO_LATCH = 4
DIES_AFTER_PLANS = 200

# A bug that no test has found: it strikes in a task that is not the control step, once.
DYING_PLANNER = """
        self.steps += 1
        if self.steps == %d and self._clock.epoch() is None:
            raise RuntimeError("a bug nobody has found")
"""


def charging(rig):
    rig.new_car(missing_wh=30_000)
    rig.shows(40, pilot="C2", contactor=1)


def reset(rig, cause):
    """The CPU starts anew, a moment from now, while everything goes on."""
    rig.charger.do("later", us=5_000, what="reset_cpu", details={"cause": cause})
    rig.charger.advance_ms(200)


def test_i5_a_watchdog_reset_opens_the_contactor_at_boot_and_says_so(rig):
    charging(rig)
    reset(rig, "watchdog")
    rig.charger.advance_ms(2_000)
    assert rig.charger.last.coil == 0 and rig.charger.last.contactor == 0
    assert "watchdog" in rig.console("log")
    rig.shows(60, pilot="C2", contactor=1, fault=None)


def test_a_reset_asked_for_at_the_console_is_no_sign_of_trouble(rig):
    for _ in range(RESETS_TO_LATCH + 1):
        rig.reboot()
        rig.charger.advance_ms(3_000)
    charging(rig)
    rig.shows(1, pilot="C2", contactor=1, fault=None)


def test_the_fourth_unplanned_reset_within_15_minutes_latches_until_unplugged(rig):
    charging(rig)
    for _ in range(RESETS_TO_LATCH - 1):
        reset(rig, "reset")
        rig.shows(60, pilot="C2", contactor=1, fault=None)
    reset(rig, "reset")
    rig.charger.advance_ms(40_000)
    status = rig.status()
    assert status["fault"]["code"] == "resets" and status["fault"]["latched"]
    assert status["charging"] is False and rig.charger.last.contactor == 0
    rig.charger.unplug()
    rig.charger.advance_ms(4_000)
    charging(rig)


def test_a_ground_fault_s_lock_out_survives_a_reset(rig):
    charging(rig)
    rig.charger.do("inject", name="leak", on=True)
    rig.charger.advance_ms(1_000)
    rig.charger.do("inject", name="leak", on=False)
    assert rig.status()["fault"]["code"] == "ground_fault"
    reset(rig, "watchdog")
    rig.charger.advance_ms(30_000)
    status = rig.status()
    assert status["fault"]["code"] == "ground_fault" and status["fault"]["latched"]
    assert rig.charger.last.contactor == 0


def test_a_weld_is_found_and_survives_a_power_cut_until_the_console_clears_it(rig):
    charging(rig)
    rig.charger.do("inject", name="welded", on=True)
    rig.charger.unplug()
    rig.charger.advance_ms(6_000)
    assert rig.status()["fault"]["code"] == "welded"
    rig.charger.cut_mains()
    rig.charger.restore_mains()
    rig.charger.do("inject", name="welded", on=False)
    rig.charger.advance_ms(15_000)
    assert rig.status()["fault"]["code"] == "welded"
    rig.console("faults clear")
    charging(rig)


def test_i5_an_exception_in_any_task_opens_the_contactor_and_is_in_the_log(new_site, tmp_path):
    root = tmp_path / "device"
    shutil.copytree(ROOT / "firmware", root / "firmware")
    shutil.copytree(ROOT / "lib", root / "lib")
    for name in ("boot.py", "main.py"):
        shutil.copy(ROOT / name, root / name)
    planner = root / "firmware" / "services" / "planner.py"
    text = planner.read_text()
    assert "            self.steps += 1\n" in text
    dying = DYING_PLANNER % DIES_AFTER_PLANS
    dying = "".join("    " + line + "\n" for line in dying.strip("\n").splitlines())
    planner.write_text(text.replace("            self.steps += 1\n", dying))
    site = new_site(device_root=root)
    site.set_wire(32)
    site.new_car(missing_wh=30_000)
    site.shows(40, pilot="C2", contactor=1)
    ended = site.charger.advance_until(lambda now: now.boots == 2, 60, "the exception")
    assert ended.coil == 0, "the dying program opens; the next one has not run a line yet"
    site.charger.advance_ms(3_000)
    assert "RuntimeError: a bug nobody has found" in site.console("log")
