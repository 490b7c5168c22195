"""A car that asks in vain, for its pilot is too disturbed to close, does not hang silently."""

from tests.core.rig import Rig


def _measure(rig, seconds):
    for _ in range(seconds):
        rig.charger.measured(None, None, 25, rig.clock.uptime_s())
        rig.advance_ms(1_000)


def _notes(rig):
    return [detail for _, noted, detail, *_ in rig.journal.entries if noted == "waits"]


# Found on a busy PC: every second look was held up, and nothing said why no contactor closed.
def _kept_waiting(seconds):
    rig = Rig()
    rig.plug_in(4_000)
    rig.glitches = [("C", None)[k % 10 == 0] for k in range(seconds * 60)]
    rig.ask_power()
    _measure(rig, seconds)
    assert rig.shows == "C2 32 A open"
    return rig


def test_a_pilot_too_disturbed_to_close_is_told_once_after_30_s():
    rig = _kept_waiting(29)
    assert rig.plan.trouble is None
    rig = _kept_waiting(45)
    assert "disturbed" in rig.plan.trouble and len(_notes(rig)) == 1
    rig.glitches = []
    _measure(rig, 4)
    assert rig.shows == "C2 32 A closed" and rig.plan.trouble is None


def test_a_car_that_waits_in_vain_and_leaves_takes_the_trouble_with_it():
    rig = _kept_waiting(31)
    rig.glitches = []
    rig.unplug()
    _measure(rig, 2)
    assert rig.plan.trouble is not None
    _measure(rig, 3)
    assert rig.plan.trouble is None


def test_a_pilot_too_disturbed_is_an_event_beside_a_graver_trouble():
    rig = Rig()
    rig.plan.go_without_link("no radio")
    rig.plug_in(4_000)
    rig.glitches = [("C", None)[k % 10 == 0] for k in range(2_400)]
    rig.ask_power()
    _measure(rig, 31)
    assert rig.plan.trouble == "no radio" and len(_notes(rig)) == 1
    rig.glitches = []
    rig.unplug()
    _measure(rig, 5)
    assert rig.plan.trouble == "no radio"
