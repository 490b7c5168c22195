"""A charger that shares a key with a real mosquitto, in real time: back before its clock is."""

import pytest

from sim.host.site.broker import HOST, free_port
from sim.host.site.gate import Gate
from sim.host.site.home import Site
from tests.system.mosquitto import Mosquitto

_PIN = "271828"
_LOOKS = 40
_LOOK_MS = 500


class TwoDoors(Mosquitto):
    """The owner's server comes in clear by `port`, a charger with its key by `psk_port`."""

    def __init__(self, loop, workdir, key):
        super().__init__(loop, workdir)
        self.psk_port = free_port()
        keys = workdir / "psk"
        keys.write_text(key + "\n")
        doors = (
            "user root",
            "per_listener_settings true",
            f"listener {self.port} {HOST}",
            "allow_anonymous true",
            f"listener {self.psk_port} {HOST}",
            f"psk_file {keys}",
            "psk_hint pilotlight",
            "use_identity_as_username true",
        )
        self._config.write_text("\n".join(doors) + "\n")


@pytest.fixture
def site(net, tmp_path, device_root):
    broker = TwoDoors(net, tmp_path, f"real:{'5e' * 32}")
    site = Site(tmp_path, broker, "real", virtual=False, device_root=device_root)
    site.uplink.gate.refuse()
    site.uplink.gate = Gate(net, broker.psk_port)
    yield site
    site.close()
    broker.stop()


def shares_its_key(site):
    site.charger.type(f"link broker.psk\r{'5e' * 32}\r")
    site.charger.type(f"pin\r{_PIN}\r{_PIN}\r")
    site.charger.advance_ms(1_500)
    site.connect_to_broker()


def mains_is_cut_and_no_time_server_answers(site):
    site.uplink.time_server.silent = True
    site.charger.cut_mains()
    site.charger.advance_ms(1_000)
    site.charger.restore_mains()


def clock(site):
    return site.charger.console_json("tou")["clock"]


# Two answers, some seconds apart.
def learns_the_time(site):
    for _ in range(_LOOKS):
        site.charger.advance_ms(_LOOK_MS)
        if clock(site) is not None:
            return
    assert clock(site) is not None


def test_after_a_mains_cut_it_is_back_before_a_time_server_answers_and_takes_the_pin(site):
    shares_its_key(site)
    site.shows(20, pilot="A", contactor=0, link="up")
    learns_the_time(site)
    mains_is_cut_and_no_time_server_answers(site)
    site.shows(20, pilot="A", contactor=0, link="up")
    assert clock(site) is None
    assert site.ask("wire", {"amps": 40, "pin": _PIN})["ok"] is True
