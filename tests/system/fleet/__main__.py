"""`python -m tests.system.fleet`: 200 chargers on one mosquitto, and what each costs an hour.

In real time, so idle and charging are measured for some minutes. Every charger has a retained
limit and schedule at the broker, as a real one would. A figure is of one charger, of MQTT alone:
TCP and IP add some 50 bytes a message.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import paho.mqtt.client as mqtt

from sim.host.process import ROOT, interpreter
from sim.host.site.broker import HOST
from tests.system.mosquitto import Mosquitto

_HEAP = "64m"
_BACK_LIMIT_S = 300
_AWAY_S = 20
_SETTLED_S = 10  # after the last one is back: its snapshot, its first state
_LOOK_EVERY_S = 0.5
_RETRIES_PER_HOUR = 3600 / 60  # the back-off ends at one attempt a minute
_SCHEDULE = {
    "version": 7,
    "tz": "PST8PDT,M3.2.0,M11.1.0",
    "default": "deny",
    "rules": [
        {"days": "mon-fri", "start": "23:00", "end": "07:00", "amps": 32},
        {"days": "sat,sun,hol", "start": "00:00", "end": "24:00"},
    ],
    "holidays": ["2026-12-25"],
}


@dataclass(frozen=True)
class Traffic:
    """Of all chargers since the start: messages and bytes, from the charger's point of view."""

    connected: int
    sent: tuple[int, int]
    received: tuple[int, int]


class Fleet:
    """The process with all the chargers in it."""

    def __init__(self, port: int, count: int) -> None:
        self.count = count
        path = os.pathsep.join((str(ROOT), str(ROOT / "lib"), ".frozen"))
        self._process = subprocess.Popen(
            [interpreter(), "-X", f"heapsize={_HEAP}", "tests/system/fleet/device_fleet.py"]
            + [str(port), str(count)],
            cwd=ROOT,
            env=os.environ | {"MICROPYPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def say(self, word: str) -> None:
        print(word, file=self._process.stdin, flush=True)

    def traffic(self) -> Traffic:
        self.say("count")
        told: Any = self._process.stdout
        return Traffic(**json.loads(told.readline()))

    def until_connected(self) -> float:
        """Seconds until every charger has its subscription; TimeoutError after _BACK_LIMIT_S."""
        began_s = time.monotonic()
        while self.traffic().connected < self.count:
            if time.monotonic() - began_s > _BACK_LIMIT_S:
                raise TimeoutError(f"{self.traffic().connected} of {self.count} are connected")
            time.sleep(_LOOK_EVERY_S)
        return time.monotonic() - began_s

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


def _fill(broker: Mosquitto, count: int) -> None:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.connect(HOST, broker.port)
    client.loop_start()
    for number in range(count):
        for name, content in (("limit", 24), ("tou", _SCHEDULE)):
            topic = f"pilotlight/fleet-{number}/set/{name}"
            client.publish(topic, json.dumps(content), 1, retain=True).wait_for_publish()
    client.disconnect()
    client.loop_stop()


# Messages and bytes of one charger in between, both ways, times `scale`.
def _each(fleet: Fleet, before: Traffic, after: Traffic, scale: float) -> dict[str, float]:
    return {
        f"{what}_{way}": round((b - a) * scale / fleet.count, 1)
        for way in ("sent", "received")
        for what, a, b in zip(
            ("messages", "bytes"), getattr(before, way), getattr(after, way), strict=True
        )
    }


def _hour_of(fleet: Fleet, minutes: float) -> dict[str, float]:
    before, began_s = fleet.traffic(), time.monotonic()
    time.sleep(minutes * 60)
    after = fleet.traffic()
    return _each(fleet, before, after, 3600 / (time.monotonic() - began_s))


def measure(chosen: SimpleNamespace | argparse.Namespace) -> dict[str, Any]:
    """The whole run, some minutes longer than `chosen.minutes` twice."""
    found: dict[str, Any] = {"chargers": chosen.chargers}
    with TemporaryDirectory() as place:
        broker = Mosquitto(None, Path(place))
        broker.start()
        _fill(broker, chosen.chargers)
        fleet = Fleet(broker.port, chosen.chargers)
        try:
            found["all_connected_s"] = round(fleet.until_connected(), 1)
            time.sleep(_SETTLED_S)
            found["idle_per_hour"] = _hour_of(fleet, chosen.minutes)
            fleet.say("charging")
            time.sleep(_SETTLED_S)
            found["charging_per_hour"] = _hour_of(fleet, chosen.minutes)
            fleet.say("idle")
            time.sleep(_SETTLED_S)
            found |= _outage(broker, fleet)
        finally:
            fleet.close()
            broker.stop()
    return found


def _outage(broker: Mosquitto, fleet: Fleet) -> dict[str, Any]:
    broker.stop()
    time.sleep(_AWAY_S)
    before = fleet.traffic()
    broker.start()
    _fill(broker, fleet.count)
    back_s = fleet.until_connected()
    time.sleep(_SETTLED_S)
    once = _each(fleet, before, fleet.traffic(), 1)
    return {
        "all_back_s": round(back_s, 1),
        "per_reconnection": once,
        "reconnecting_per_hour": {
            name: round(value * _RETRIES_PER_HOUR) for name, value in once.items()
        },
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.system.fleet", description=__doc__)
    parser.add_argument("--chargers", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=5, help="idle, and charging")
    print(json.dumps(measure(parser.parse_args()), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
