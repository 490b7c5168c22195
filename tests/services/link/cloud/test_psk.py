"""TLS by pre-shared key, and a real mosquitto: who is let in, what the others are told to do."""

import pytest

from sim.host.site.broker import HOST
from tests.services.link.cloud.test_tls import PKI
from tests.system.mosquitto import Mosquitto

KEY, OTHER_KEY = "5e" * 32, "0b" * 32
_PSK = ("psk_file {psk}", "psk_hint pilotlight", "use_identity_as_username true")
_CERTIFICATE = (f"certfile {PKI}/good.pem", f"keyfile {PKI}/good.pem", "allow_anonymous true")
_CLEAR = ("allow_anonymous true",)
_PLAIN_PSK_AES_128_GCM = b"\x00\xa8"  # RFC 5487
_RENEGOTIATION_INFO = b"\x00\xff"  # RFC 5746: no suite, but stands among them
_TO_SESSION_ID = 5 + 4 + 2 + 32  # record, handshake, version, random


class PskMosquitto(Mosquitto):
    """Knows garage-1 by its key; `lines`: what its listener is told in the place of that."""

    def __init__(self, workdir, lines=_PSK):
        super().__init__(None, workdir)
        keys = workdir / "psk"
        keys.write_text(f"garage-1:{KEY}\n")
        told = "\n".join(("user root", f"listener {self.port} {HOST}", *lines))
        self._config.write_text(told.format(psk=keys) + "\n")


@pytest.fixture
def mosquitto(tmp_path):
    """Starts one whose listener is told these lines."""
    brokers = []

    def start(lines=_PSK):
        brokers.append(PskMosquitto(tmp_path, lines))
        brokers[-1].start()
        return brokers[-1]

    yield start
    for broker in brokers:
        broker.stop()


@pytest.fixture
def connect(start):
    """Starts the service with this key; its clock is not set."""

    def connect(broker, key=KEY, **server):
        server = {"host": HOST, "port": broker.port, "psk": key, **server}
        link = {"id": "garage-1", "broker": server}
        order = {"link": link, "epoch": None, "deadlines": {"first_wait_ms": 50}}
        return start("link/cloud/device_cloud.py", order)

    return connect


def test_the_right_key_is_let_in_before_the_clock_is_set(mosquitto, connect):
    device = connect(mosquitto())
    device.expect(snapshot="begin")


@pytest.mark.parametrize(
    ("key", "identity", "lines"),
    [
        (OTHER_KEY, "garage-1", _PSK),
        (KEY, "garage-2", _PSK),
        (KEY, "garage-1", _CERTIFICATE),
        (KEY, "garage-1", _CLEAR),
    ],
)
def test_any_other_key_name_or_listener_is_refused_with_what_to_do(
    mosquitto, connect, key, identity, lines
):
    sentence = connect(mosquitto(lines), key, psk_identity=identity).expect_loss()
    assert "refuses the pre-shared key" in sentence and "psk_file" in sentence
    assert key not in sentence


# The ephemeral suites would stop the chip for a second again.
def test_nothing_is_offered_but_the_plain_key(broker, connect):
    connect(broker)
    hello = broker.accept().some()
    suites_at = _TO_SESSION_ID + 1 + hello[_TO_SESSION_ID]
    size = int.from_bytes(hello[suites_at : suites_at + 2])
    suites = hello[suites_at + 2 : suites_at + 2 + size]
    assert suites.replace(_RENEGOTIATION_INFO, b"") == _PLAIN_PSK_AES_128_GCM
