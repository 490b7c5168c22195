import binascii
import socket
import struct
import sys

import pytest

from tests.rig import Rig
from tests.services.link.cloud.scripted_broker import ROOT, Broker, Device


@pytest.fixture
def umqtt(monkeypatch):
    """The pinned umqtt.simple can be imported on CPython, under MicroPython's old names."""
    for name, module in (("usocket", socket), ("ustruct", struct), ("ubinascii", binascii)):
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.syspath_prepend(ROOT / "lib")


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


@pytest.fixture
def connect(start, broker):
    """Starts the cloud service towards `broker`; quick to try again. `deadlines` override;
    `sessions`: numbers of those to be sent; `group`: the name of a load group; `reading_ms`: of a
    piece of a schedule."""

    def connect(link=(), timeout_s=300, sessions=(), group=None, reading_ms=0, **deadlines):
        server = {"host": "127.0.0.1", "port": broker.port, **dict(link)}
        return start(
            "link/cloud/device_cloud.py",
            {
                "link": {"id": "garage-1", "broker": server},
                "deadlines": {
                    "first_wait_ms": 50,
                    "birth_spread_ms": 0,
                    "trial_ms": 300,
                    **deadlines,
                },
                "timeout_s": timeout_s,
                "sessions": list(sessions),
                "group": group,
                "reading_ms": reading_ms,
            },
        )

    return connect


@pytest.fixture
def rig(world, tmp_path, monkeypatch):
    """A charger on a 32 A wire, booted, no car."""
    monkeypatch.chdir(tmp_path)
    return Rig(world)
