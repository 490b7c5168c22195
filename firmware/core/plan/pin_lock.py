"""The installer's PIN, for orders by network that could overload a wire.

Five wrong ones lock the network out for a quarter of an hour; the serial console never needs it.
"""

from micropython import const

from firmware.core.refusal import Refusal

_TRIES = const(5)
_LOCKED_S = const(900)
_DIGITS_MIN = const(6)
_DIGITS_MAX = const(16)
_SEPARATOR = "$"


class PinLock:
    """`settings.pin`: None or "salt$hash"; `hashed(salt, pin)` gives such a hash, in text.
    `wrong`: how many wrong ones in a row."""

    def __init__(self, settings, hashed, journal):
        self._settings = settings
        self._journal = journal
        self._hashed = hashed
        self.wrong = 0
        self._locked_until_s = None

    # Counted before it is compared: whoever cuts the power in between gains nothing.
    def permit(self, pin, now_s):
        """Raises Refusal unless `pin` is the installer's. `now_s`: uptime."""
        if self._settings.pin is None:
            raise Refusal("pin", "no installer PIN is set: do it at the serial console")
        self.refuse_while_locked(now_s)
        if pin is None:
            raise Refusal("pin", "is missing")
        hashed = self._of(pin)
        self._count(now_s)
        if not self._is_right(hashed):
            self._note("wrong_pin")
            raise Refusal("pin", "is wrong")
        self.wrong = 0
        self._locked_until_s = None

    def wrong_key(self, now_s):
        """A load group's key was guessed at, and wrong: that counts as a wrong PIN."""
        if self._locked_until_s is None:
            self._count(now_s)
            self._note("wrong_key")

    def _count(self, now_s):
        self.wrong += 1
        if self.wrong >= _TRIES:
            self._locked_until_s = now_s + _LOCKED_S

    def _note(self, code):
        self._journal.note("locked_out" if self._locked_until_s else code, "server")

    def refuse_while_locked(self, now_s):
        """Raises Refusal while nothing that could be guessed is looked at."""
        if self._locked_until_s is None:
            return
        if now_s < self._locked_until_s:
            left_min = (self._locked_until_s - now_s + 59) // 60
            raise Refusal(
                "pin", f"too many wrong ones: wait {left_min} min, or use the serial console"
            )
        self.wrong = 0
        self._locked_until_s = None

    # Whoever cannot hash it now refuses it: no try is counted.
    def _of(self, pin):
        salt = self._settings.pin.split(_SEPARATOR)[0]
        return self._hashed(salt, pin) if type(pin) is str else ""

    def _is_right(self, hashed):
        return _same(hashed, self._settings.pin.split(_SEPARATOR)[1])

    def set(self, pin, salt):
        """The settings' text for a new `pin`. Raises Refusal."""
        if not _DIGITS_MIN <= len(pin) <= _DIGITS_MAX or not pin.isdigit():
            raise Refusal("pin", f"{_DIGITS_MIN} to {_DIGITS_MAX} digits")
        return salt + _SEPARATOR + self._hashed(salt, pin)

    def saved(self, now_s):
        """What must survive a reset, for `restore`: wrong ones in a row, seconds still locked."""
        until_s = self._locked_until_s
        return [self.wrong, None if until_s is None else until_s - now_s]

    def restore(self, saved, now_s):
        self.wrong, left_s = saved
        self._locked_until_s = None if left_s is None else now_s + left_s


# As long for a wrong first digit as for a wrong last one.
def _same(one, other):
    difference = len(one) ^ len(other)
    for a, b in zip(one, other):
        difference |= ord(a) ^ ord(b)
    return difference == 0
