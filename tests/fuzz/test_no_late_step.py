"""Some of the same on the virtual board, while it charges: no control step is late for it."""

import random

import pytest

from bench.opening import stall_ms
from tests.fuzz import mutation, payloads
from tests.fuzz.test_payloads import FIRST_SEED

COMMANDS = 400
COMMANDS_A_SECOND = 10
PACKETS = 60
A_CONNECTION_S = 5

_PACKET = b"\x30\x20\x00\x1apilotlight/bench/set/limit{16}"


@pytest.fixture
def charging():
    with stall_ms.troubled("none", stall_ms.OURS) as here:
        yield here


def test_i6_no_step_is_late_for_wrong_commands_or_packets(charging):
    allowed_ms = stall_ms.late_ms(charging) + stall_ms.LIMIT_MS
    chance = random.Random(FIRST_SEED)
    for _ in range(COMMANDS):
        name, octets, retained, _ = payloads.payload(chance)
        if name not in ("limit", "override", "wire", "group"):  # what may rightly end the charge
            charging.site.server.send(name, octets, retained)
        charging.pass_s(1 / COMMANDS_A_SECOND)
    assert charging.charger.last.contactor
    for _ in range(PACKETS):
        charging.site.uplink.gate.say(mutation.mutated(chance, _PACKET))
        charging.pass_s(A_CONNECTION_S)
    assert stall_ms.late_ms(charging) <= allowed_ms
