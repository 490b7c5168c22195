"""Finding 7: a call to the network that raises keeps no car from charging.

`make damage` tries every call, each in six ways.
"""

import pytest

from sim.host.process import DEVICE
from tests.damage.calls import Call, calls, live
from tests.damage.cells import commissioned

TRIED = (Call("wlan_isconnected", 0, None), Call("wlan_status", 1, None), Call("names", 0, 1))


@pytest.fixture(scope="module")
def flash(tmp_path_factory):
    return commissioned(tmp_path_factory.mktemp("whole"), DEVICE)


def test_7_every_call_is_tried_in_six_ways():
    assert len(calls()) > 70 and {*TRIED} <= {*calls()}


@pytest.mark.parametrize("call", TRIED, ids=lambda call: call.name)
def test_7_the_car_charges(tmp_path, flash, call):
    assert live(tmp_path / "raising", DEVICE, flash, call).charges
