"""The console through the real interpreter's own streams, in virtual time, while a car charges."""

import pytest

from bench.opening import stall_ms
from firmware.services.console.console import PROMPT

_CTRL_C = "\x03"

# 28 ms, told in whole steps, of which a collection may make one late.
CLOSED_WITHIN_MS = 80


@pytest.fixture(scope="module")
def charging():
    with stall_ms.troubled("none", stall_ms.OURS) as here:
        yield here


@pytest.fixture(autouse=True)
def _still_charging(charging):
    yield
    charging.pass_s(1)
    assert charging.charger.last.contactor


def _typed(charging, keys, s):
    before = len(charging.charger.printed)
    charging.charger.type(keys)
    charging.pass_s(s)
    return charging.charger.printed[before:]


def test_the_pilot_s_plateaus_are_those_of_the_car(charging):
    told = charging.charger.console_json("pilot")
    assert told["state"] == "C2" and told["looks"] == 50 and told["diode"] == "sound"
    assert 5_470 <= told["high"]["min_mv"] <= told["high"]["max_mv"] <= 6_530
    assert -12_600 <= told["low"]["mean_mv"] <= -10_400
    assert min(told["margins_mv"].values()) > 0


def test_the_contactor_s_timings_are_told(charging):
    told = charging.charger.console_json("contactor")
    assert told["closed"] is True and told["weld"] == "none seen"
    assert 0 < told["closed_in_ms"] <= CLOSED_WITHIN_MS


def test_ctrl_c_gives_up_a_command_that_works(charging):
    answer = _typed(charging, "pilot\r", 0.3)
    assert PROMPT not in answer
    answer = _typed(charging, _CTRL_C, 0.3)
    assert answer.endswith("given up\n" + PROMPT) or answer.endswith("given up\r\n" + PROMPT)


def test_why_is_one_sentence(charging):
    answer = charging.charger.console("why")
    assert answer.startswith("Charging: the server has set no schedule; offered: 32 A;")
    assert answer.count("\n") == 0


def test_mpremote_that_knocks_is_told_how_to_end_the_charge(charging):
    answer = _typed(charging, "\r\x03\x03\r\x01", 1)
    assert "`service` ends the charge" in answer and len(answer) < 400


@pytest.mark.parametrize("line", ["help", "help wire", "log", "selftest", "wier", "tou", "status"])
def test_every_answer_ends_with_a_prompt_and_holds_no_traceback(charging, line):
    assert "Traceback" not in charging.charger.console(line)
