"""docs/home-assistant.md: the charger takes what its examples publish; its table is complete."""

import json
import re
from pathlib import Path

import pytest
import yaml

from firmware.core.plan.commands import NEVER_RETAINED
from firmware.services.link import discovery
from firmware.services.link.desk import Desk
from tests.core.rig import Rig
from tests.running import finished

_PAGE = (Path(__file__).resolve().parents[2] / "docs" / "home-assistant.md").read_text()
_EXAMPLES = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", _PAGE, re.DOTALL)]


def _messages(example):
    if isinstance(example, list):
        for part in example:
            yield from _messages(part)
    elif example.get("action") == "mqtt.publish":
        yield example["data"]
    else:
        for part in example.values():
            if isinstance(part, dict | list):
                yield from _messages(part)


@pytest.mark.parametrize(
    "message", list(_messages(_EXAMPLES)), ids=lambda message: message["topic"]
)
def test_what_an_example_publishes_is_taken(message):
    rig = Rig()
    name = message["topic"].removeprefix("pilotlight/garage-1/set/")
    desk = Desk(rig.commands, lambda: None, rig.journal, rig.clock)
    answer = finished(desk.handle(name, message["payload"].encode(), message["retain"], False))
    assert answer["ok"], answer
    assert name not in NEVER_RETAINED


def test_every_entity_has_its_place_in_the_table():
    _, _, pieces = discovery.announcement("garage-1", "24:6f:28:a1:b2:c3", "0", 32_000)
    entities = json.loads(b"".join(pieces))["cmps"].values()
    rows = [line.split("|")[1] for line in _PAGE.splitlines() if line.startswith("| ")]
    named = [name.strip() for row in rows[1:] for name in row.split(",")]
    assert sorted(named) == sorted(entity["name"] for entity in entities)
