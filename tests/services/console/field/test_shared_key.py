"""`link broker.psk`: the key that charger and broker share, typed unseen or made here."""

import json

import pytest

from firmware.core.refusal import Refusal
from firmware.services.console.field import orders
from tests.services.console.field.parts import CHIP_ID, Parts

_KEY = "5e" * 32


@pytest.fixture
def parts():
    return Parts()


def _typed(parts, word):
    """-> what is answered, and what link.json then has of the broker."""
    asking = orders.link(parts, ["broker.psk"])
    question, shown = next(asking)
    assert "not shown" in question and shown is False
    with pytest.raises(StopIteration) as over:
        asking.send(word)
    return over.value.value, json.loads(parts.store.files["data/link.json"])["broker"]


def test_it_is_typed_unseen_brings_tls_and_is_cleared_by_a_dash(parts):
    orders.link(parts, ["broker.tls", "false"])
    answer, broker = _typed(parts, _KEY)
    assert answer == {"ok": True, "note": "in force after: reboot"}
    assert broker == {"psk": _KEY, "tls": True}
    assert _typed(parts, "-")[1] == {"psk": "", "psk_identity": "", "tls": True}


def test_with_a_key_tls_cannot_be_switched_off(parts):
    _, before = _typed(parts, _KEY)
    with pytest.raises(Refusal, match="pre-shared key is set"):
        orders.link(parts, ["broker.tls", "false"])
    assert json.loads(parts.store.files["data/link.json"])["broker"] == before


def test_one_made_here_is_shown_once_as_the_brokers_line(parts):
    answer, broker = _typed(parts, "new")
    assert answer["psk_file"] == f"{CHIP_ID}:{broker['psk']}" and len(broker["psk"]) == 64
    assert broker["psk"] not in str(orders.link(parts, [])) + str(parts.journal.entries)
    assert _typed(parts, "new")[1]["psk"] != broker["psk"]


@pytest.mark.parametrize("wrong", ["", "5e5e", _KEY + "5", "x" * 64])
def test_another_word_is_refused_and_not_repeated(parts, wrong):
    asking = orders.link(parts, ["broker.psk"])
    next(asking)
    with pytest.raises(Refusal, match="64 hexadecimal digits") as refusal:
        asking.send(wrong)
    assert not wrong or wrong not in str(refusal.value)
    assert parts.store.files == {}
