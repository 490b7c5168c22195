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


def test_b4_five_wrong_keys_lock_the_network_out_and_a_right_one_is_then_not_looked_at():
    for pin, guess in ((None, {}), (None, {"pin": "1"}), ("271828", {}), ("271828", {"amps": 40})):
        rig = _member(pin)
        _guesses(rig, 4, **guess)
        assert _by_server(rig, _GARAGE) == "accepted"
        _guesses(rig, 1, **guess)
        assert _by_server(rig, _GARAGE) == "pin"
        noted = [entry[1] for entry in rig.journal.entries]
        assert noted.count("wrong_key") == 4 and noted.count("locked_out") == 1
        rig.wait_s(900)
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


def test_b4_during_a_lock_out_guesses_prolong_nothing():
    rig = _member("271828")
    _guesses(rig, 10)
    assert rig.settings.locked_s == 900
    rig.wait_s(900)
    rig.server.order("group", _GARAGE)


# --- a key that is short -------------------------------------------------------------------------


def test_b4_a_new_key_has_at_least_16_characters():
    rig = Rig()
    assert refused(rig.order, "group", dict(_GARAGE, key="k" * 15)) == "key"
    for key in ("k" * 16, ""):
        assert refused(rig.order, "group", dict(_GARAGE, key=key)) == "accepted"


def test_b4_a_shorter_one_that_is_stored_works_on_and_is_warned_of():
    settings = load(Settings(), json.dumps({"group": _STORED}))
    assert settings.group == _STORED and "can be guessed" in settings.trouble
    assert settings.change({"group": dict(_STORED, ma=40_000)})
    assert refused(settings.change, {"group": dict(_STORED, key="o" * 15)}) == "key"


def test_b4_of_a_key_of_16_and_of_none_nobody_is_warned():
    for key in ("k" * 16, ""):
        assert load(Settings(), json.dumps({"group": dict(_STORED, key=key)})).trouble is None
