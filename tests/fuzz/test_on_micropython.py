"""75,000 runs of wrong packets through connection and codec, and 4,000 commands through the desk.

On the interpreter, where a segmentation fault or a lost byte of heap would show.
"""

import json
import random

import pytest

from tests.fuzz import payloads
from tests.fuzz.device import HEAP_BACK_WITHIN_BYTES, run
from tests.fuzz.test_payloads import FIRST_SEED

PACKET_RUNS = 25_000
COMMANDS = 4_000
DEEP_EVERY = 50
BUFFER_MAX_BYTES = 6 * 1024 + 128  # a payload, and topic, lengths and identifier beside it

# As deep as 6 KiB allow: a parser that calls itself would run out of stack.
_DEEP = (
    b"[" * 6_000,
    b'{"amps":' * 700,
    b"[" * 3_000 + b"]" * 3_000,
    b'{"amps":' + b"[" * 3_000 + b"]" * 3_000 + b"}",
    b'{"id":' + b"[" * 3_000 + b"]" * 3_000 + b', "amps": 16}',
)


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + 3))
def test_wrong_packets_end_a_connection_and_nothing_else(seed, capsys):
    told = run("device_packets.py", seed, PACKET_RUNS)
    with capsys.disabled():
        print(f"\n{PACKET_RUNS} runs of wrong packets: {told}")
    assert told["packets"] > PACKET_RUNS / 2 and min(told["ends"].values()) > PACKET_RUNS / 10
    assert told["longest"] <= BUFFER_MAX_BYTES
    assert told["after"] - told["before"] <= HEAP_BACK_WITHIN_BYTES


def _commands():
    chance = random.Random(FIRST_SEED)
    for number in range(COMMANDS):
        yield payloads.payload(chance)
        if number % DEEP_EVERY == 0:
            yield chance.choice(payloads.NAMES), chance.choice(_DEEP), False, True


def _answers(commands):
    lines = [
        f"{name}\t{octets.hex()}\t{retained:d}\t{secure:d}\n"
        for name, octets, retained, secure in commands
    ]
    return run("device_payloads.py", given="".join(lines))


def test_wrong_commands_are_answered_and_the_heap_is_as_before(capsys):
    told = _answers(_commands())
    with capsys.disabled():
        print(f"\n{COMMANDS} wrong commands, and some deep ones: {told}")
    assert told["answered"] > COMMANDS * 0.8
    assert told["after"] - told["before"] <= HEAP_BACK_WITHIN_BYTES


# MicroPython keeps each character for good that was taken out of a text by itself.
@pytest.mark.parametrize("place", ["tz", "days", "start", "holiday", "group", "name", "field"])
def test_a_thousand_characters_never_seen_before_leave_nothing_on_the_heap(place):
    told = _answers(_odd_characters(place, 0x4E00 + number) for number in range(1_000))
    assert told["after"] - told["before"] <= HEAP_BACK_WITHIN_BYTES


def _odd_characters(place, code):
    text = chr(code)
    rule = {"days": "mon", "start": "00:00", "end": "01:00"}
    schedule = {"version": 1, "tz": "UTC0", "default": "deny"}
    name, value = {
        "tz": ("tou", {**schedule, "tz": "UTC" + text}),
        "days": ("tou", {**schedule, "rules": [{**rule, "days": text}]}),
        "start": ("tou", {**schedule, "rules": [{**rule, "start": text + "0:00"}]}),
        "holiday": ("tou", {**schedule, "holidays": ["2026-01-0" + text]}),
        "group": ("group", {"id": text, "amps": 40, "members": 2, "key": text, "pin": text}),
        "name": ("override", text),
        "field": ("config", {text: 1}),
    }[place]
    return name, json.dumps(value, ensure_ascii=False).encode(), False, True
