"""I5: whatever ends the program, the contactor is open, and the log says why afterwards."""

import shutil

import pytest

from sim.host.flash_search import ever_written, traces_of
from sim.host.process import ROOT

RESETS_TO_LATCH = 4

# A bug that no test has found: it strikes when a piece of work is done for the so many-th time.
BUG = """

_works, _turns = {0}.{1}, [0]


def _works_not(self):
    _turns[0] += 1
    if _turns[0] == {2}:
        raise RuntimeError("a bug nobody has found")
    return _works(self)


{0}.{1} = _works_not
"""
# A minute of each, when the car has long been charging.
VITAL = {
    "control": ("Control", "step", 3_000),
    "membership": ("Membership", "look", 240),
    "planner": ("Planner", "look", 240),
    "recorder": ("Recorder", "look", 120),
    "resets": ("Resets", "look", 2_400),
}
NOT_VITAL = {
    "heap": ("Heap", "look", 500),
    "indicator": ("Indicator", "turn", 1_000),
    "logbook": ("Logbook", "step", 60),
    "starting": ("Starting", "look", 60),
    "supervisor": ("Supervisor", "look", 60),
}


# Of starts that do not last the fifth is the barest charger, without a console to be asked.
LASTED_MS = 60_000


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
        rig.charger.advance_ms(LASTED_MS)
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


def charging_with_a_bug(new_site, tmp_path, service, turn):
    root = tmp_path / "device"
    shutil.copytree(ROOT / "firmware", root / "firmware")
    shutil.copytree(ROOT / "lib", root / "lib")
    for name in ("boot.py", "main.py"):
        shutil.copy(ROOT / name, root / name)
    (path,) = (root / "firmware" / "services").rglob(f"{service}.py")
    with path.open("a") as source:
        source.write(BUG.format(*turn))
    site = new_site(device_root=root)
    site.set_wire(32)
    site.new_car(missing_wh=30_000)
    site.shows(40, pilot="C2", contactor=1)
    return site


@pytest.mark.parametrize("service", VITAL)
def test_i5_an_exception_in_what_is_vital_opens_the_contactor_and_is_in_the_log(
    new_site, tmp_path, service
):
    site = charging_with_a_bug(new_site, tmp_path, service, VITAL[service])
    ended = site.charger.advance_until(lambda now: now.boots == 2, 90, "the exception")
    assert ended.coil == 0, "the dying program opens; the next one has not run a line yet"
    site.charger.advance_ms(3_000)
    assert "RuntimeError: a bug nobody has found" in site.console("log")


@pytest.mark.parametrize("service", NOT_VITAL)
def test_7_an_exception_in_what_is_not_vital_ends_no_charge_and_is_in_the_log(
    new_site, tmp_path, service
):
    site = charging_with_a_bug(new_site, tmp_path, service, NOT_VITAL[service])
    site.stays(90, pilot="C2", contactor=1)
    assert "regular work: RuntimeError" in site.console("log")


# --- the schedule and the mains ------------------------------------------------------------------

CLOSED = {"version": 4_711, "tz": "UTC0", "default": "deny"}


def gated_without_a_server(rig):
    """A car waits for a closed schedule, and goes on waiting when the server dies."""
    rig.console("config outage_mode hold")
    rig.server.retain("tou", CLOSED)
    rig.new_car(missing_wh=30_000)
    rig.shows(15, pilot="B1", contactor=0, reason="waiting")
    rig.server_dies()
    rig.shows(40, pilot="B1", contactor=0, reason="waiting", link="down")


def test_after_a_reset_the_schedule_is_in_force_though_the_server_is_dead(rig):
    gated_without_a_server(rig)
    reset(rig, "watchdog")
    rig.shows(60, pilot="B1", contactor=0, reason="waiting", link="down")
    rig.stays(30, pilot="B1", contactor=0, reason="waiting")
    assert rig.said["tou"] == {"version": 4_711, "open": False, "next": None}


def test_i3_after_a_mains_cut_the_schedule_is_gone_and_the_car_charges(rig):
    gated_without_a_server(rig)
    rig.charger.cut_mains()
    rig.charger.restore_mains()
    rig.shows(60, pilot="C2", contactor=1, reason="offline", link="down", tou=None)


def test_after_a_reset_the_schedule_does_not_gate_while_the_link_is_down(rig):
    rig.server.retain("tou", CLOSED)
    rig.new_car(missing_wh=30_000)
    rig.shows(15, pilot="B1", contactor=0, reason="waiting")
    rig.server_dies()
    reset(rig, "watchdog")
    rig.shows(60, pilot="C2", contactor=1, reason="offline", link="down")
    assert rig.said["tou"] == {"version": 4_711, "open": False, "next": None}


# --- the black box -------------------------------------------------------------------------------


def traces(rig):
    return rig.charger.console_json("trace")["traces"]


def csv_text(rig):
    """The one trace as it stands in a block of the flash."""
    content = rig.charger.flash.read_bytes()
    return content[content.index(b"# ") :].split(b"\xff")[0].decode()


def test_a_trip_leaves_a_trace_on_flash_and_no_schedule_in_it(rig):
    rig.server.retain("tou", dict(CLOSED, default="allow"))
    charging(rig)
    rig.charger.advance_ms(200)  # until the sense has settled
    rig.charger.do("inject", name="ground_lost", on=True)
    rig.charger.advance_ms(3_000)
    assert traces(rig) == ["data/traces/1.csv"]
    text = csv_text(rig)
    rows = [line.split(",") for line in text.splitlines()[2:]]
    assert text.startswith("# ground_lost\nms_before_end,high_v,")
    assert ["C2+", "1", "1", "1"] in [row[3:7] for row in rows]
    assert rows[-1][-1] == "ground_lost"
    assert traces_of(CLOSED, ever_written(rig.charger.flash)) == []


def test_a_reset_while_charging_leaves_its_trace_at_the_first_quiet_moment(rig):
    charging(rig)
    rig.charger.advance_ms(10_000)
    reset(rig, "watchdog")
    rig.charger.advance_ms(3_000)
    assert traces(rig) == ["data/traces/1.csv"]
    text = csv_text(rig)
    assert text.startswith("# reset watchdog\n")
    last = text.splitlines()[-1].split(",")
    assert last[3:7] == ["C2+", "1", "1", "1"] and 5.5 < float(last[1]) < 6.5


def test_a_reset_asked_for_leaves_none(rig):
    rig.reboot()
    rig.charger.advance_ms(3_000)
    assert traces(rig) == []
