"""What an announcement says stays the same, from name to name and from release to release."""

import json
from pathlib import Path

from tests.services.link.discovery.judging import CHIP, payload_of

_RELEASES = Path(__file__).with_name("releases.json")


def test_no_two_entities_share_an_id():
    components = json.loads(payload_of())["cmps"]
    ids = {key: component["uniq_id"] for key, component in components.items()}
    assert ids == {key: f"pilotlight_{CHIP}_{key}" for key in components}


def test_ha_10_a_charger_of_another_name_is_the_same_device():
    before, after = json.loads(payload_of()), json.loads(payload_of("garage-9"))
    assert before["dev"]["ids"] == after["dev"]["ids"] == f"pilotlight_{CHIP}"
    ids = [{key: one["uniq_id"] for key, one in told["cmps"].items()} for told in (before, after)]
    assert ids[0] == ids[1]


def test_ha_11_what_a_release_has_announced_is_announced_for_ever():
    """As an entity of the same kind, or as a tombstone, its kind alone."""
    now = json.loads(payload_of())["cmps"]
    for release, kinds in json.loads(_RELEASES.read_text()).items():
        assert {key: now[key]["p"] for key in kinds} == kinds, release
    assert {key: one["p"] for key, one in now.items()} == kinds, "the last is this one"
