"""More commands than are taken: whose wait, whose do not, and how that is told (A1, A3)."""

from tests.core.rig import CLOSED_TILL_23


def _flood(send, name="config"):
    for _ in range(30):
        assert send(name, b"{")["error"].startswith("not JSON")


def test_a_flood_of_commands_is_refused_before_it_is_read_and_four_a_second_still_pass(send, rig):
    _flood(send)
    assert send("config", b"{")["error"].startswith("too many commands")
    assert send("config", {"boot_wait_s": 31})["error"].startswith("too many commands")
    rig.advance_ms(250)
    assert send("config", {"boot_wait_s": 31})["ok"]


def test_a3_limit_and_override_wait_for_nobody_else(send, rig):
    _flood(send)
    for amps in range(6, 46):
        assert send("limit", str(amps).encode())["ok"]
    assert rig.plan.orders.live_ma == 45_000
    assert send("override", b"pause")["ok"]


def test_a1_a_snapshot_needs_no_allowance(send, rig):
    _flood(send)
    assert not send("tou", CLOSED_TILL_23)["ok"]
    assert send("tou", CLOSED_TILL_23, retained=True)["ok"]


def test_a1_a_schedule_that_had_no_allowance_is_asked_for_again_after_a_minute(desk, send, rig):
    _flood(send)
    assert not send("tou", CLOSED_TILL_23)["ok"]
    rig.advance_ms(59_999)
    assert not desk.asks_again(rig.clock.ticks_ms())
    rig.advance_ms(1)
    assert desk.asks_again(rig.clock.ticks_ms())
    assert not desk.asks_again(rig.clock.ticks_ms())


def test_a3_what_is_no_command_uses_up_no_command_s_allowance(send, rig):
    assert send("nonsense", b"{")["error"].startswith("not JSON")
    assert send("nonsense", b"{") is None
    rig.advance_ms(249)
    assert send("other", b"{") is None
    rig.advance_ms(1)
    assert send("other", b"{") is not None
    assert send("config", {"boot_wait_s": 31})["ok"]
    assert send("tou", CLOSED_TILL_23)["ok"]


def test_a3_refusals_are_told_once_a_minute_with_their_count(send, rig):
    _flood(send)
    rig.advance_ms(59_000)
    send("other", b"{")
    told = [detail for _, code, detail, *_ in rig.journal.entries if code == "refused"]
    assert told == ["config"]
    rig.advance_ms(1_000)
    send("other", b"{")
    told = [detail for _, code, detail, *_ in rig.journal.entries if code == "refused"]
    assert told == ["config", "other, and 30 more"]
