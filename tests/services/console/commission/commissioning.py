"""An installer at the console: answers to every question of `commission`."""

import json

from firmware.services.console.commission import dialogue, record
from tests.services.console.field.parts import Typist

PIN, WIFI, BROKER, KEY = "271828", "w1f1secret", "br0kersecret", "gr0up-key-secret"
SECRETS = (PIN, WIFI, BROKER, KEY)

NEEDED = (("Your name", "Ann Wirth"), ("Breaker", "40"), ("Store", "yes"))
FULL = (
    ("Your name", "Ann Wirth"),
    ("Your licence", "C10-12345"),
    ("Breaker", "40"),
    ("Its copper", "8"),
    ("Installer PIN", PIN),
    ("Once more", PIN),
    ("Load group", "garage"),
    ("Continuous A", "48"),
    ("How many chargers", "2"),
    ("Its key", KEY),
    ("Wi-Fi network", "home"),
    ("Its password", WIFI),
    ("MQTT broker", "broker.example"),
    ("TLS", "certificate"),
    ("Port", ""),
    ("User", "garage-1"),
    ("Password there", BROKER),
    ("Time zone", "PST8PDT,M3.2.0,M11.1.0"),
    ("Store", "yes"),
)


def plays(parts, *answers):
    """-> (the final document, the typist)."""
    typist = Typist(parts)
    return typist.plays(dialogue.run(parts, []), answers), typist


def instead(*answers):
    """The needed answers with these in the place of theirs."""
    given = dict(answers)
    return [(how, given.pop(how, line)) for how, line in NEEDED] + list(given.items())


def made_record(parts):
    return json.loads(parts.store.files[record.PATH])
