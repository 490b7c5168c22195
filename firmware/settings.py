"""What is remembered may be changed within these bounds; and how a server is reached."""

from micropython import const

from firmware.core.j1772 import OFFER_MIN_MA, STATE_F_NEVER, STATE_F_ON_FAULT
from firmware.core.protection.faults import FAULTS
from firmware.core.refusal import Refusal
from firmware.remembered import CHARGE, HOLD, NUMBERS, Remembered

_NAME_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_GROUP_FIELDS = ("id", "ma", "members", "key")
_GROUP_MAX_MEMBERS = const(64)
_KEY_MIN_CHARS = const(16)
_PIN_MAX_CHARS = const(120)


class Settings(Remembered):
    """Those of a charger that can be told others."""

    # All or nothing: one that is refused leaves the others as they were. Who overhears a message
    # can try keys on it, so a short one is taken only where it is in force already (B4).
    def change(self, changes):
        """`changes`: name -> value. True if any of them was a change. Raises Refusal."""
        for name, value in changes.items():
            check(name, value)
        group = changes.get("group")
        if is_short_key(group) and (not self.group or self.group["key"] != group["key"]):
            raise Refusal("key", "at least 16 characters")
        changed = False
        for name, value in changes.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
                changed = True
        return changed

    def mended(self):
        """The installer has seen the trouble. -> True if there was any that is to be stored."""
        self.trouble = self.warning = None
        was_lost, self.lost = self.lost, False
        return was_lost


def check(name, value):
    """Raises Refusal unless this field may have this value."""
    if name in NUMBERS:
        _check_number(name, value)
    elif name == "outage_mode":
        if value not in (CHARGE, HOLD):
            raise Refusal(name, "charge or hold")
    elif name == "state_f":
        if value not in (STATE_F_ON_FAULT, STATE_F_NEVER):
            raise Refusal(name, "fault or never")
    elif name == "group":
        if value is not None:
            _check_group(value)
    elif name == "pin":
        _check_pin(value)
    elif name in ("wake_up", "lost"):
        if type(value) is not bool:
            raise Refusal(name, "true or false")
    elif name == "changed":
        if value is not None and (type(value) is not list or len(value) != 3):
            raise Refusal(name, "names, by whom and when")
    elif name == "announced":
        if value is not None:
            _check_group_name(value)
    elif name == "latched":
        if value is not None and (type(value) is not str or value not in FAULTS):
            raise Refusal(name, "no such fault")
    else:
        raise Refusal(name, "no such setting")


def _check_number(name, value):
    default, lowest, highest = NUMBERS[name]
    if value is None and default is None:
        return
    if type(value) is not int or not lowest <= value <= highest:
        raise Refusal(name, f"{_shown(name, lowest)} to {_shown(name, highest)}")


def _shown(name, value):
    if name.endswith("_mv"):
        return f"{value} mV"
    return f"{value // 1_000} A" if name.endswith("_ma") else f"{value} s"


def _check_pin(pin):
    if pin is None:
        return
    if type(pin) is not str or len(pin) > _PIN_MAX_CHARS or len(pin.split("$")) != 2:
        raise Refusal("pin", "salt$hash, at most {} characters".format(_PIN_MAX_CHARS))


def _check_group(group):
    """Raises Refusal unless `group` has every field and leaves each member 6 A."""
    if type(group) is not dict or any(name not in group for name in _GROUP_FIELDS):
        raise Refusal("group", "id, amps, members and key")
    _check_group_name(group["id"])
    members, ma = group["members"], group["ma"]
    if type(members) is not int or not 1 <= members <= _GROUP_MAX_MEMBERS:
        raise Refusal("members", f"1 to {_GROUP_MAX_MEMBERS}")
    if type(ma) is not int or ma <= 0:
        raise Refusal("amps", "the circuit's continuous amps")
    if ma // members < OFFER_MIN_MA:
        raise Refusal("amps", "amps / members is below 6 A: a car cannot be told less")
    if type(group["key"]) is not str or len(group["key"]) > 64:
        raise Refusal("key", "text of at most 64 characters")


def is_short_key(group):
    """Whether `group`, None or as `check` takes it, has a key that can be guessed."""
    return group is not None and 0 < len(group["key"]) < _KEY_MIN_CHARS


def _check_group_name(name):
    if type(name) is not str or not 1 <= len(name) <= 32:
        raise Refusal("id", "1 to 32 of A-Z a-z 0-9 _ -")
    if name.strip(_NAME_CHARS):
        raise Refusal("id", "1 to 32 of A-Z a-z 0-9 _ -")


class LinkConfig:
    """How the charger reaches its server: `id tls ca certificate key psk_identity psk ntp tz`,
    `wifi_ssid wifi_password`, `broker_` with `host port user password`; `mac` is the chip's own.

    With a `psk`, 64 hexadecimal digits, `tls` is true and needs neither certificate nor clock.
    An empty `broker_host` is no broker, an empty `wifi_ssid` a network that is up without us, an
    empty `ntp` no time server.
    """
