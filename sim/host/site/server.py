"""The owner's server: publishes schedules, limits and commands, and remembers what it was told.

A paho-mqtt client whose socket is served by the same loop as the embedded broker, so that one
question ("is the loop idle?") covers everything between the charger and its owner.
"""

import json
import socket
import threading
from collections import deque
from typing import Any

import paho.mqtt.client as mqtt

from sim.host.idle_loop import IdleLoop
from sim.host.site.broker import HOST

_QOS = 1
_KEEPALIVE_OFF_S = 0
_CONNECT_LIMIT_S = 5.0
_HEARD_MAX = 1_000


class OwnersServer:
    """One charger's owner. Reads: `state`, `availability`, `replies`, `events`, `retained`, and
    `heard`: the last of all that came, (name, payload), in order."""

    def __init__(self, loop: IdleLoop, broker_port: int, charger_id: str) -> None:
        self.prefix = f"pilotlight/{charger_id}/"
        self.state: dict[str, Any] = {}
        self.availability = ""
        self.replies: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.retained: dict[str, bytes] = {}
        self.heard: deque[tuple[str, bytes]] = deque(maxlen=_HEARD_MAX)
        self._loop = loop
        self._port = broker_port
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        self._let_in = threading.Event()
        self._client.on_connect = self._subscribe
        self._client.on_message = self._note
        self._serve_socket_on_the_loop()

    def connect(self) -> None:
        """Connects and publishes again what is retained: a broker may have lost its memory."""
        self._let_in.clear()
        self._loop.call(self._client.connect, HOST, self._port, _KEEPALIVE_OFF_S)
        if not self._let_in.wait(_CONNECT_LIMIT_S):
            raise ConnectionError(f"no broker lets the owner's server in on port {self._port}")
        for name, payload in self.retained.items():
            self._publish(name, payload, retain=True)
        self._loop.settle()

    def disconnect(self) -> None:
        self._loop.call(self._client.disconnect)
        self._loop.settle()

    def retain(self, name: str, content: object) -> None:
        """Publishes `set/<name>` retained; None takes it back (an empty retained publish)."""
        payload = _payload(content)
        self.retained[name] = payload
        if not payload:
            del self.retained[name]
        self.send(name, payload, retain=True)

    def send(self, name: str, content: object, retain: bool = False) -> None:
        """Publishes `set/<name>` once; while there is no connection it is lost."""
        if self._client.is_connected():
            self._publish(name, _payload(content), retain)
            self._loop.settle()

    def reply_to(self, command_id: str) -> dict[str, Any]:
        """The charger's answer to the command that carried this id; empty: none so far."""
        return next((reply for reply in self.replies if reply.get("id") == command_id), {})

    def _publish(self, name: str, payload: bytes, retain: bool) -> None:
        topic = self.prefix + "set/" + name
        self._loop.call(self._client.publish, topic, payload, _QOS, retain)

    def _subscribe(self, client: mqtt.Client, *_: object) -> None:
        for topic in ("state", "availability", "reply", "event", "session"):
            client.subscribe(self.prefix + topic, _QOS)
        self._let_in.set()

    def _note(self, client: mqtt.Client, _: object, message: mqtt.MQTTMessage) -> None:
        name = message.topic[len(self.prefix) :]
        self.heard.append((name, bytes(message.payload)))
        if name == "availability":
            self.availability = message.payload.decode()
        elif name == "state":
            self.state = json.loads(message.payload)
        elif name == "reply":
            self.replies.append(json.loads(message.payload))
        else:
            self.events.append(json.loads(message.payload))

    def _serve_socket_on_the_loop(self) -> None:
        client, loop = self._client, self._loop.loop
        client.on_socket_open = lambda *opened: self._socket_opened(opened[2])
        client.on_socket_close = lambda *closed: self._socket_closed(closed[2])
        client.on_socket_register_write = lambda *full: loop.add_writer(full[2], client.loop_write)
        client.on_socket_unregister_write = lambda *sent: self._socket_emptied(sent[2])

    # Without Nagle's wait for an ACK: nothing may linger in the kernel when the loop is idle.
    def _socket_opened(self, sock: Any) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._loop.loop.add_reader(sock, self._client.loop_read)

    def _socket_emptied(self, sock: Any) -> None:
        self._loop.loop.remove_writer(sock)

    def _socket_closed(self, sock: Any) -> None:
        self._loop.loop.remove_reader(sock)
        self._loop.loop.remove_writer(sock)


def _payload(content: object) -> bytes:
    if content is None:
        return b""
    if isinstance(content, bytes):
        return content
    return content.encode() if isinstance(content, str) else json.dumps(content).encode()
