"""TLS of the cloud service: who is let in, and in what words the others are turned away."""

import ssl
import threading

import pytest

from tests.services.link.cloud.refused_certificates import REFUSED
from tests.services.link.cloud.scripted_broker import ROOT, Broker

PATH = "tests/services/pki"
PKI = ROOT / PATH
TODAY_S = 1_795_000_000
RSA_2048_MAX_BYTES = 1_300


class TlsBroker(Broker):
    """Shows the certificate of this name; with `asks` the charger must show one, too."""

    def __init__(self, certificate, asks=False):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PKI / f"{certificate}.pem")
        if asks:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(cadata=(PKI / "ca.der").read_bytes())
        super().__init__(context)

    # A handshake that fails at the charger's end fails here, too.
    def refuse_in_background(self):
        def accept():
            with pytest.raises((ssl.SSLError, OSError)):
                self.accept()

        threading.Thread(target=accept, daemon=True).start()


@pytest.fixture
def present():
    """Starts a broker with the named certificate."""
    brokers = []

    def present(certificate, **how):
        brokers.append(TlsBroker(certificate, **how))
        return brokers[-1]

    yield present
    for broker in brokers:
        broker.close()


@pytest.fixture
def connect(start):
    def connect(broker, host="localhost", ca=f"{PATH}/ca.der", epoch=TODAY_S, more=(), **shown):
        server = {"host": host, "port": broker.port, "tls": True, "ca": ca, **shown}
        link = {"id": "garage-1", "broker": server}
        order = {"link": link, "epoch": epoch, "deadlines": {"first_wait_ms": 50}, **dict(more)}
        return start("link/cloud/device_cloud.py", order)

    return connect


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_the_right_certificate_is_accepted_and_commands_count_as_secure(present, connect, host):
    broker = present("good")
    device = connect(broker, host)
    peer = broker.accept_and_subscribe()
    peer.publish(b"set/wire", b"{}")
    device.expect(command=["wire", "{}", False, True])
    assert peer.expect_reply()["ok"] is True


@pytest.mark.parametrize("size", [6 * 1024, 100_000])
def test_long_commands_come_whole_or_are_skipped_through_tls_records(present, connect, size):
    broker = present("good")
    device = connect(broker)
    peer = broker.accept_and_subscribe()
    peer.publish(b"set/tou", b"x" * size)
    peer.publish(b"set/limit", b"16")
    device.expect(command=["limit", "16", False, True])


@pytest.mark.parametrize(("certificate", "reason"), REFUSED)
def test_any_other_certificate_is_refused_with_the_reason(present, connect, certificate, reason):
    broker = present(certificate)
    broker.refuse_in_background()
    device = connect(broker)
    sentence = device.expect_loss()
    assert sentence.startswith("TLS refused: ")
    assert reason in sentence


def test_a_name_the_certificate_does_not_have_is_refused(present, connect):
    broker = present("expired")
    broker.refuse_in_background()
    assert "does not match" in connect(broker, "127.0.0.1").expect_loss()


def test_a_missing_ca_is_refused_with_what_to_do(present, connect):
    sentence = connect(present("good"), ca="data/none.der").expect_loss()
    assert "data/none.der" in sentence
    assert "openssl x509" in sentence


def test_a_ca_that_is_not_der_is_refused_with_what_to_do(present, connect):
    sentence = connect(present("good"), ca="tests/services/pki/good.pem").expect_loss()
    assert "-outform der" in sentence


def test_nothing_is_tried_before_the_clock_is_set(present, connect):
    device = connect(present("good"), epoch=None)
    assert "waiting for the time" in device.expect_loss()


# --- a certificate of the charger's own ----------------------------------------------------------


def _shown(name):
    return {"certificate": f"{PATH}/{name}.der", "key": f"{PATH}/{name}_key.der"}


def test_a_broker_that_asks_for_a_certificate_gets_the_chargers(present, connect):
    broker = present("good", asks=True)
    device = connect(broker, **_shown("charger"))
    broker.accept_and_subscribe()
    device.expect(snapshot="begin")


@pytest.mark.parametrize("shown", [{}, _shown("charger_expired")])
def test_without_a_valid_one_the_broker_turns_the_charger_away_and_it_says_so(
    present, connect, shown
):
    broker = present("good", asks=True)
    device = connect(broker, **shown)
    broker.refuse_in_background()
    assert device.expect_loss()


@pytest.mark.parametrize(
    "shown",
    [
        {"certificate": f"{PATH}/none.der", "key": f"{PATH}/charger_key.der"},
        {"certificate": f"{PATH}/charger.der", "key": f"{PATH}/none.der"},
        {"certificate": f"{PATH}/charger.der", "key": f"{PATH}/good.pem"},
    ],
)
def test_a_certificate_that_cannot_be_read_is_told_with_what_to_do(present, connect, shown):
    sentence = connect(present("good"), **shown).expect_loss()
    assert "-outform der" in sentence


def test_a_certificate_without_its_key_is_told_with_what_to_do(present, connect):
    device = connect(present("good"), certificate=f"{PATH}/charger.der")
    assert "broker.key" in device.expect_loss()


def test_3_a_key_of_the_chargers_own_above_rsa_2048_is_refused_before_it_signs(present, connect):
    own = ROOT / "build" / "key.der"
    own.write_bytes(bytes(RSA_2048_MAX_BYTES + 1))
    shown = {"certificate": f"{PATH}/charger.der", "key": "build/key.der"}
    assert "above RSA 2048" in connect(present("good"), **shown).expect_loss()
    own.write_bytes(bytes(RSA_2048_MAX_BYTES))
    assert "no certificate and key in DER form" in connect(present("good"), **shown).expect_loss()


# --- a step that stops the charger: finding 3 of the safety review -------------------------------


def test_3_after_a_step_of_more_than_a_second_it_waits_for_the_contactor_to_open(present, connect):
    broker = present("good")
    device = connect(broker, more={"slow_ms": 1_001})
    assert "took 1001 ms: waiting for the contactor to open" in device.expect_loss()
    device.expect(rests=True)
    broker.accept_and_subscribe()
    device.expect(snapshot="begin")


def test_3_a_step_of_a_second_or_less_keeps_nobody_waiting(present, connect):
    broker = present("good")
    device = connect(broker, more={"slow_ms": 1_000})
    broker.accept_and_subscribe()
    assert device.expect_about("snapshot") == "begin"
