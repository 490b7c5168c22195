"""What the plan writes into the log, once for each time that it happens."""

from firmware.services.console import pin_hash
from tests.core.rig import NOON, Rig, refused


def _noted(rig):
    """All notes since the last call, as `(code, detail)`."""
    notes = [entry[1:3] for entry in rig.journal.entries]
    rig.journal.entries.clear()
    return notes


def test_a_plug_in_is_in_the_log_from_its_arrival_to_its_leaving():
    rig = Rig()
    rig.plug_in()
    assert _noted(rig) == [("plugged", ""), ("start", "offline")]
    rig.ask_power()
    rig.advance_ms(1_000)
    rig.open_s2()
    rig.wait_s(880)
    assert ("full", "") not in _noted(rig)
    rig.wait_s(30)
    assert _noted(rig) == [("full", "")]
    rig.unplug()
    rig.advance_ms(3_300)
    assert _noted(rig) == [("unplugged", "")]


def test_every_start_is_in_the_log_with_its_reason():
    rig = Rig(server=True, epoch=NOON)
    rig.server.connect()
    rig.charge()
    assert ("start", "unscheduled") in _noted(rig)
    rig.override("pause")
    assert _noted(rig) == []
    rig.override("charge")
    assert _noted(rig) == [("start", "override")]


def test_c4_a_clock_that_the_server_sets_by_more_than_a_minute_is_noted_once_a_minute():
    rig = Rig(epoch=None)
    for epoch, noted in ((NOON, []), (NOON + 62, [61]), (NOON - 59, [61])):
        rig.server.order("time", {"epoch": epoch})
        rig.wait_s(1)
        assert _jumps(rig) == noted
    rig.wait_s(57)
    assert _jumps(rig) == [61]
    rig.wait_s(1)
    assert _jumps(rig)[1:] == [-122]


def test_c4_jumps_of_less_than_a_minute_are_noted_when_their_sum_is_more():
    rig = Rig(epoch=NOON)
    for noted in ([], [60 + 59], [60 + 59]):
        rig.server.order("time", {"epoch": rig.clock.epoch() + 60 - len(noted)})
        rig.wait_s(61)
        assert _jumps(rig) == noted


def test_c4_a_jump_that_is_taken_back_within_the_minute_is_noted_as_both():
    rig = Rig(epoch=NOON)
    for by_s in (61, 21_600, -21_600):
        rig.server.order("time", {"epoch": rig.clock.epoch() + by_s})
        rig.wait_s(1)
    assert _jumps(rig) == [61]
    rig.wait_s(58)
    assert _jumps(rig) == [61, 21_600]
    rig.wait_s(60)
    assert _jumps(rig) == [61, 21_600, -21_600]
    rig.wait_s(120)
    assert len(_jumps(rig)) == 3


def _jumps(rig):
    return [int(entry[2].split()[1]) for entry in rig.journal.entries if entry[1] == "clock_set"]


def test_c4_each_wrong_pin_is_noted_and_the_lock_out():
    rig = Rig()
    rig.settings.pin = pin_hash.made("271828")
    for _ in range(6):
        refused(rig.server.order, "wire", {"amps": 40, "pin": "000000"})
    assert _noted(rig) == [("wrong_pin", "server")] * 4 + [("locked_out", "server")]
