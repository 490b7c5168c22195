"""What makes a state worth telling: every word of it at once, power that has moved soon."""

import gc
from types import SimpleNamespace

import pytest

from firmware.services.link.report import Report
from tests.core.rig import CLOSED_TILL_23

MEASURED = (
    *("current_a", "voltage_v", "power_w", "session_wh", "lifetime_wh", "temperature_c"),
    *("rssi_dbm", "uptime_s", "heap_free"),
)
CHARGING_MS, IDLE_MS, MOVED_MS = 10_000, 60_000, 2_500
LOOKS = 40
LOOK_MS = 250
METER = ("current_ma", "voltage_mv", "power_w", "lifetime_wh", "temperature_c")


@pytest.fixture
def readings():
    return SimpleNamespace(**dict.fromkeys(METER))


@pytest.fixture
def report(rig, readings, monkeypatch):
    monkeypatch.setattr(gc, "mem_free", lambda: 60_000, raising=False)
    return Report(rig.charger, readings, rig.clock, "power")


# While its cause lasts a fault's time to try again moves on each second: that waits.
def _words(report):
    told = {name: word for name, word in report.document().items() if name not in MEASURED}
    if told["fault"]:
        told["fault"]["retry_at"] = None
    return told


def _moved(rig, report):
    """The names of all that moved in ten seconds; each was told when it did."""
    names, before, told = set(), _words(report), report.fingerprint()
    for _ in range(LOOKS):
        rig.advance_ms(LOOK_MS)
        words, fingerprint = _words(report), report.fingerprint()
        moved = {name for name in words if words[name] != before[name]}
        assert not moved or fingerprint != told, moved
        names |= moved
        before, told = words, fingerprint
    return names


def _acts(rig):
    yield "offline_a", lambda: rig.order("config", {"offline_amps": 14})
    yield "pilot", rig.plug_in
    yield "charging", rig.ask_power
    yield "link", rig.server.connect
    yield "limits", lambda: rig.order("limit", 16)
    yield "offline_a", lambda: rig.order("config", {"offline_amps": 12})
    yield "override", lambda: rig.override("pause")
    yield "override", lambda: rig.override("auto")
    yield "tou", lambda: rig.order("tou", CLOSED_TILL_23)
    yield "tou", lambda: rig.order("tou", {**CLOSED_TILL_23, "version": 8})
    yield "trouble", lambda: rig.plan.orders.not_taken("limit")
    yield "fault", rig.lose_earth
    yield "reason", rig.unplug


def test_ha_6_every_word_that_moves_is_told_at_once(rig, report):
    for moves, act in _acts(rig):
        before, told = _words(report), report.fingerprint()
        act()
        at_once = {name for name, word in _words(report).items() if word != before[name]}
        assert not at_once or report.fingerprint() != told, at_once
        assert moves in at_once | _moved(rig, report)


@pytest.mark.parametrize(("told_w", "moved_w"), [(0, 100), (1_600, 100), (11_520, 720)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_ha_5_power_that_has_moved_by_100_w_or_a_16th_is_told_soon(
    report, readings, told_w, moved_w, sign
):
    readings.power_w = told_w + sign * (moved_w - 1)
    assert report.period_ms(told_w) == IDLE_MS
    readings.power_w = told_w + sign * moved_w
    assert report.period_ms(told_w) == MOVED_MS


def test_ha_5_a_meter_that_falls_silent_or_speaks_again_is_told_soon(report, readings):
    assert report.period_ms(None) == IDLE_MS
    assert report.period_ms(0) == MOVED_MS
    readings.power_w = 0
    assert report.period_ms(None) == MOVED_MS


def test_a_charging_charger_is_told_of_six_times_as_often(rig, report):
    rig.charge()
    rig.advance_ms(3_000)
    assert rig.charger.session.closed and report.period_ms(None) == CHARGING_MS


def test_the_id_that_was_announced_is_remembered(rig, report):
    assert report.announced is None and not rig.settings.unsaved
    report.announced_as("garage-1")
    assert report.announced == rig.settings.announced == "garage-1" and rig.settings.unsaved
    rig.settings.unsaved = False
    report.announced_as("garage-1")
    assert not rig.settings.unsaved


# A key that works is warned of at every start, until the whole group has another.
def test_b4_a_short_key_hides_no_other_trouble(rig, report):
    plan = rig.plan
    plan.settings.warning = "the load group's key can be guessed"
    assert report.document()["trouble"] == plan.settings.warning
    for whose, name in ((plan.link, "trouble"), (plan, "trouble"), (plan, "damaged")):
        setattr(whose, name, f"{name} of {type(whose).__name__}")
        assert report.document()["trouble"] == getattr(whose, name)
