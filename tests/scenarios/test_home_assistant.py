"""A rehearsal of Home Assistant's side: all that a charger says, in order, through the announced
templates into a recorder that counts as Home Assistant's does."""

import pytest

from tests.services.link.discovery.judging import judged, payload_of

LIMIT_A = 20
_NEW_CYCLE_BELOW = 0.9  # sensor/recorder.py: less than that of what was is a new cycle


class Recorder:
    """One sensor of total_increasing. `total`: its statistics' sum; `dips`: a warning each."""

    def __init__(self):
        self.total = 0.0
        self.cycles = self.dips = 0
        self._last = None

    def take(self, text):
        """What the template made of a state; "None" is unknown, which is passed over."""
        if text == "None":
            return
        value, last = float(text), self._last
        self._last = value
        if last is None:
            return
        if value < last:
            self.dips += 1
        if value < last * _NEW_CYCLE_BELOW:
            self.cycles += 1
            last = 0
        self.total += value - last


class Home:
    """`shown`: key -> what the entity showed, in order; `before_online`: what came between each
    `offline` and the `online` after it."""

    def __init__(self, heard):
        states = [payload.decode() for name, payload in heard if name == "state"]
        (verdict,) = judged([payload_of()], state=states)
        assert verdict["complaints"] == []
        self.shown = {
            key: [text for text, _ in found["texts"]]
            for key, found in verdict["components"].items()
            if found["config"].get("state_topic", "").endswith("/state")
        }
        self.before_online = []
        self._split(heard)

    def _split(self, heard):
        since = None
        for name, payload in heard:
            if (name, payload) == ("availability", b"offline"):
                since = []
            elif (name, payload) == ("availability", b"online") and since is not None:
                self.before_online.append(since)
                since = None
            elif since is not None:
                since.append(name)

    def recorded(self, key):
        recorder = Recorder()
        for text in self.shown[key]:
            recorder.take(text)
        return recorder


@pytest.fixture
def charging(rig):
    rig.server.retain("limit", LIMIT_A)
    rig.new_car(missing_wh=20_000)
    rig.shows(20, pilot="C2", contactor=1, reason="unscheduled")
    rig.server.heard.clear()
    return rig


# Nobody saw what opened the contactor: only another plug-in ends that at once.
def power_cut(rig):
    rig.charger.cut_mains()
    rig.charger.advance_ms(5_000)
    rig.charger.restore_mains()
    rig.shows(60, pilot="B1", contactor=0, reason="fault", link="up")
    rig.charger.unplug()
    rig.charger.advance_ms(5_000)
    rig.new_car(missing_wh=20_000)
    rig.shows(60, pilot="C2", contactor=1, reason="unscheduled", link="up")


def test_ha_1_2_7_power_cuts_count_no_energy_twice_and_tell_no_past(charging):
    before_wh = charging.charger.last.meter_wh
    for _ in range(3):
        charging.charger.advance_ms(120_000)
        power_cut(charging)
    charging.charger.advance_ms(20_000)
    counted_wh = charging.charger.last.meter_wh - before_wh
    home = Home(charging.server.heard)
    lifetime, session = home.recorded("lifetime_energy"), home.recorded("session_energy")
    assert (lifetime.cycles, lifetime.dips) == (0, 0)
    assert lifetime.total * 1_000 == pytest.approx(counted_wh, abs=30)
    assert session.cycles == 3 and session.total <= lifetime.total
    assert [names[-1] for names in home.before_online] == 3 * ["state"]
    assert set(home.shown["live_limit"]) == {str(LIMIT_A)}


def test_ha_5_no_power_is_left_when_the_car_has_left(charging):
    charging.charger.advance_ms(15_000)
    assert charging.server.state["power_w"] > 4_000
    charging.charger.unplug()
    charging.charger.advance_ms(3_000)
    assert charging.server.state["power_w"] == 0


def test_ha_8_a_fault_is_a_fault_at_once_and_nobody_comes(charging):
    charging.charger.advance_ms(11_000)
    charging.charger.do("inject", name="ground_lost")
    charging.charger.advance_ms(10_000)
    shown = Home(charging.server.heard).shown
    assert shown["status"][0] == "charging" and shown["status"][-1] == "fault"
    assert set(shown["status"]) == {"charging", "fault"}
    assert set(shown["vehicle"]) <= {"ON", ""}


def test_the_recorder_finds_a_meter_that_falls():
    recorder = Recorder()
    for text in ("647", "187", "None", "661", "660"):
        recorder.take(text)
    assert (recorder.cycles, recorder.dips, recorder.total) == (1, 2, 187 + 661 - 187 - 1)
