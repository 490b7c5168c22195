"""What the plan writes into the log, once for each time that it happens."""

from tests.core.rig import NOON, Rig


def _noted(rig):
    """All notes since the last call, as `(code, detail)`."""
    notes = [entry[1:] for entry in rig.journal.entries]
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
