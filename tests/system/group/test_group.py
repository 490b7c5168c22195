"""I7 as a whole: four chargers on one circuit and one mosquitto, which is killed in the middle."""

import pytest

from tests.system.group.circuit import CIRCUIT_MA, Circuit, a_car_that_takes_all_comes
from tests.system.mosquitto import Mosquitto

NAMES = ("garage-1", "garage-2", "garage-3", "garage-4")
SHARE_MA = CIRCUIT_MA // len(NAMES)

SILENT_AFTER_BOOT_S = 37  # of 40, which the program's start, too, is part of
SHARE_AFTER_BOOT_S = 13  # the rest of them, and what a car takes to follow
IN_USE_WITHIN_S = 150  # 40 more until the seat may raise, then its rounds
SHARE_WITHOUT_BROKER_S = 90
BACK_WITHIN_S = 300  # a back-off of up to 120 s, a subscription, a seat, and its 40 s


@pytest.fixture
def circuit(net, tmp_path, device_root):
    broker = Mosquitto(net, tmp_path)
    circuit = Circuit(broker, tmp_path, device_root, NAMES)
    yield circuit
    circuit.close()
    broker.stop()


def test_i7_four_chargers_share_a_circuit_through_the_death_of_their_broker(circuit, capsys):
    *three, fourth = circuit.sites
    for site in three:
        a_car_that_takes_all_comes(site)
    circuit.pass_s(SILENT_AFTER_BOOT_S)
    assert circuit.most_ma == (0, 0), "I7: an offer while its share may be lent"
    shared_s = circuit.until(lambda: circuit.draw(3, SHARE_MA), SHARE_AFTER_BOOT_S, "shares")
    lent_s = circuit.until(
        lambda: circuit.draw(3, CIRCUIT_MA // 3), IN_USE_WITHIN_S, "the fourth one's share in use"
    )
    (coordinator,) = circuit.coordinators()
    assert coordinator in NAMES
    circuit.broker.stop()
    a_car_that_takes_all_comes(fourth)
    alone_s = circuit.until(
        lambda: circuit.draw(4, SHARE_MA), SHARE_WITHOUT_BROKER_S, "shares without a broker"
    )
    circuit.pass_s(20)
    assert circuit.draw(4, SHARE_MA)
    circuit.broker.start()
    fourth.charger.unplug()
    back_s = circuit.until(lambda: circuit.draw(3, CIRCUIT_MA // 3), BACK_WITHIN_S, "lent again")
    assert [site.charger.ends for site in circuit.sites] == [[]] * len(NAMES)
    with capsys.disabled():
        print(f"\nshares {SILENT_AFTER_BOOT_S + shared_s} s after boot, in use {lent_s} s later;")
        print(f"broker killed: shares within {alone_s} s; back: in use within {back_s} s;")
        print(f"at most {circuit.most_ma} mA offered and drawn in {circuit.steps} looks", end="")
