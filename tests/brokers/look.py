"""What one broker does: a charger's cloud service beside an owner of MQTT 3.1.1 and one of 5."""

import queue
import time
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from sim.host.site.broker import HOST
from tests.services.link.cloud.scripted_broker import Device

_ID = "garage-1"
_PREFIX = f"pilotlight/{_ID}/"
_SCHEDULE_BYTES = 6 * 1024  # the longest that is taken
_PATIENCE_S = 15
_EXPIRY_S = 2
_SHORT_S = 3  # longer than the expiry, and than a message takes here

YES, NO = "yes", "**no**"


class Owner:
    """A client of either version; `taken`: what came as (topic, payload, retained)."""

    def __init__(self, port: int, version: MQTTProtocolVersion, name: str) -> None:
        self.taken: queue.Queue[tuple[str, bytes, bool]] = queue.Queue()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, name, protocol=version)
        self._accepted: queue.Queue[bool] = queue.Queue()
        self._client.on_connect = lambda *told: self._accepted.put(not told[3].is_failure)
        self._client.on_message = lambda _client, _userdata, message: self.taken.put(
            (message.topic, message.payload, message.retain)
        )
        self._client.connect(HOST, port)
        self._client.loop_start()

    @property
    def accepted(self) -> bool:
        try:
            return self._accepted.get(timeout=_SHORT_S)
        except queue.Empty:
            return False

    def follow(self, *topics: str) -> None:
        for topic in topics:
            self._client.subscribe(topic, 1)
        time.sleep(0.5)

    def publish(self, topic: str, payload: str, retain: bool, **properties: Any) -> None:
        told = None
        if properties:
            told = Properties(PacketTypes.PUBLISH)
            for name, value in properties.items():
                setattr(told, name, value)
        self._client.publish(topic, payload, 1, retain, told).wait_for_publish(_PATIENCE_S)

    def has(self, topic: str, wanted: bytes = b"", retained: bool | None = None) -> bool:
        """It comes in time, with `wanted` in it, and retained or not."""
        end_s = time.monotonic() + _PATIENCE_S
        while (left_s := end_s - time.monotonic()) > 0:
            try:
                name, payload, kept = self.taken.get(timeout=left_s)
            except queue.Empty:
                return False
            if name == topic and wanted in payload and retained in (None, kept):
                return True
        return False

    def forget(self) -> None:
        """What came so far."""
        self.taken = queue.Queue()

    def leave(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


class Charger:
    """The cloud service; `told`: its events so far."""

    def __init__(self, port: int) -> None:
        link = {"id": _ID, "broker": {"host": HOST, "port": port}}
        deadlines = {"first_wait_ms": 50, "birth_spread_ms": 0}
        order = {"link": link, "sessions": [7], "deadlines": deadlines}
        self._device = Device("link/cloud/device_cloud.py", order)
        self.told: list[dict[str, Any]] = []

    def listen(self, name: str) -> bool:
        """Until an event of that name comes; whether it does."""
        try:
            while not self.told or name not in self.told[-1]:
                self.told.append(self._device.event())
        except queue.Empty:
            return False
        return True

    @property
    def retained(self) -> list[str]:
        """Names of the retained commands that came."""
        commands = [event["command"] for event in self.told if "command" in event]
        return [name for name, _, retained, _ in commands if retained]

    def takes(self, wanted: list[Any]) -> bool:
        self.told.append({})
        while self.listen("command"):
            if self.told[-1]["command"] == wanted:
                return True
            self.told.append({})
        return False

    # A mark that stands behind no command is the answer to the ping.
    @property
    def in_order(self) -> bool:
        words = [
            "mark" if event.get("snapshot") == "mark" else next(iter(event), "")
            for event in self.told
        ]
        words = [word for word in words if word in ("mark", "command")]
        pings = [at for at, word in enumerate(words) if word == "mark" and words[at - 1] == "mark"]
        return bool(pings) and "command" not in words[pings[0] :]

    def end(self) -> None:
        self._device.end()


def look(port: int) -> dict[str, str]:
    """column -> what the broker did."""
    owner = Owner(port, mqtt.MQTTv311, "owner")
    owner.publish(_PREFIX + "set/limit", "16", True)
    owner.publish(_PREFIX + "set/tou", "x" * _SCHEDULE_BYTES, True)
    owner.follow(_PREFIX + "#", "homeassistant/#")
    again = _delivered_again(owner)
    charger = Charger(port)
    acknowledged = charger.listen("acknowledged")
    found = {
        "retained by `set/#`": _said(set(charger.retained) == {"limit", "tou"}),
        "again when asked again": _said(again),
        "before the ping's answer": _said(charger.in_order),
        "6 KB": _said({"read": [_SCHEDULE_BYTES, 256]} in charger.told),
        "QoS 1": _said(acknowledged),
    }
    owner.publish(_PREFIX + "set/limit", "15", False)
    found["live told from retained"] = _said(charger.takes(["limit", "15", False, False]))
    found["discovery"] = _said(owner.has(f"homeassistant/device/pilotlight/{_ID}/config"))
    found |= _beside_version_5(port)
    charger.end()
    found["last will"] = _said(owner.has(_PREFIX + "availability", b"offline"))
    owner.leave()
    return found


# So the charger asks for what it had no memory for [MQTT 3.1.1, 3.8.4].
def _delivered_again(owner: Owner) -> bool:
    owner.follow(_PREFIX + "set/limit")
    owner.forget()
    owner.follow(_PREFIX + "set/limit")
    return owner.has(_PREFIX + "set/limit", b"16", retained=True)


def _beside_version_5(port: int) -> dict[str, str]:
    owner = Owner(port, mqtt.MQTTv5, "owner-5")
    if not owner.accepted:
        owner.leave()
        return {"MQTT 5 beside it": "not spoken", "expiry ends an order": ""}
    owner.follow(_PREFIX + "state")
    sees = owner.has(_PREFIX + "state", retained=True)
    properties = {"ContentType": "application/json", "UserProperty": ("origin", "home")}
    owner.publish(_PREFIX + "set/limit", "12", True, MessageExpiryInterval=3_600, **properties)
    taken = _retained_at_a_start(port, "12")
    owner.publish(_PREFIX + "set/limit", "11", True, MessageExpiryInterval=_EXPIRY_S)
    time.sleep(_SHORT_S)
    kept = _retained_at_a_start(port, "11")
    owner.leave()
    return {"MQTT 5 beside it": _said(sees and taken), "expiry ends an order": NO if kept else YES}


def _retained_at_a_start(port: int, amps: str) -> bool:
    """Another connection as the charger, which ends the first one's."""
    charger = Charger(port)
    charger.listen("acknowledged")
    charger.end()
    return {"command": ["limit", amps, True, False]} in charger.told


def _said(holds: bool) -> str:
    return YES if holds else NO
