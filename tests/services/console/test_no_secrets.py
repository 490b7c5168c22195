"""I9, from end to end: a charger is commissioned with known secrets and lives through trouble on
the real interpreter; nothing that it says holds one of them."""

import json

import pytest

from sim.host.charger import PROMPT
from sim.host.idle_loop import IdleLoop
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.home import BROKER_NAME, Site

_PIN, _WRONG_PIN = "271828", "314159"
_WIFI, _BROKER, _KEY = "w1f1secret", "br0kersecret", "gr0up-key-secret"
_PSK = "5ec4e7" * 10 + "5ec4"
_SECRETS = (_PIN, _WRONG_PIN, _WIFI, _BROKER, _KEY, _PSK)

_ANSWERS = (
    ("Your name", "Ann Wirth"),
    ("Breaker", "40"),
    ("Installer PIN", _PIN),
    ("Once more", _PIN),
    ("Load group", "garage"),
    ("Continuous A", "48"),
    ("How many chargers", "2"),
    ("Its key", _KEY),
    ("Wi-Fi network", "home"),
    ("Its password", _WIFI),
    ("MQTT broker", BROKER_NAME),
    ("TLS", "no"),
    ("User", "garage-1"),
    ("Password there", _BROKER),
    ("Time zone", "UTC0"),
    ("Store", "yes"),
)
_LINE_LIMIT_MS = 20_000


@pytest.fixture
def site(tmp_path):
    loop = IdleLoop()
    broker = EmbeddedBroker(loop)
    site = Site(tmp_path, broker, "rig")
    yield site
    site.close()
    broker.stop()
    loop.close()


# What the charger prints until it ends with one of `ends`, without the echo of the line.
def _says(site, line, *ends):
    charger = site.charger
    before = len(charger.printed)
    charger.type(line + "\r")
    for _ in range(_LINE_LIMIT_MS // 20):
        charger.advance_ms(20)
        _echo, _, said = charger.printed[before:].partition("\n")
        if said.endswith((PROMPT, *ends)):
            return said
    raise AssertionError(f"no end to {said!r}")


# -> all that was printed from the first question to the prompt.
def _commission(site):
    said = told = _says(site, "commission", ": ")
    while not said.endswith(PROMPT):
        question = said.splitlines()[-1]
        line = next((line for how, line in _ANSWERS if question.startswith(how)), "")
        said = _says(site, line, ": ")
        told += said
    return told


def _live_through_trouble(site):
    site.server.send("wire", {"amps": 40, "pin": _PIN})
    site.server.send("wire", {"amps": 40, "pin": _WRONG_PIN})
    group = {"id": "other", "amps": 48, "members": 2, "key": _KEY, "pin": _WRONG_PIN}
    site.server.send("group", group)
    site.charger.advance_ms(3_000)
    site.new_car(missing_wh=20_000)
    site.charger.advance_ms(30_000)
    site.server_dies()
    site.charger.advance_ms(60_000)
    site.server_returns()
    site.charger.advance_ms(60_000)
    site.charger.unplug()
    site.charger.advance_ms(15_000)


def _mistype(site):
    lines = (f"pin {_PIN}", f"link wifi.password {_PIN}\t", f"link broker.pasword {_BROKER}")
    lines += (f"link broker.psk {_PSK}0", f"link broker.psk_identity {_PSK}:")
    lines += (f"wire {_PIN} {_PIN}", f"group {_KEY}", f"commission {_PIN}", f"service {_WIFI}")
    lines += (f"export http://ann:{_BROKER}@example.org/", f"export https://ann:{_BROKER}@x/")
    return "".join(_says(site, line) for line in lines)


# Which the broker does not know: the link stays down, and says why.
def _share_a_key(site):
    said = _says(site, "link broker.psk", ": ") + _says(site, _PSK)
    assert "ok: True" in said
    site.reboot()
    site.shows(60, pilot="A", contactor=0, link="down")
    exported = _says(site, "export").removesuffix(PROMPT)
    assert json.loads(exported)["link"]["broker"]["psk"] == "***"
    return said + exported + _says(site, "link") + _says(site, "log")


def test_i9_no_secret_is_in_export_log_events_or_any_answer(site):
    site.charger.advance_ms(1_000)
    site.console("link id rig")
    said = _commission(site)
    assert "ok: True" in said
    said += _says(site, "log")
    assert "commissioned" in said
    site.reboot()
    site.shows(60, pilot="A", contactor=0, link="up")
    _live_through_trouble(site)
    said += _mistype(site)
    commands = "log status why limits group config link session contactor faults trace".split()
    said += "".join(_says(site, line) for line in commands)
    exported = _says(site, "export").removesuffix(PROMPT)
    bundle = json.loads(exported)
    assert bundle["commissioning"]["crc_holds"] and bundle["settings"]["pin"] == "set"
    assert bundle["link"]["wifi"]["ssid"] == "home" and bundle["link"]["connected"]
    server = site.server
    assert len(server.replies) == 3 and server.events and server.state
    published = str(server.state) + str(server.events) + str(server.replies)
    said += _share_a_key(site)
    for secret in _SECRETS:
        assert secret not in said + exported, secret
        assert secret not in published, secret
