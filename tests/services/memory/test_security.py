"""The security log on flash: who changed what, and who tried (security review C4)."""

import json
import os

import pytest

from firmware.services.console import pin_hash
from sim.world import ChipReset
from tests.running import finished

MINUTE_S = 60


@pytest.fixture
def settled(rig):
    """A charger that has written of its start."""
    rig.wait_s(2 * MINUTE_S)
    return rig


def send(rig, name, **payload):
    return finished(rig.app.desk.handle(name, json.dumps(payload).encode(), False, True))


def kept(rig):
    """Code and detail of what is on flash."""
    return [(code, detail) for _, _, _, code, detail in rig.app.security.told()]


def written(rig):
    rig.wait_s(MINUTE_S + 2)
    return kept(rig)


def test_c4_a_power_on_is_kept(settled):
    assert kept(settled) == [("power_on", "1")]
    settled.power_cycle()
    settled.wait_s(2 * MINUTE_S)
    assert kept(settled) == [("power_on", "1"), ("power_on", "2")]


def test_c4_changes_are_kept_with_their_origin_through_a_mains_cut(settled):
    settled.console("wire 20")
    send(settled, "config", outage_mode="hold")
    written(settled)
    settled.power_cycle()
    assert ("settings", "local: wire") in kept(settled)
    assert ("settings", "server: outage_mode") in kept(settled)


def test_c4_a_wrong_pin_a_lock_out_and_a_clock_set_are_kept(settled):
    settled.app.settings.change({"pin": pin_hash.made("271828")})
    settled.app.clock.set(1_800_000_000)
    send(settled, "time", epoch=1_800_000_060)
    send(settled, "time", epoch=1_800_000_200)
    for _ in range(6):
        assert send(settled, "wire", amps=40, pin="000000")["field"] == "pin"
    found = written(settled)
    assert ("clock_set", "server: 200 s") in found and len(found) == 7
    assert found.count(("wrong_pin", "server")) == 4 and ("locked_out", "server") in found
    assert "271828" not in str(found)


def test_c4_what_is_told_to_the_server_and_the_console_is_the_same(settled):
    settled.console("wire 20")
    written(settled)
    assert any("local: wire" in line for line in settled.console("log security"))
    assert settled.noted("settings") == 1


def test_c4_i10_nothing_is_written_while_closed_and_all_of_it_after(settled):
    settled.charge()
    settled.wait_s(MINUTE_S)
    send(settled, "config", boot_wait_s=20)
    before = kept(settled)
    assert written(settled) == before
    settled.leave()
    assert written(settled)[-1] == ("settings", "server: boot_wait_s")


def test_c4_a_long_charge_washes_nothing_out_before_it_is_written(settled):
    settled.charge()
    settled.console("wire 20")
    settled.wait_s(1)
    for number in range(200):
        settled.app.journal.note("refused", str(number))
    settled.leave()
    assert ("settings", "local: wire") in written(settled)


def test_c4_a_ring_that_refuses_lets_the_other_one_repeat_nothing(settled, monkeypatch):
    settled.app.journal.note("settings", "local: wire")
    settled.app.journal.note("settings", "server: boot_wait_s")
    opened = open

    def refusing(path, how="r"):
        return _refused() if path.endswith("server") else opened(path, how)

    with monkeypatch.context() as patched:
        patched.setattr("builtins.open", refusing)
        for _ in range(3):
            settled.app.security.write()
    assert kept(settled).count(("settings", "local: wire")) == 1
    assert written(settled)[-1] == ("settings", "server: boot_wait_s")


def test_c4_a_restart_on_purpose_loses_nothing(settled):
    settled.console("wire 20")
    with pytest.raises(ChipReset):
        settled.app.restart()
    assert ("settings", "local: wire") in kept(settled)


def test_c4_the_network_pushes_out_nothing_that_was_done_on_the_spot(settled):
    settled.console("wire 20")
    for number in range(120):
        settled.app.journal.note("settings", f"server: {number}")
        settled.app.security.write()
    found = kept(settled)
    assert ("settings", "local: wire") in found and found[-1] == ("settings", "server: 119")
    assert 24 <= len(found) <= 60


def test_c4_a_torn_line_is_passed_over(settled):
    settled.console("wire 20")
    written(settled)
    with open("data/security/local", "ab") as file:
        file.write(b"\n0000")
    assert ("settings", "local: wire") in kept(settled)


def test_c4_a_flash_that_refuses_costs_no_charge(settled, monkeypatch):
    monkeypatch.setattr(os, "mkdir", lambda _: None)
    monkeypatch.setattr("builtins.open", _refused)
    settled.app.journal.note("settings", "local: wire")
    settled.app.security.write()
    monkeypatch.undo()
    assert written(settled)[-1] == ("settings", "local: wire")


def _refused(*_):
    raise OSError(28)


def test_e4_a_mains_cut_ends_no_lock_out(settled):
    settled.app.settings.change({"pin": pin_hash.made("271828")})
    settled.app.keep(False)
    for _ in range(5):
        send(settled, "wire", amps=40, pin="000000")
    settled.power_cycle()
    assert "wait 15 min" in send(settled, "wire", amps=40, pin="271828")["error"]
