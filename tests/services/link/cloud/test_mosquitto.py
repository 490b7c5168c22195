"""The cloud service and a real mosquitto over TLS: killed, restarted, its certificate replaced."""

import ssl

import pytest

from tests.services.link.cloud.test_tls import PATH, PKI, TODAY_S
from tests.system.mosquitto import Mosquitto

_CHARGER = {"certificate": f"{PATH}/charger.der", "key": f"{PATH}/charger_key.der"}
_EXPIRED = {
    "certificate": f"{PATH}/charger_expired.der",
    "key": f"{PATH}/charger_expired_key.der",
}


class TlsMosquitto(Mosquitto):
    """Lets in who shows a certificate of our authority, and nobody else."""

    def __init__(self, workdir):
        super().__init__(None, workdir)
        self._authority = workdir / "ca.pem"
        self._authority.write_text(ssl.DER_cert_to_PEM_cert((PKI / "ca.der").read_bytes()))
        self.show("good")

    def show(self, certificate):
        """Present this one from the next start on."""
        chain = PKI / f"{certificate}.pem"
        lines = (
            "user root",
            f"listener {self.port} 127.0.0.1",
            "allow_anonymous true",
            f"cafile {self._authority}",
            f"certfile {chain}",
            f"keyfile {chain}",
            "require_certificate true",
        )
        self._config.write_text("\n".join(lines) + "\n")


@pytest.fixture
def mosquitto(tmp_path):
    broker = TlsMosquitto(tmp_path)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def connect(start):
    def connect(broker, shown):
        server = {"host": "localhost", "port": broker.port, "tls": True, "ca": f"{PATH}/ca.der"}
        link = {"id": "garage-1", "broker": {**server, **shown}}
        order = {"link": link, "epoch": TODAY_S, "deadlines": {"first_wait_ms": 50}}
        return start("link/cloud/device_cloud.py", order)

    return connect


def _connected(device):
    device.expect(snapshot="begin")


def test_killed_and_restarted_it_is_found_again_and_a_replaced_certificate_is_judged_anew(
    mosquitto, connect
):
    device = connect(mosquitto, _CHARGER)
    _connected(device)
    mosquitto.stop()
    assert device.expect_loss()
    mosquitto.start()
    _connected(device)
    mosquitto.stop()
    mosquitto.show("expired")
    mosquitto.start()
    while "expired" not in device.expect_loss():
        pass
    mosquitto.stop()
    mosquitto.show("good")
    mosquitto.start()
    _connected(device)


# A broker whose clock is wrong turns away good certificates, as it does expired ones.
@pytest.mark.parametrize("shown", [{}, _EXPIRED])
def test_a_charger_that_the_broker_turns_away_goes_on_trying_and_says_so(
    mosquitto, connect, shown
):
    device = connect(mosquitto, shown)
    assert device.expect_loss()
    mosquitto.stop()
    assert "nothing listens there" in device.expect_loss()
