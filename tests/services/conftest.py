import pytest

from tests.services.scripted_broker import Broker, Device


@pytest.fixture
def broker():
    broker = Broker()
    yield broker
    broker.close()


@pytest.fixture
def start():
    """Starts a service on the interpreter; ended with the test."""
    devices = []

    def start(script, order):
        devices.append(Device(script, order))
        return devices[-1]

    yield start
    for device in devices:
        device.end()
