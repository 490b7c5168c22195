"""What is changed by network is told, and written once a minute at most: D2, D3."""

import json

import pytest

from firmware.drivers.flash.store import Store
from firmware.remembered import PATH
from tests.running import finished

EVERY_MS = 250
MINUTE_S = 60


@pytest.fixture
def writes(monkeypatch):
    """A path for each time that a copy of the settings was written."""
    written = []
    for name in ("write", "overwrite"):
        plain = getattr(Store, name)

        def watched(store, path, text, plain=plain):
            if path.startswith(PATH):
                written.append(path)
            plain(store, path, text)

        monkeypatch.setattr(Store, name, watched)
    return written


def send(rig, name, **payload):
    return finished(rig.app.desk.handle(name, json.dumps(payload).encode(), False, False))


def told(rig):
    return [detail for _, code, detail, *_ in rig.app.journal.entries if code == "settings"]


def alternate(rig, times=240):
    """-> what was answered about saving."""
    saved = []
    for number in range(times):
        saved.append(send(rig, "config", link_timeout_s=60 + number % 2)["saved"])
        rig.advance_ms(EVERY_MS)
    return saved


def test_d3_240_changes_in_a_minute_are_two_writes_and_the_last_is_on_flash_a_minute_later(
    rig, writes
):
    rig.wait_s(2)
    writes.clear()
    saved = alternate(rig)
    assert len(writes) <= 2
    assert saved[0] is True and sum(saved) == 1
    assert len(told(rig)) == 1 and rig.app.settings.unsaved
    rig.wait_s(MINUTE_S)
    assert len(writes) <= 4 and not rig.app.settings.unsaved
    assert told(rig) == ["server: link_timeout_s"] * 2
    rig.power_cycle()
    assert rig.app.settings.link_timeout_s == 61


def test_d3_what_lowers_a_limit_does_not_wait_behind_what_may(rig, writes):
    alternate(rig, 4)
    assert send(rig, "wire", amps=20)["saved"] is True
    assert send(rig, "wire", amps=19)["saved"] is False


def test_d3_i4_lowered_and_raised_again_and_again_it_is_written_once_a_minute(rig, writes):
    rig.wait_s(2)
    writes.clear()
    for number in range(120):
        send(rig, "wire", amps=20 + number % 2)
        rig.advance_ms(EVERY_MS)
    assert len(writes) <= 4
    rig.wait_s(MINUTE_S)
    assert not rig.app.settings.unsaved


def test_d3_the_installer_on_the_spot_waits_for_nothing(rig):
    alternate(rig, 4)
    for amps in (20, 21, 19):
        assert rig.console(f"wire {amps}")["saved"] is True


def test_d3_an_opening_under_load_does_not_wait_either(rig):
    alternate(rig, 4)
    rig.app.settings.openings_under_load += 1
    rig.wait_s(2)
    assert not rig.app.settings.unsaved


def test_d2_who_changed_what_is_an_event_and_outlasts_the_mains(rig):
    send(rig, "config", outage_mode="hold", boot_wait_s=20)
    rig.console("config boot_wait_s 25")
    assert told(rig) == ["server: boot_wait_s outage_mode", "local: boot_wait_s"]
    rig.power_cycle()
    assert rig.app.report.config()["changed"] == ["boot_wait_s", "local", None]


def test_d2_what_is_remembered_and_no_secret_is_told(rig):
    rig.app.settings.change({"pin": "salt$hash"})
    group = {"id": "g", "ma": 48_000, "members": 2, "key": "hush" * 4}
    rig.app.settings.change({"group": group})
    told = rig.app.report.config()
    assert told["group"] == {"id": "g", "amps": 48.0, "members": 2}
    assert (told["wire"], told["vouched"], told["offline_amps"]) == (32.0, 32.0, 32.0)
    assert (told["outage_mode"], told["link_timeout_s"]) == ("charge", 300)
    assert told["pin"] is True and not {"hush", "salt"} & set(json.dumps(told).split('"'))
