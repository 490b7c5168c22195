"""docs/energy-managers.md: what its managers read is there, what they send is taken."""

import gc
import json
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from jinja2 import Environment

from firmware.services.link.desk import Desk
from firmware.services.link.report import Report
from tests.core.rig import Rig
from tests.running import finished

_PAGE = (Path(__file__).resolve().parents[2] / "docs" / "energy-managers.md").read_text()
_EVCC, _AUTOMATION = (
    yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", _PAGE, re.DOTALL)
)
_CHARGER = _EVCC["chargers"][0]
READ = [name for name, field in _CHARGER.items() if "jq" in field]
_STATUS = {"A", "B1", "B2", "C1", "C2", "E"}  # evcc goes by the letter; E is an error to it

# As evcc's text/template and its own ${} make it.
_SENT = {
    "enable": [("{{if .enable}}auto{{else}}pause{{end}}", word) for word in ("auto", "pause")],
    "maxcurrent": [("${maxcurrent}", amps) for amps in ("6", "16")],
    "maxcurrentmillis": [("${maxcurrentmillis:%.1f}", amps) for amps in ("6.0", "7.7")],
}


def _states(rig):
    readings = SimpleNamespace(current_ma=15_900, voltage_mv=240_000, temperature_c=25)
    readings.power_w, readings.lifetime_wh = 3_816, 1_886
    report = Report(rig.charger, readings, rig.clock, "power")
    yield report.document()
    rig.plug_in()
    yield report.document()
    rig.charge()
    rig.advance_ms(5_000)
    yield report.document()
    rig.override("pause")
    rig.advance_ms(10_000)
    yield report.document()
    rig.lose_earth()
    yield report.document()


@pytest.fixture
def states(monkeypatch):
    monkeypatch.setattr(gc, "mem_free", lambda: 60_000, raising=False)
    return [json.loads(json.dumps(state)) for state in _states(Rig())]


def _read(name, states):
    told = "\n".join(map(json.dumps, states))
    done = subprocess.run(
        ["jq", "-c", _CHARGER[name]["jq"]], input=told, capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_field_that_evcc_reads_is_checked():
    assert READ == ["status", "enabled", "power", "energy"]
    assert {_CHARGER[name]["topic"] for name in READ} == {"pilotlight/garage-1/state"}


def test_evcc_reads_what_it_understands(states):
    assert _read("status", states)[:3] == ["A", "B2", "C2"]
    assert set(_read("status", states)) <= _STATUS
    assert _read("enabled", states) == [True, True, True, False, False]
    assert set(_read("power", states)) == {3_816}
    assert _read("energy", states)[-1] * _CHARGER["energy"]["scale"] == pytest.approx(1.886)


def _taken(topic, payload):
    rig = Rig()
    desk = Desk(rig.commands, lambda: None, rig.journal, rig.clock)
    name = topic.removeprefix("pilotlight/garage-1/set/")
    answer = finished(desk.handle(name, payload.encode(), False, False))
    assert answer["ok"], answer
    return rig.plan.orders


@pytest.mark.parametrize("name", _SENT)
def test_what_evcc_sends_is_taken_as_a_lease(name):
    sent = _CHARGER[name]["set"]
    for field, value in _SENT[name]:
        assert field in sent["payload"]
        payload = sent["payload"].replace(field, value)
        orders = _taken(sent["topic"], payload)
        if name == "enable":
            assert orders.override == {"auto": None, "pause": "pause"}[value]
        else:
            assert orders.live_ma == int(float(value) * 10) * 100
        assert json.loads(payload)["ttl_s"] > int(_CHARGER[name]["timeout"].rstrip("s"))


@pytest.mark.parametrize(
    ("surplus_w", "amps"), [("-300", 0), ("1439", 0), ("1440", 6), ("3900", 16), ("9999", 32)]
)
@pytest.mark.parametrize("broken", [None, "unavailable", "unknown"])
def test_what_the_automation_sends_is_taken_and_a_broken_sensor_is_a_rest(surplus_w, amps, broken):
    sent = _AUTOMATION["automation"][0]["actions"][0]["data"]
    home = Environment()
    home.filters["float"] = _as_home_assistant_s
    template = home.from_string(sent["payload"])
    payload = template.render(states=lambda entity: broken or surplus_w).strip()
    assert _taken(sent["topic"], payload).live_ma == (0 if broken else amps * 1_000)


def _as_home_assistant_s(text, default):
    try:
        return float(text)
    except ValueError:
        return default
