"""The installer's PIN, for orders by network that could overload a wire.

Five wrong ones lock the network out for a quarter of an hour, then for twice as long each time,
until the right one comes; the serial console never needs it. A lock-out is stored before it is
told: nobody knows how long a mains cut was, so after one it begins anew.
"""

from micropython import const

from firmware.core.refusal import Refusal

_TRIES = const(5)
_LOCKED_S = const(900)
_LOCKED_MAX_S = const(86_400)


class PinLock:
    """`is_right(pin)`, whatever was sent as one; raises Refusal where it cannot be looked at now,
    which is no try. `keep(lowers)` stores the settings. `wrong`: how many wrong ones in a row."""

    def __init__(self, settings, is_right, keep, journal):
        self._settings = settings
        self._is_right = is_right
        self._keep = keep
        self._journal = journal
        self.wrong = 0
        self._locked_until_s = max(settings.locked_s, 0)

    def permit(self, pin, now_s):
        """Raises Refusal unless `pin` is the installer's. `now_s`: uptime."""
        if self._settings.pin is None:
            raise Refusal("pin", "no installer PIN is set: do it at the serial console")
        if self.is_locked(now_s):
            left_min = (self._locked_until_s - now_s + 59) // 60
            raise Refusal(
                "pin", f"too many wrong ones: wait {left_min} min, or use the serial console"
            )
        if pin is None:
            raise Refusal("pin", "is missing")
        if not self._is_right(pin):
            self._count("wrong_pin", now_s)
            raise Refusal("pin", "is wrong")
        self.wrong = 0
        self._note_end(0)

    def is_locked(self, now_s):
        """Whether nothing that could be guessed is looked at."""
        return now_s < self._locked_until_s

    def wrong_key(self, now_s):
        """A load group's key was guessed at, and wrong: that counts as a wrong PIN."""
        if not self.is_locked(now_s):
            self._count("wrong_key", now_s)

    # Before anybody is told: whoever cuts the power in between has learnt nothing.
    def _count(self, code, now_s):
        self.wrong += 1
        if self.wrong >= _TRIES:
            self.wrong, code = 0, "locked_out"
            locked_s = min(2 * abs(self._settings.locked_s) or _LOCKED_S, _LOCKED_MAX_S)
            self._settings.locked_s = locked_s
            self._locked_until_s = now_s + locked_s
            self._keep(False)
        self._journal.note(code, "server")

    def saved(self, now_s):
        """What must survive a reset, for `restore`: wrong ones in a row, seconds still locked."""
        if not self.is_locked(now_s):
            self._note_end(-abs(self._settings.locked_s))
        return [self.wrong, max(self._locked_until_s - now_s, 0)]

    # Written at the next quiet moment: no mains cut begins what was over.
    def _note_end(self, locked_s):
        if self._settings.locked_s != locked_s:
            self._settings.locked_s = locked_s
            self._settings.unsaved = True

    def restore(self, saved, now_s):
        self.wrong, left_s = saved
        self._locked_until_s = now_s + (left_s or 0)
