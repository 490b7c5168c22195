"""The installer's PIN, for orders by network that could overload a wire.

Five wrong ones lock the network out for a quarter of an hour, then for twice as long each time,
until the right one comes; the serial console never needs it. A lock-out is stored before it is
told, so that no mains cut ends it: nobody knows how long one was, so it then begins anew.
"""

from micropython import const

from firmware.core.refusal import Refusal

_TRIES = const(5)
_LOCKED_S = const(900)
_LOCKED_MAX_S = const(86_400)
_DOUBLINGS_MAX = const(7)
_SEPARATOR = "$"


class PinLock:
    """`settings.pin`: None or "salt$hash"; `hashed(salt, pin)` gives such a hash, in text;
    `keep(lowers)` stores the settings. `wrong`: how many wrong ones in a row."""

    def __init__(self, settings, hashed, keep, journal):
        self._settings = settings
        self._keep = keep
        self._journal = journal
        self._hashed = hashed
        self.wrong = 0
        self._locked_until_s = self._span_s() if settings.locked else None

    def permit(self, pin, now_s):
        """Raises Refusal unless `pin` is the installer's. `now_s`: uptime."""
        if self._settings.pin is None:
            raise Refusal("pin", "no installer PIN is set: do it at the serial console")
        self.refuse_while_locked(now_s)
        if pin is None:
            raise Refusal("pin", "is missing")
        if not self._is_right(self._of(pin)):
            self._count("wrong_pin", now_s)
            raise Refusal("pin", "is wrong")
        self.wrong = 0
        if self._settings.lock_outs:
            self._settings.lock_outs = 0
            self._settings.unsaved = True

    def wrong_key(self, now_s):
        """A load group's key was guessed at, and wrong: that counts as a wrong PIN."""
        if self._locked_until_s is None:
            self._count("wrong_key", now_s)

    # Before anybody is told: whoever cuts the power in between has learnt nothing.
    def _count(self, code, now_s):
        self.wrong += 1
        if self.wrong >= _TRIES:
            code = "locked_out"
            settings = self._settings
            settings.lock_outs += 1
            settings.locked = True
            self._locked_until_s = now_s + self._span_s()
            self._keep(False)
        self._journal.note(code, "server")

    def _span_s(self):
        doublings = min(max(self._settings.lock_outs - 1, 0), _DOUBLINGS_MAX)
        return min(_LOCKED_S << doublings, _LOCKED_MAX_S)

    def refuse_while_locked(self, now_s):
        """Raises Refusal while nothing that could be guessed is looked at."""
        self._end_when_over(now_s)
        if self._locked_until_s is not None:
            left_min = (self._locked_until_s - now_s + 59) // 60
            raise Refusal(
                "pin", f"too many wrong ones: wait {left_min} min, or use the serial console"
            )

    # Written at the next quiet moment.
    def _end_when_over(self, now_s):
        if self._locked_until_s is not None and now_s >= self._locked_until_s:
            self.wrong = 0
            self._locked_until_s = None
            self._settings.locked = False
            self._settings.unsaved = True

    # Whoever cannot hash it now refuses it: no try is counted.
    def _of(self, pin):
        salt = self._settings.pin.split(_SEPARATOR)[0]
        return self._hashed(salt, pin) if type(pin) is str else ""

    def _is_right(self, hashed):
        return _same(hashed, self._settings.pin.split(_SEPARATOR)[1])

    def set(self, pin, salt):
        """The settings' text for a new `pin` that services.console.new_pin has passed."""
        return salt + _SEPARATOR + self._hashed(salt, pin)

    def saved(self, now_s):
        """What must survive a reset, for `restore`: wrong ones in a row, seconds still locked."""
        self._end_when_over(now_s)
        until_s = self._locked_until_s
        return [self.wrong, None if until_s is None else until_s - now_s]

    # What is on flash counts where it is the stricter.
    def restore(self, saved, now_s):
        self.wrong, left_s = saved
        if left_s is not None:
            self._locked_until_s = now_s + left_s
        elif not self._settings.locked:
            self._locked_until_s = None


# As long for a wrong first digit as for a wrong last one.
def _same(one, other):
    difference = len(one) ^ len(other)
    for a, b in zip(one, other):
        difference |= ord(a) ^ ord(b)
    return difference == 0
