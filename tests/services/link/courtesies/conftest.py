"""The rig of tests/services/link/courtesies, on its first connection."""

import importlib

import pytest

from tests.services.link.courtesies.rig import Rig


@pytest.fixture
def rig(umqtt):
    module = importlib.import_module("firmware.services.link.courtesies")
    rig = Rig(module, importlib.import_module("firmware.services.link.codec"))
    rig.connect()
    return rig
