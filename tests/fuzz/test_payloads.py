"""100,000 commands made wrong at random, through desk, commands, settings and plan.

`PILOTLIGHT_FUZZ_SEED` starts elsewhere. A failure names seed and case; what a case does
depends on those before it, so it is replayed with its seed.
"""

import json
import os
import random

import pytest

from firmware.core.plan.commands import NEVER_RETAINED
from firmware.services.console import pin_hash
from firmware.services.link.desk import Desk
from tests.core.rig import NOON, Rig
from tests.fuzz import payloads
from tests.running import finished

FIRST_SEED = int(os.environ.get("PILOTLIGHT_FUZZ_SEED", "1"))
CASES = 10_000
NEW_START_EVERY = 100  # unauthorised, everything can only be lowered: soon nothing would move
REPLY_MAX_BYTES = 512
JOURNAL_MAX = 64
PIN = "3141592653"
GROUP = {"id": "garage", "ma": 60_000, "members": 2, "key": "k" * 16}
SETTINGS = {"wire_ma": 32_000, "group": GROUP, "locked_s": 0}
ORDERS = {"limit": "live_ma", "tou": "schedule"}


class Patient:
    """A clock by which nobody is ever too quick: the rate of commands has a test of its own."""

    def __init__(self):
        self.ms = 0

    def ticks_ms(self):
        self.ms += 1_000
        return self.ms

    def epoch(self):
        return NOON


class Charger:
    """A charger with a PIN and a group; a car charges if `busy`."""

    def __init__(self, busy):
        self.rig = Rig(epoch=NOON)
        if busy:
            self.rig.charge()
        self.desk = Desk(self.rig.commands, self.rig._make_plan, self.rig.journal, Patient())
        self.start_anew()

    def start_anew(self):
        """As the installer left it; half a second passes, in which the rig checks I1 and I2."""
        lock = self.rig.pin_lock
        self.rig.settings.change({"pin": pin_hash.made(PIN), **SETTINGS})
        self.rig.plan.bind_settings()
        self.rig.clock.set(NOON)
        lock.restore([0, None], 0)
        self.rig.advance_ms(500)

    def state(self):
        """All that a command could change, by the name of the command that may."""
        settings, orders = self.rig.settings, self.rig.plan.orders
        kept = json.loads(settings.to_json())
        kept.pop("locked_s")  # wrong PINs count, whoever sends them
        return {
            "wire": [kept.pop(name) for name in ("wire_ma", "vouched_ma", "vouched_beside_ma")],
            "group": kept.pop("group"),
            "limit": orders.live_ma,
            "tou": orders.schedule,
            "override": (orders.override, orders.origin),
            "time": self.rig.clock.epoch(),
            "config": kept,
        }

    @property
    def shows(self):
        return self.rig.shows


def judge(before, after, name, reply, retained):
    """What no command of a stranger may do."""
    changed = {part for part in before if before[part] != after[part]}
    if reply is None:
        assert retained and name in NEVER_RETAINED and not changed
    elif not reply["ok"]:
        assert not changed and reply["error"]
    else:
        assert changed <= {name} and name in payloads.NAMES
    assert max(filter(None, after["wire"])) <= max(filter(None, before["wire"]))
    was, now = before["group"], after["group"]
    assert (now["id"], now["key"]) == (was["id"], was["key"])
    assert now["ma"] // now["members"] <= was["ma"] // was["members"]
    assert after["config"]["pin"] == before["config"]["pin"]


def judge_words(charger, octets, reply):
    """Bounded, and without the secret that came."""
    said = json.dumps(reply)
    assert len(said) <= REPLY_MAX_BYTES
    assert len(charger.rig.journal.entries) <= JOURNAL_MAX
    secret = f'"pin": "{payloads.WRONG_PIN}"'.encode()
    if secret in octets and payloads.WRONG_PIN not in octets.replace(secret, b"").decode(
        errors="replace"
    ):
        assert payloads.WRONG_PIN not in said
        assert payloads.WRONG_PIN not in str(charger.rig.journal.entries[-1:])


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + 10))
def test_i4_no_stranger_s_command_raises_a_limit_or_changes_what_is_not_its_own(seed):
    chance, charger = random.Random(seed), Charger(busy=bool(seed % 2))
    for number in range(CASES):
        if number % NEW_START_EVERY == 0:
            charger.start_anew()
        name, octets, retained, secure = payloads.payload(chance)
        before, showed = charger.state(), charger.shows
        try:
            reply = finished(charger.desk.handle(name, octets, retained, secure))
            judge(before, charger.state(), name, reply, retained)
            judge_words(charger, octets, reply)
            assert charger.shows == showed
        except Exception:
            print(f"seed {seed}, case {number}: {name} {octets!r} {retained} {secure}")
            raise
