"""The desk, and what comes to it from the broker, in clear."""

import json

import pytest

from firmware.services.link.desk import Desk
from tests.core.rig import NOON, Rig
from tests.running import finished


class Counter:
    """A plan to be made anew, counted."""

    def __init__(self, rig):
        self._rig = rig
        self.count = 0

    def __call__(self):
        self.count += 1
        self._rig.advance_ms(260)


@pytest.fixture
def rig():
    return Rig(epoch=NOON)


@pytest.fixture
def decided(rig):
    return Counter(rig)


@pytest.fixture
def desk(rig, decided):
    return Desk(rig.commands, decided, rig.journal, rig.clock)


@pytest.fixture
def send(desk):
    """One message -> the reply; `payload` as bytes or as what JSON makes of it."""

    def send(name, payload, retained=False):
        if not isinstance(payload, bytes):
            payload = json.dumps(payload).encode()
        return None if desk.drops(name) else finished(desk.handle(name, payload, retained, False))

    return send
