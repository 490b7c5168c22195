"""The server is back and tells what it holds: until that is whole, what of it counts."""

from firmware.core.plan.orders import SERVER
from tests.core.rig import CLOSED_TILL_23, NOON, Rig


def _reconnecting(**retained):
    """The car charges; the server is back after an outage and has told nothing yet."""
    rig = Rig(server=True, epoch=NOON)
    rig.server.connect(**retained)
    rig.charge()
    rig.server.die_and_be_missed()
    rig.server.accept()
    rig.server.subscribe()
    rig.advance_ms(250)
    assert rig.plan.link.snapshot_pending
    return rig


def _whole(rig):
    rig.server.pong()
    rig.advance_ms(1_250)
    assert rig.plan.link.ready
    return rig


def test_the_live_limit_of_the_outage_goes_on_until_the_snapshot_is_whole():
    rig = _reconnecting(limit=16)
    assert rig.plan.limits["live"] == 16_000 and rig.shows == "C2 16 A closed"
    rig.server.order("limit", 20)
    rig.advance_ms(500)
    assert rig.plan.limits["live"] == 16_000
    assert _whole(rig).plan.limits["live"] == 20_000


def test_a_live_limit_that_the_broker_no_longer_has_is_gone_with_the_snapshot():
    rig = _whole(_reconnecting(limit=16))
    assert rig.plan.limits["live"] is None


def test_of_the_limit_of_the_outage_and_a_fresh_one_the_lower_acts_at_once():
    rig = _reconnecting(limit=16)
    rig.server.order("limit", 10)
    assert rig.plan.limits["live"] == 10_000
    rig.server.order("limit", 12)
    assert rig.plan.limits["live"] == 10_000


def test_a_charge_that_goes_on_tells_the_reason_of_now():
    rig = _reconnecting()
    assert rig.reason == "offline" and rig.shows == "C2 32 A closed"
    assert _whole(rig).reason == "unscheduled" and rig.shows == "C2 32 A closed"


def test_a1_a_limit_that_the_broker_no_longer_has_is_told():
    rig = _whole(_reconnecting(limit=16))
    assert [detail for _, code, detail, *_ in rig.journal.entries if code == "cancelled"] == [
        "limit"
    ]


def test_a1_a_limit_that_is_refused_in_a_snapshot_stays_and_is_told():
    rig = _reconnecting(limit=16)
    assert rig.plan.servers_word is None
    rig.commands.not_taken("limit")
    assert _whole(rig).plan.limits["live"] == 16_000
    assert rig.plan.servers_word.startswith("the server's limit could not be taken")
    rig.server.order("limit", 20)
    assert rig.plan.servers_word is None


def _reading_a_schedule():
    """The server is back after an outage, and its schedule is being read, a piece at a time."""
    rig = _reconnecting(tou=CLOSED_TILL_23)
    rig.server.pong()
    rig.plan.link.snapshot_takes("tou")
    return rig


def test_a_snapshot_is_not_whole_while_what_it_brought_is_being_read():
    rig = _reading_a_schedule()
    rig.advance_ms(3_000)
    assert rig.plan.link.snapshot_pending and not rig.plan.link.whole
    rig.server.pong()
    assert rig.plan.link.snapshot_pending
    rig.advance_ms(1_250)
    assert rig.plan.link.ready and rig.plan.orders.schedule is not None


def test_a_schedule_that_is_still_read_when_the_snapshot_ends_is_not_none():
    rig = _reading_a_schedule()
    rig.advance_ms(6_000)
    assert rig.plan.link.ready and rig.plan.orders.schedule is not None


def test_a_servers_pause_waits_for_no_snapshot():
    rig = _reconnecting()
    rig.order("override", "pause", SERVER)
    rig.advance_ms(250)
    assert rig.plan.link.snapshot_pending and rig.reason == "paused"


def test_a3_what_is_a_command_and_what_is_noise():
    commands = Rig().commands
    assert commands.knows("tou") and commands.knows("limit") and not commands.knows("nonsense")
