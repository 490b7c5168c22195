"""An announcement, and Home Assistant's judgement of it in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

from firmware.services.link import discovery
from firmware.version import VERSION
from tests.core.rig import NOON
from tests.services.link.cloud.scripted_broker import ROOT

ID = "garage-1"
MAC, CHIP = "24:6f:28:a1:b2:c3", "246f28a1b2c3"
MOST_MA = 32_000
SET_TO_A = 16
PASSED_OVER = ""
EVENTS = [
    json.dumps({"seq": 1, "t": NOON, "code": "fault", "detail": "ground_lost"}),
    json.dumps({"seq": 2, "t": None, "code": "clock_set", "detail": "1970 -> 2026"}),
]
_SESSION = {"seq": 1, "plugged": NOON, "started": NOON, "ended": NOON + 60, "unplugged": NOON + 90}
_SESSION |= {"wh": 14_200, "max_a": 31.9, "end": "full", "offline": True}
SESSIONS = [
    json.dumps(_SESSION),
    json.dumps({**_SESSION, "started": None, "ended": None}),
    json.dumps({**_SESSION, "ended": None, "unplugged": None, "end": "power"}),
]

_WHEELS = Path(sys.prefix) / "home_assistant"


def payload_of(charger_id=ID):
    _, size, pieces = discovery.announcement(charger_id, MAC, VERSION, MOST_MA)
    payload = b"".join(pieces)
    assert len(payload) == size
    return payload.decode()


def judged(payloads, **told):
    wheels = sorted(_WHEELS.glob("homeassistant-*.whl"))
    assert wheels, f"no Home Assistant in {_WHEELS}: `make test` fetches it"
    told = {f"pilotlight/{ID}/{name}": messages for name, messages in told.items()}
    order = {"payloads": payloads, "told": told, "set_to": SET_TO_A}
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
    """What it makes of the announcement, of state documents, which are called by name, of events
    and of sessions."""

    def __init__(self, documents):
        self._names = list(documents)
        states = [json.dumps(document) for document in documents.values()]
        (verdict,) = judged([payload_of()], state=states, event=EVENTS, session=SESSIONS)
        self.complaints = verdict["complaints"]
        self.components = verdict["components"]

    def shows(self, document):
        """key -> text, of every entity that the state feeds."""
        at = self._names.index(document)
        return {
            key: found["texts"][at][0]
            for key, found in self.components.items()
            if found["config"].get("state_topic") == f"pilotlight/{ID}/state"
        }

    def told(self, key):
        """What an entity that lives on events or sessions makes of each."""
        return self.components[key]["texts"]

    def attributes(self, key, document):
        return self.components[key]["texts"][self._names.index(document)][1]


# As a driver's day goes, told by the report of a charger on the simulated board.
