"""The text of the announcement: every mark is filled in, and on the chip it costs little."""

import json
import subprocess

import pytest

from firmware.services.link import discovery
from firmware.version import VERSION
from tests.services.link.cloud.scripted_broker import MICROPYTHON, ROOT
from tests.services.link.discovery.judging import ID, MAC, MOST_MA, payload_of

PAYLOAD_MAX_BYTES = 9_500
PIECE_MAX_BYTES = 640
RAM_MAX_BYTES = 6 * 1024  # with pointers of 64 bits, and compiled from source
LEFT_MAX_BYTES = 256  # of ten announcements, each of which loads ten times as much

_TEXT = ROOT / "firmware/services/link/discovery.txt"


@pytest.mark.parametrize("charger_id", ["x", "x" * 32, "id", "A_b-9"])
def test_every_mark_is_filled_in_wherever_the_text_is_cut(charger_id):
    payload = payload_of(charger_id)
    assert "@" not in payload
    assert json.loads(payload)["dev"]["name"] == f"Pilotlight {charger_id}"


def test_every_block_of_the_text_can_be_cut():
    text, block = _TEXT.read_bytes(), discovery._BLOCK_BYTES
    blocks = [text[at : at + block] for at in range(0, len(text), block)]
    assert all(discovery._CUT in block for block in blocks)


def test_on_the_interpreter_it_costs_little_and_leaves_nothing():
    done = subprocess.run(
        [
            *(MICROPYTHON, "-X", "heapsize=180k", "tests/services/link/discovery/device.py"),
            json.dumps([ID, MAC, VERSION, MOST_MA]),
        ],
        cwd=ROOT,
        env={"MICROPYPATH": f"{ROOT}:.frozen"},
        capture_output=True,
        text=True,
        check=True,
    )
    seen = json.loads(done.stdout)
    assert seen["topic"] == f"homeassistant/device/pilotlight/{ID}/config"
    assert seen["payload"] == payload_of()
    assert seen["size"] == len(seen["payload"]) < PAYLOAD_MAX_BYTES
    assert seen["longest"] <= PIECE_MAX_BYTES
    assert seen["loaded"] <= RAM_MAX_BYTES
    assert seen["left"] <= LEFT_MAX_BYTES
