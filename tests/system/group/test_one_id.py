"""I7 as a whole where two chargers have one id, for `link.json` was copied; field-log 8.

Three whole chargers on one mosquitto, which lets only the newer of two clients of one name stay.
For longer: `PILOTLIGHT_ONE_ID_S`.
"""

import os

import pytest

from tests.system.group.circuit import CIRCUIT_MA, Circuit, a_car_that_takes_all_comes
from tests.system.mosquitto import Mosquitto

NAMES = ("garage-2", "garage-2", "garage-1")
SHARE_MA = CIRCUIT_MA // len(NAMES)
SPAN_S = int(os.environ.get("PILOTLIGHT_ONE_ID_S", "60"))
STEP_US = 500_000


@pytest.fixture
def circuit(net, tmp_path, device_root):
    broker = Mosquitto(net, tmp_path)
    circuit = Circuit(broker, tmp_path, device_root, NAMES, STEP_US)
    yield circuit
    circuit.close()
    broker.stop()


# A warning is over after a minute.
def warnings_each_minute(circuit):
    told = set()
    for _ in range(SPAN_S // 60):
        circuit.pass_s(60)
        told.update(site.charger.console_json("group")["warning"] for site in circuit.sites)
    return told - {None}


def test_i7_field_8_three_chargers_two_of_them_with_one_id_keep_to_their_circuit(circuit, capsys):
    for site in circuit.sites[:2]:
        a_car_that_takes_all_comes(site)
    told = warnings_each_minute(circuit)
    with capsys.disabled():
        print(f"\ntwo of one id: at most {circuit.most_ma} mA offered and drawn", end="")
        print(f" in {SPAN_S} s, {circuit.steps} looks; warned of: {sorted(told)}", end="")
    assert circuit.most_ma[1] >= 2 * SHARE_MA * 95 // 100
    assert [site.charger.ends for site in circuit.sites] == [[]] * len(NAMES)
