"""24,000 lines typed at the console while a car charges, most of them wrong.

On the interpreter with a rig for a board, where an exception, a change that nobody asked for or a
lost byte of heap would show; and some on the virtual board, where a late control step would.
`PILOTLIGHT_FUZZ_SEED` starts elsewhere.
"""

import random

import pytest

from bench.opening import stall_ms
from firmware.services.console.console import PROMPT
from tests.fuzz import console_lines
from tests.fuzz.device import HEAP_BACK_WITHIN_BYTES, run
from tests.fuzz.test_payloads import FIRST_SEED

LINES = 12_000
LINES_ON_THE_BOARD = 500
A_LINE_S = 0.3

# What may rightly end the charge, when it is well-formed by chance.
_ENDING = (b"pause", b"wire", b"group", b"service", b"config")


@pytest.mark.parametrize("seed", [FIRST_SEED, FIRST_SEED + 1])
def test_i4_i9_wrong_lines_are_answered_and_change_nothing_that_was_not_asked(seed, capsys):
    told = run("device_console.py", seed, LINES)
    with capsys.disabled():
        print(f"\n{LINES} lines at the console: {told}")
    assert told["shown"] > LINES and told["orders"] > 0
    assert told["after"] - told["before"] <= HEAP_BACK_WITHIN_BYTES


@pytest.fixture
def charging():
    with stall_ms.troubled("none", stall_ms.OURS) as here:
        yield here


def test_i6_no_step_is_late_for_what_is_typed(charging):
    allowed_ms = stall_ms.late_ms(charging) + stall_ms.LIMIT_MS
    chance, charger = random.Random(FIRST_SEED), charging.charger
    before = len(charger.printed)
    for _ in range(LINES_ON_THE_BOARD):
        octets = console_lines.line(chance)
        if not any(word in octets for word in _ENDING):
            charger.type(octets.decode("latin-1"))
        charging.pass_s(A_LINE_S)
    assert charger.last.contactor
    assert stall_ms.late_ms(charging) <= allowed_ms
    printed = charger.printed[before:]
    assert printed.count(PROMPT) > LINES_ON_THE_BOARD / 3 and "Traceback" not in printed
    assert charger.console_json("wire") == {"wire": 32}
