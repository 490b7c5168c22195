"""Read in pieces or decoded whole: for every text the same schedule, or the same refusal."""

import copy
import json
import random

import pytest

from firmware.core.tou import ScheduleError, parse
from tests.core.tou.test_reader import NOT_JSON, SCHEDULE, outcome

_VALUE_MAX = 512
_STRANGE = (
    *(None, True, -1, 0.5, 6, 1e300, 10**30, "", "x", "é", "\u20ac\U0001f600", "mon", "25:00"),
    *([], [[]], {}, {"a": [1, {"b": "]}"}]}, "\\", '"', "a\\", "\n\t", [1, [2, 3]]),
)
_NAMES = (*SCHEDULE, "id", "rule", "", "é", 'a"b', "\\")
_SPLICES = (
    *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b" ", b"\n", b"0", b"-", b"nul", b"null"),
    *(
        b"\xff",
        b"\x00",
        b"\xc3",
        b"\xa9",
        b"\xef\xbb\xbf",
        b"\t",
        b"{}",
        b"[]",
        b'""',
        b"//",
        b"1",
    ),
)


class Twice(Exception):
    """An object's name stands twice."""


def _once(pairs):
    if len(dict(pairs)) < len(pairs):
        raise Twice
    return dict(pairs)


def _whole(payload):
    """What the reader must come to, and the mark."""
    try:
        message = json.loads(payload.decode(), object_pairs_hook=_once)
    except ValueError:
        return NOT_JSON, None
    if message is None:
        return None, None
    mark = message.pop("id", None) if isinstance(message, dict) else None
    try:
        return bytes(parse(message).packed), mark
    except ScheduleError as error:
        return (error.field, str(error)), mark


def _some_message(chance):
    message = json.loads(json.dumps(SCHEDULE))
    for _ in range(chance.choice((0, 0, 1, 2))):
        message[chance.choice(_NAMES)] = copy.deepcopy(chance.choice(_STRANGE))
    for name in ("rules", "holidays", "slots"):
        items = message.get(name)
        if isinstance(items, list) and items and chance.random() < 0.5:
            items *= chance.choice((1, 2, 17, 60))
        if isinstance(items, list) and chance.random() < 0.2:
            items.insert(chance.randrange(len(items) + 1), chance.choice(_STRANGE))
    fields = list(message.items())
    chance.shuffle(fields)
    return dict(fields[: chance.choice((len(fields), len(fields), 4))])


def _some_text(chance):
    styles = ({}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False})
    return json.dumps(_some_message(chance), **chance.choice(styles)).encode()


def _mutated(chance, payload):
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(payload) + 1)
        cut = chance.choice((0, 0, 1, 1, 5))
        payload = payload[:at] + chance.choice((b"", *_SPLICES)) + payload[at + cut :]
    return payload


def _some_sizes(chance):
    return [chance.choice((1, 2, 3, 7, 64, 128)) for _ in range(5)]


@pytest.mark.parametrize("seed", range(2))
def test_a_message_in_pieces_is_what_it_is_whole(seed):
    chance = random.Random(seed)
    for _ in range(200):
        payload = _some_text(chance)
        assert outcome(payload, _some_sizes(chance)) == _whole(payload), payload


@pytest.mark.parametrize("seed", range(2))
def test_a_broken_message_in_pieces_is_what_it_is_whole(seed):
    chance = random.Random(seed)
    broken = 0
    for _ in range(500):
        payload = _mutated(chance, json.dumps(_some_message(chance)).encode()[:2_000])
        found = outcome(payload, _some_sizes(chance))
        try:
            expected = _whole(payload)
        except Twice:
            continue
        broken += expected[0] == NOT_JSON
        # A value of more than 512 bytes is refused without a look at what stands in it.
        if expected[0] == NOT_JSON and isinstance(found[0], tuple) and len(payload) > _VALUE_MAX:
            continue
        assert found == expected, payload
    assert broken > 150


def test_every_split_in_three_reads_the_same():
    payload = json.dumps({**SCHEDULE, "id": 'é\\"', "rules": SCHEDULE["rules"][:1]}).encode()
    expected = _whole(payload)
    for first in range(0, len(payload), 7):
        for second in range(1, len(payload) - first, 11):
            sizes = (first or 1, second, len(payload))
            assert outcome(payload, sizes) == expected


def test_values_are_taken_up_to_512_bytes_and_no_more():
    for size in (_VALUE_MAX - 1, _VALUE_MAX, _VALUE_MAX + 1):
        text = '{"tz": "' + "x" * (size - 2) + '"}'
        (field, text), _ = outcome(text.encode(), (64,))
        assert (field, "longer" in text) == ("tz", size > _VALUE_MAX)
