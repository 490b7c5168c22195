"""What Home Assistant is told, held against its own validators and templates.

Those of release 2024.3.3, in a process of their own; what is newer, home_assistant.py lists and
checks by rules transcribed from 2025.4.4.
"""

import gc
import json
from datetime import datetime

import pytest

from firmware.core.ampacity import ORDER
from firmware.core.protection.faults import FAULTS
from firmware.core.tou import parse
from sim import world as sim_world
from tests.core.rig import CLOSED_TILL_23, NOON, OPENS
from tests.rig import Rig
from tests.running import finished
from tests.services.link.discovery.judging import (
    CHIP,
    EVENTS,
    ID,
    PASSED_OVER,
    SESSIONS,
    HomeAssistant,
    judged,
    payload_of,
)

REASONS = (
    *("fault", "unplugged", "limit", "paused", "override", "unscheduled", "offline"),
    *("no_clock", "scheduled", "waiting", "starting", "delayed", "dwell"),
)


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
    documents["paused"] = {**documents["charging"], "override": "pause"}
    for pilot in ("E", "F"):
        documents[f"fault in {pilot}"] = {**documents["charging"], "pilot": pilot}
        documents[f"fault in {pilot}"]["fault"] = {"code": "pilot_short"}
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
        *("status", "vehicle", "charging", "charge", "charge_now", "fault", "fault_code", "retry"),
        *("refused", "trouble", "until", "current", "power", "voltage"),
        *("session_energy", "lifetime_energy", "last_session", "offered", "limit_by"),
        *("live_limit", "no_live_limit", "override", "offline_limit", "wire", "group_limit"),
        *("schedule", "next_change", "log", "temperature", "rssi", "uptime"),
    ]


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
    _expect(shown, power=str(document["power_w"]), charge="auto", schedule="None")
    for key, wh in (("session_energy", "session_wh"), ("lifetime_energy", "lifetime_wh")):
        assert float(shown[key]) == document[wh] / 1_000
    _expect(shown, temperature=str(document["temperature_c"]))
    assert home.attributes("status", "charging")["reason"] == "unscheduled"


def test_a_car_that_does_not_ask_leaves_it_ready(home):
    _expect(home.shows("ready"), status="ready", vehicle="ON", charging="OFF")


def test_waiting_says_until_when(home):
    _expect(home.shows("waiting"), status="waiting", schedule="OFF")
    assert home.attributes("status", "waiting") == {"reason": "waiting", "until": OPENS}
    assert home.attributes("schedule", "waiting") == {"version": CLOSED_TILL_23["version"]}
    for key in ("next_change", "until"):
        assert datetime.fromisoformat(home.shows("waiting")[key]).timestamp() == OPENS


def test_a_fault_is_a_problem_with_a_code_and_its_details(home, documents):
    _expect(home.shows("fault"), status="fault", fault="ON", fault_code="ground_lost")
    retry_at = documents["fault"]["fault"]["retry_at"]
    assert datetime.fromisoformat(home.shows("fault")["retry"]).timestamp() == retry_at
    assert home.attributes("fault", "fault") == documents["fault"]["fault"]
    assert home.attributes("fault", "no car") == {}


def test_a1_a_retained_order_that_was_refused_is_a_problem_that_names_it(home):
    _expect(home.shows("waiting"), refused="OFF")
    _expect(home.shows("refused"), refused="ON")
    told = home.attributes("refused", "refused")
    assert told["refused"] == ["limit"] and "limit could not be taken" in told["trouble"]


@pytest.mark.parametrize("pilot", ["E", "F"])
def test_ha_8_a_fault_is_told_at_once_and_moves_no_car(home, pilot):
    _expect(home.shows(f"fault in {pilot}"), status="fault", fault="ON", vehicle=PASSED_OVER)


def test_stored_troubles_are_a_problem_that_says_which(home, documents):
    _expect(home.shows("charging"), trouble="OFF")
    _expect(home.shows("refused"), trouble="ON")
    told = home.attributes("trouble", "refused")
    assert told == {"trouble": documents["refused"]["trouble"]}


def test_an_event_keeps_its_words(home):
    fault, other = (json.loads(text) for text, _ in home.told("log"))
    assert fault["event_type"] == fault["code"] == "fault" and fault["detail"] == "ground_lost"
    assert other["event_type"] == "other" and other["code"] == "clock_set"


def test_the_last_session_is_when_it_ended_with_what_it_was(home):
    charged, empty, cut = home.told("last_session")
    assert datetime.fromisoformat(charged[0]).timestamp() == NOON + 60
    assert charged[1]["wh"] == 14_200 and charged[1]["end"] == "full"
    assert datetime.fromisoformat(empty[0]).timestamp() == NOON + 90
    assert cut[0] == "None"


def test_null_is_unknown(home):
    shown = home.shows("blank")
    unknown = [key for key, text in shown.items() if text == "None"]
    assert unknown == [
        *("retry", "until", "current", "power", "voltage", "session_energy"),
        *("lifetime_energy", "offered"),
        *("live_limit", "offline_limit", "group_limit", "schedule", "next_change"),
        *("temperature", "rssi", "uptime"),
    ]


def test_a_charger_of_no_group_has_no_group_limit(home):
    _expect(home.shows("not commissioned"), group_limit="None")


def test_a_charger_that_nobody_commissioned_has_no_wire_ampacity(home):
    _expect(home.shows("not commissioned"), wire="None", limit_by="wire_unset")


def test_a_limit_above_the_wire_is_shown_as_the_wire(home):
    _expect(home.shows("more than the board"), live_limit="32")


_SETTERS = ("live_limit", "no_live_limit", "offline_limit", "override", "charge", "charge_now")


@pytest.mark.parametrize("key", _SETTERS)
def test_what_is_set_goes_to_a_command_that_the_charger_takes(home, tmp_path, monkeypatch, key):
    monkeypatch.chdir(tmp_path)
    rig = Rig(sim_world.install(sim_world.World(seed=1)))
    config = home.components[key]["config"]
    name = config["command_topic"].rsplit("/", 1)[1]
    assert config["command_topic"] == f"pilotlight/{ID}/set/{name}"
    payloads = [home.components[key]["command"]]
    if key in ("override", "charge"):
        payloads = config.get("options") or [config["payload_on"], config["payload_off"]]
    for payload in payloads:
        retained = config.get("retain", False)
        answer = finished(rig.app.desk.handle(name, payload.encode(), retained, False))
        assert answer["ok"], answer
    sim_world.install(None)


def test_only_the_live_limit_is_kept_by_the_broker(home):
    kept = [key for key, found in home.components.items() if found["config"].get("retain")]
    assert kept == ["live_limit", "no_live_limit"]


PLANTED = {
    '"unit_of_meas":"V"': '"unit_of_meas":"A"',
    '"stat_cla":"total_increasing"': '"stat_cla":"measurement"',
    '"dev_cla":"plug"': '"dev_cla":"plugs"',
    '"cmd_t":"pilotlight/@id/set/limit"': '"cmd":"pilotlight/@id/set/limit"',
    '"min":6': '"min":48',
    '"mode":"slider"': '"mode":"slide"',
    '"pl_off":"pause"': '"pl_off":"paused"',
    '"trouble","other"]': '"trouble"]',
    '"ent_cat":"config"': '"ent_cat":"settings"',
    "{{value_json.limit_by}}": "{{value_json.limit_by}",
    "{{value_json.override}}": "{{value_json.overridden}}",
    '"starting","delayed"': '"delayed"',
    '"uniq_id":"pilotlight_@chip_wire",': "",
    '"cns":[["mac",': '"cns":["mac",',
    '"name":"Pilotlight","sw"': '"sw"',
}


def _filled_in(text):
    return text.replace("@id", ID).replace("@chip", CHIP)


def test_it_complains_about_every_error_that_is_planted(documents):
    states = [json.dumps(document) for document in documents.values()]
    told = {"state": states, "event": EVENTS, "session": SESSIONS}
    whole = payload_of()
    payloads = []
    for right, wrong in PLANTED.items():
        right, wrong = _filled_in(right), _filled_in(wrong)
        assert right in whole
        payloads.append(whole.replace(right, wrong))
    unnoticed = [
        planted
        for planted, verdict in zip(PLANTED, judged(payloads, **told), strict=True)
        if not verdict["complaints"]
    ]
    assert unnoticed == []
