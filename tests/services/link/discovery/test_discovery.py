"""What Home Assistant is told, held against its own validators and templates.

Those of release 2024.3.3, in a process of their own; what is newer, home_assistant.py lists and
checks by rules transcribed from 2025.4.4.
"""

import gc
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from firmware.core.ampacity import ORDER
from firmware.core.protection.faults import FAULTS
from firmware.core.tou import parse
from firmware.services.link import discovery
from firmware.version import VERSION
from sim import world as sim_world
from tests.core.rig import CLOSED_TILL_23, NOON, OPENS
from tests.rig import Rig
from tests.running import finished
from tests.services.link.cloud.scripted_broker import ROOT

ID = "garage-1"
BOARD_MA = 48_000
SET_TO_A = 16
REASONS = (
    *("fault", "unplugged", "limit", "paused", "override", "unscheduled", "offline"),
    *("no_clock", "scheduled", "waiting", "starting", "delayed", "dwell"),
)

_WHEELS = Path(sys.prefix) / "home_assistant"


def payload_of(charger_id=ID):
    _, size, pieces = discovery.announcement(charger_id, VERSION, BOARD_MA)
    payload = b"".join(pieces)
    assert len(payload) == size
    return payload.decode()


def _judged(payloads, states=()):
    wheels = sorted(_WHEELS.glob("homeassistant-*.whl"))
    assert wheels, f"no Home Assistant in {_WHEELS}: `make test` fetches it"
    order = {"payloads": payloads, "states": states, "set_to": SET_TO_A}
    script = ROOT / "tests/services/link/discovery/home_assistant.py"
    done = subprocess.run(
        [sys.executable, str(script), str(wheels[-1])],
        input=json.dumps(order),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class HomeAssistant:
    """What it makes of the announcement and of state documents, which are called by name."""

    def __init__(self, documents):
        self._names = list(documents)
        states = [json.dumps(document) for document in documents.values()]
        (verdict,) = _judged([payload_of()], states)
        self.complaints = verdict["complaints"]
        self.components = verdict["components"]

    def shows(self, document):
        """key -> text, of every entity."""
        at = self._names.index(document)
        return {key: found["texts"][at][0] for key, found in self.components.items()}

    def attributes(self, key, document):
        return self.components[key]["texts"][self._names.index(document)][1]


# As a driver's day goes, told by the report of a charger on the simulated board.
def _documents(rig):
    report = rig.app.report
    yield "no car", report.document()
    rig.connect()
    rig.app.desk.order("time", {"epoch": NOON})
    rig.app.desk.order("limit", 16)
    rig.offer()
    yield "ready", report.document()
    rig.ask_power()
    rig.advance_ms(1_000)
    rig.wait_s(4)
    yield "charging", report.document()
    rig.app.desk.order("tou", parse(CLOSED_TILL_23))
    rig.wait_s(10)
    yield "waiting", report.document()
    rig.app.plan.orders.not_taken("limit")
    yield "refused", report.document()
    rig.inject("ground_lost")
    rig.wait_s(1)
    yield "fault", report.document()


# Everything that may be null is.
def _blank(document):
    never = ("pilot", "charging", "reason", "limits", "limit_by", "override", "commissioned")
    return {name: value if name in never else None for name, value in document.items()}


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "mem_free", lambda: 60_000, raising=False)
        patch.chdir(tmp_path_factory.mktemp("flash"))
        world = sim_world.install(sim_world.World(seed=1))
        documents = dict(_documents(Rig(world, offline_ma=10_000)))
        sim_world.install(None)
    some = documents["no car"]
    documents["blank"] = _blank(some)
    documents["not commissioned"] = {**some, "commissioned": False, "limit_by": "wire_unset"}
    documents["more than the board"] = {**some, "limits": {**some["limits"], "live": 80}}
    for reason in REASONS:
        documents[reason + "?"] = {**some, "reason": reason}
    for limit in (*ORDER, "none"):
        documents[limit + "?"] = {**some, "limit_by": limit}
    for code in FAULTS:
        documents[code + "?"] = {**some, "fault": {"code": code}}
    return documents


@pytest.fixture(scope="module")
def home(documents):
    return HomeAssistant(documents)


def _expect(shown, **wanted):
    assert {key: shown[key] for key in wanted} == wanted


def test_home_assistant_accepts_every_entity_and_can_read_every_state(home):
    assert home.complaints == []
    assert list(home.components) == [
        *("status", "vehicle", "charging", "fault", "fault_code", "refused"),
        *("current", "power", "voltage"),
        *("session_energy", "lifetime_energy", "offered", "limit_by", "live_limit", "override"),
        *("offline_limit", "wire", "group_limit", "next_change", "temperature", "rssi", "uptime"),
    ]


def test_no_two_entities_share_an_id(home):
    ids = {component["config"]["unique_id"] for component in home.components.values()}
    assert ids == {f"pilotlight_{ID}_{key}" for key in home.components}


def test_without_a_car(home):
    shown = home.shows("no car")
    _expect(shown, status="unplugged", vehicle="OFF", charging="OFF", fault="OFF")
    _expect(shown, fault_code="none", override="auto", wire="32", offline_limit="10")
    _expect(shown, live_limit="None", next_change="None", rssi="None")


def test_while_charging(home, documents):
    shown, document = home.shows("charging"), documents["charging"]
    _expect(shown, status="charging", vehicle="ON", charging="ON")
    _expect(shown, offered="16", limit_by="live", live_limit="16")
    _expect(shown, current=str(document["current_a"]), voltage=str(document["voltage_v"]))
    _expect(shown, power=str(document["power_w"]), session_energy=str(document["session_wh"]))
    _expect(shown, lifetime_energy=str(document["lifetime_wh"]))
    _expect(shown, temperature=str(document["temperature_c"]))
    assert home.attributes("status", "charging")["reason"] == "unscheduled"


def test_a_car_that_does_not_ask_leaves_it_ready(home):
    _expect(home.shows("ready"), status="ready", vehicle="ON", charging="OFF")


def test_waiting_says_until_when(home):
    _expect(home.shows("waiting"), status="waiting")
    assert home.attributes("status", "waiting") == {"reason": "waiting", "until": OPENS}
    at = datetime.fromisoformat(home.shows("waiting")["next_change"])
    assert at.timestamp() == OPENS


def test_a_fault_is_a_problem_with_a_code_and_its_details(home, documents):
    _expect(home.shows("fault"), status="fault", fault="ON", fault_code="ground_lost")
    assert home.attributes("fault", "fault") == documents["fault"]["fault"]
    assert home.attributes("fault", "no car") == {}


def test_a1_a_retained_order_that_was_refused_is_a_problem_that_names_it(home):
    _expect(home.shows("waiting"), refused="OFF")
    _expect(home.shows("refused"), refused="ON")
    told = home.attributes("refused", "refused")
    assert told["refused"] == ["limit"] and "limit could not be taken" in told["trouble"]


def test_null_is_unknown(home):
    shown = home.shows("blank")
    unknown = [key for key, text in shown.items() if text == "None"]
    assert unknown == [
        *("current", "power", "voltage", "session_energy", "lifetime_energy", "offered"),
        *("live_limit", "offline_limit", "group_limit", "next_change"),
        *("temperature", "rssi", "uptime"),
    ]


def test_a_charger_of_no_group_has_no_group_limit(home):
    _expect(home.shows("not commissioned"), group_limit="None")


def test_a_charger_that_nobody_commissioned_has_no_wire_ampacity(home):
    _expect(home.shows("not commissioned"), wire="None", limit_by="wire_unset")


def test_a_limit_above_the_boards_rating_is_shown_as_the_rating(home):
    _expect(home.shows("more than the board"), live_limit="48")


@pytest.mark.parametrize("key", ["live_limit", "offline_limit", "override"])
def test_what_is_set_goes_to_a_command_that_the_charger_takes(home, tmp_path, monkeypatch, key):
    monkeypatch.chdir(tmp_path)
    rig = Rig(sim_world.install(sim_world.World(seed=1)))
    config = home.components[key]["config"]
    name = config["command_topic"].rsplit("/", 1)[1]
    assert config["command_topic"] == f"pilotlight/{ID}/set/{name}"
    payloads = config["options"] if key == "override" else [home.components[key]["command"]]
    for payload in payloads:
        retained = config.get("retain", False)
        answer = finished(rig.app.desk.handle(name, payload.encode(), retained, False))
        assert answer["ok"], answer
    sim_world.install(None)


def test_only_the_live_limit_is_kept_by_the_broker(home):
    kept = [key for key, found in home.components.items() if found["config"].get("retain")]
    assert kept == ["live_limit"]


PLANTED = {
    '"unit_of_meas":"V"': '"unit_of_meas":"A"',
    '"stat_cla":"total_increasing"': '"stat_cla":"measurement"',
    '"dev_cla":"plug"': '"dev_cla":"plugs"',
    '"cmd_t":"pilotlight/@id/set/limit"': '"cmd":"pilotlight/@id/set/limit"',
    '"min":6': '"min":48',
    '"mode":"box"': '"mode":"boxes"',
    '"ent_cat":"config"': '"ent_cat":"settings"',
    "{{value_json.limit_by}}": "{{value_json.limit_by}",
    "{{value_json.override}}": "{{value_json.overridden}}",
    '"starting","delayed"': '"delayed"',
    '"uniq_id":"pilotlight_@id_wire",': "",
    '"ids":"pilotlight_@id",': "",
    '"name":"Pilotlight","sw"': '"sw"',
}


def test_it_complains_about_every_error_that_is_planted(documents):
    states = [json.dumps(document) for document in documents.values()]
    whole = payload_of()
    payloads = []
    for right, wrong in PLANTED.items():
        right, wrong = right.replace("@id", ID), wrong.replace("@id", ID)
        assert right in whole
        payloads.append(whole.replace(right, wrong))
    unnoticed = [
        planted
        for planted, verdict in zip(PLANTED, _judged(payloads, states), strict=True)
        if not verdict["complaints"]
    ]
    assert unnoticed == []
