"""The other end of the cloud service, packet by packet, and the service itself in a process.

The service runs on MicroPython (device_cloud.py). The broker here does what a test tells it and
nothing else, so it can be as wrong as a test likes.
"""

import json
import os
import queue
import socket
import struct
import subprocess
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
MICROPYTHON = os.environ.get("MICROPYTHON", str(ROOT / ".venv/bin/micropython"))
PATIENCE_S = 15  # a wait longer than this is a failure, on however slow a machine
# Half of it on the chip: here a pointer has 64 bits, and the source is not packed.
_HEAP = "236k"

CONNACK_ACCEPTED = b"\x20\x02\x00\x00"
PINGREQ = b"\xc0"
PINGRESP = b"\xd0\x00"
DISCONNECT = b"\xe0"
PREFIX = b"pilotlight/garage-1/"


def remaining_length(size):
    coded = b""
    while size > 0x7F:
        coded += bytes((size & 0x7F | 0x80,))
        size >>= 7
    return coded + bytes((size,))


def publish_packet(topic, payload, retain=False, qos=0, packet_id=1):
    """PUBLISH as a broker sends it; `topic` is what follows the charger's prefix."""
    topic = PREFIX + topic
    identifier = struct.pack("!H", packet_id) if qos else b""
    body = struct.pack("!H", len(topic)) + topic + identifier + payload
    return bytes((0x30 | qos << 1 | retain,)) + remaining_length(len(body)) + body


class Broker:
    """Listens on a free port of 127.0.0.1; `context` makes it speak TLS."""

    def __init__(self, context=None):
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(PATIENCE_S)
        self.port = self._listener.getsockname()[1]
        self._peers = []

    def accept(self):
        sock, _ = self._listener.accept()
        sock.settimeout(PATIENCE_S)
        peer = Peer(self._context.wrap_socket(sock, server_side=True) if self._context else sock)
        self._peers.append(peer)
        return peer

    def accept_and_subscribe(self):
        """A connection taken as far as the answered ping after SUBACK."""
        peer = self.accept()
        peer.expect(0x10)
        peer.send(CONNACK_ACCEPTED)
        peer.grant_subscription()
        peer.expect_ping()
        peer.send(PINGRESP)
        return peer

    def close(self):
        self._listener.close()
        for peer in self._peers:
            peer.close()


class Peer:
    """One connection of the charger, seen from the broker."""

    def __init__(self, sock):
        self._sock = sock

    def send(self, octets):
        self._sock.sendall(octets)

    def publish(self, topic, payload, **how):
        self.send(publish_packet(topic, payload, **how))

    def some(self):
        """The bytes that come next, whatever they are."""
        return self._sock.recv(4_096)

    def packet(self):
        """-> (header byte, body). Raises EOFError when the charger has closed."""
        header = self._exactly(1)[0]
        size, shift = 0, 0
        while True:
            octet = self._exactly(1)[0]
            size |= (octet & 0x7F) << shift
            shift += 7
            if not octet & 0x80:
                return header, self._exactly(size)

    def expect(self, header):
        """The next packet with this header byte; what comes before it is passed over."""
        while True:
            seen, body = self.packet()
            if seen == header:
                return body

    def expect_ping(self):
        self.expect(PINGREQ[0])

    def grant_subscription(self):
        body = self.expect(0x82)
        self.send(b"\x90\x03" + body[:2] + b"\x01")
        return body[4:-1]

    def expect_publish(self, topic):
        """-> (header byte, payload) of the next PUBLISH on this topic below the prefix."""
        while True:
            header, body = self.packet()
            if header & 0xF0 != 0x30:
                continue
            size = struct.unpack("!H", body[:2])[0]
            if body[2 : 2 + size] == PREFIX + topic:
                return header, body[2 + size :]

    def expect_reply(self):
        return json.loads(self.expect_publish(b"reply")[1])

    def expect_end(self):
        """Reads until the charger closes the connection."""
        try:
            while True:
                self.packet()
        except (EOFError, ConnectionResetError):
            self._sock.close()

    def close(self):
        self._sock.close()

    def reset(self):
        """RST instead of FIN, as a broker's host sends that has forgotten the connection."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()

    def _exactly(self, size):
        octets = b""
        while len(octets) < size:
            piece = self._sock.recv(size - len(octets))
            if not piece:
                raise EOFError
            octets += piece
        return octets


# The interpreter takes no argument of more than 255 bytes.
def _pieces(order):
    text = json.dumps(order)
    return [text[start : start + 200] for start in range(0, len(text), 200)]


class Device:
    """A service on the interpreter; `script`: a path below tests/services; `order`: its arguments,
    joined."""

    def __init__(self, script, order):
        path = os.pathsep.join((str(ROOT), str(ROOT / "lib"), ".frozen"))
        self._process = subprocess.Popen(
            [MICROPYTHON, "-X", f"heapsize={_HEAP}", f"tests/services/{script}", *_pieces(order)],
            cwd=ROOT,
            env={"MICROPYPATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines = queue.Queue()
        self._listener = threading.Thread(target=self._collect, daemon=True)
        self._listener.start()

    def _collect(self):
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def event(self):
        """The next thing it tells, as a dict. Fails on anything but JSON: a traceback."""
        line = self._lines.get(timeout=PATIENCE_S)
        if not line.startswith("{"):
            rest = [line]
            while rest[-1]:
                rest.append(self._lines.get(timeout=PATIENCE_S))
            raise AssertionError("".join(rest) or "the service's process ended")
        return json.loads(line)

    def expect(self, **wanted):
        """The next event that has all of `wanted`; others before it are passed over."""
        while True:
            event = self.event()
            if all(event.get(name) == value for name, value in wanted.items()):
                return event

    def expect_about(self, name):
        """The value of the next event that tells `name`."""
        while True:
            event = self.event()
            if name in event:
                return event[name]

    def expect_loss(self):
        """The sentence with which the next lost connection is explained."""
        while True:
            code, sentence = self.expect_about("journal")
            if code == "broker_lost":
                return sentence

    def end(self):
        self._process.kill()
        self._process.wait()
        self._listener.join()
        self._process.stdout.close()
