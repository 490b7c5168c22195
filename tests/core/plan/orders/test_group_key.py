"""B4: a load group's key is long, and guesses at it by network are counted."""

import json

from firmware.core.plan.orders import SERVER
from firmware.services.console import pin_hash
from firmware.settings import Settings
from firmware.settings_file import load
from tests.core.rig import Rig, refused

_GARAGE = {"id": "garage", "amps": 48, "members": 2, "key": "k" * 16}
_STORED = {"id": "garage", "ma": 48_000, "members": 2, "key": "k" * 15}

# --- the answer to a guessed key tells right from wrong ------------------------------------------


def _by_server(rig, payload):
    return refused(rig.order, "group", payload, SERVER)


def _member(pin=None):
    rig = Rig()
    rig.order("group", _GARAGE)
    rig.settings.pin = pin and pin_hash.made(pin)
    return rig


def _guesses(rig, times, **more):
    for _ in range(times):
        assert _by_server(rig, dict(_GARAGE, key="o" * 16, **more)) == "pin"


def test_b4_five_wrong_keys_lock_the_network_out():
    for pin, guess in ((None, {}), (None, {"pin": "1"}), ("271828", {}), ("271828", {"amps": 40})):
        rig = _member(pin)
        _guesses(rig, 4, **guess)
        assert _by_server(rig, _GARAGE) == "accepted"
        _guesses(rig, 1, **guess)
        assert rig.pin_lock.is_locked(rig.plan.now_s)
        noted = [entry[1] for entry in rig.journal.entries]
        assert noted.count("wrong_key") == 4 and noted.count("locked_out") == 1
        rig.wait_s(899)
        assert rig.pin_lock.is_locked(rig.plan.now_s)
        rig.wait_s(1)
        assert _by_server(rig, _GARAGE) == "accepted"


def test_b4_a_wrong_key_beside_a_wrong_pin_are_two_guesses_and_beside_the_right_one_none():
    rig = _member("271828")
    _guesses(rig, 2, pin="000000")
    assert rig.pin_lock.wrong == 4
    rig.server.order("group", dict(_GARAGE, key="o" * 16, pin="271828"))
    assert rig.pin_lock.wrong == 0


def test_b4_another_group_is_no_guess():
    rig = _member("271828")
    for asked in (dict(_GARAGE, id="yard"), {"id": None}, dict(_GARAGE, key="")):
        for _ in range(5):
            assert _by_server(rig, asked) == "pin"
    assert rig.pin_lock.wrong == 0


def _locked_out(pin):
    rig = _member(pin)
    _guesses(rig, 5)
    return rig


def test_b4_during_a_lock_out_guesses_prolong_nothing():
    rig = _locked_out("271828")
    _guesses(rig, 5, amps=49)
    assert rig.settings.locked_s == 900 and not rig.pin_lock.wrong
    rig.wait_s(900)
    assert not rig.pin_lock.is_locked(rig.plan.now_s)


# Five wrong ones a day kept every energy manager from it.
def test_b4_during_a_lock_out_any_key_lowers_the_share_and_none_is_told_from_another():
    for pin in (None, "271828"):
        for key in (_GARAGE["key"], "o" * 16, "o"):
            rig = _locked_out(pin)
            lower = dict(_GARAGE, amps=40, key=key)
            assert rig.server.order("group", lower) == {"id": "garage", "share": 20}
            assert rig.settings.group["key"] == _GARAGE["key"]
            assert rig.settings.group_share_ma == 20_000 and not rig.pin_lock.wrong


def test_b4_during_a_lock_out_no_key_raises_the_share_or_changes_the_group():
    more = {"amps": 49, "pin": "271828"}
    for key in (_GARAGE["key"], "o" * 16):
        rig = _locked_out("271828")
        before = rig.settings.to_json()
        joins = {"amps": 80, "members": 3, "join": True}
        for change in ({"amps": 48.1}, {"members": 1}, {"id": "yard"}, joins, more):
            assert _by_server(rig, dict(_GARAGE, **dict(change, key=key))) == "pin", change
        assert rig.settings.to_json() == before


# --- a key that is short -------------------------------------------------------------------------


def test_b4_a_new_key_has_at_least_16_characters():
    rig = Rig()
    assert refused(rig.order, "group", dict(_GARAGE, key="k" * 15)) == "key"
    for key in ("k" * 16, ""):
        assert refused(rig.order, "group", dict(_GARAGE, key=key)) == "accepted"


def test_b4_a_shorter_one_that_is_stored_works_on_and_is_warned_of():
    settings = load(Settings(), json.dumps({"group": _STORED}))
    assert settings.group == _STORED and "can be guessed" in settings.warning
    assert settings.trouble is None
    assert settings.change({"group": dict(_STORED, ma=40_000)})
    assert refused(settings.change, {"group": dict(_STORED, key="o" * 15)}) == "key"


def test_b4_of_a_key_of_16_and_of_none_nobody_is_warned():
    for key in ("k" * 16, ""):
        assert load(Settings(), json.dumps({"group": dict(_STORED, key=key)})).warning is None
