"""The installer's PIN: taken, missing, wrong, and the lock-out at n-1 and n."""

from firmware.core.journal import Journal
from firmware.core.plan.pin_lock import PinLock
from firmware.core.refusal import Refusal

_PIN = "271828"
_LOCKED_S = 900


class _Settings:
    pin = None


class _Clock:
    def uptime_s(self):
        return 0


def _plainly(salt, pin):
    return salt + "." + pin


def _lock(pin=_PIN):
    settings = _Settings()
    lock = PinLock(settings, _plainly, Journal(_Clock()))
    settings.pin = None if pin is None else lock.set(pin, "salt")
    return lock


def _answer(lock, pin, now_s=100):
    try:
        lock.permit(pin, now_s)
    except Refusal as error:
        assert error.field == "pin"
        return str(error)
    return "permitted"


def _try_wrong(lock, times, now_s=100):
    for _ in range(times):
        assert _answer(lock, "000000", now_s) == "is wrong"


def test_without_a_pin_nothing_goes_by_network():
    for pin in (None, "", _PIN, "None"):
        assert "console" in _answer(_lock(None), pin)


def test_the_right_one_permits_and_a_wrong_one_does_not():
    lock = _lock()
    assert _answer(lock, _PIN) == "permitted"
    for wrong in ("271829", "171828", "27182", "2718280", "", 271828, True, [_PIN], {"pin": _PIN}):
        assert _answer(_lock(), wrong) == "is wrong", wrong
    assert _answer(lock, None) == "is missing"


def test_four_wrong_ones_lock_nothing_and_the_right_one_starts_the_count_anew():
    lock = _lock()
    for _ in range(3):
        _try_wrong(lock, 4)
        assert _answer(lock, _PIN) == "permitted"


def test_five_wrong_ones_lock_for_fifteen_minutes_even_for_the_right_one():
    lock = _lock()
    _try_wrong(lock, 5)
    assert "wait 15 min" in _answer(lock, _PIN, 100)
    assert "wait 1 min" in _answer(lock, _PIN, 100 + _LOCKED_S - 1)
    assert _answer(lock, _PIN, 100 + _LOCKED_S) == "permitted"


def test_tries_while_locked_do_not_prolong_it_and_afterwards_there_are_five_again():
    lock = _lock()
    _try_wrong(lock, 5)
    for _ in range(20):
        assert "wait" in _answer(lock, "000000", 500)
    _try_wrong(lock, 4, 100 + _LOCKED_S)
    assert _answer(lock, _PIN, 100 + _LOCKED_S) == "permitted"


def test_a_missing_pin_is_no_try():
    lock = _lock()
    for _ in range(9):
        assert _answer(lock, None) == "is missing"
    assert _answer(lock, _PIN) == "permitted"


def test_a_reset_gives_no_tries_back():
    lock, after = _lock(), _lock()
    _try_wrong(lock, 4)
    after.restore(lock.saved(100), 0)
    _try_wrong(after, 1, 7)
    assert "wait 15 min" in _answer(after, _PIN, 7)


def test_a_reset_ends_no_lock_out():
    lock, after = _lock(), _lock()
    _try_wrong(lock, 5)
    after.restore(lock.saved(400), 0)
    assert "wait" in _answer(after, _PIN, _LOCKED_S - 301)
    assert _answer(after, _PIN, _LOCKED_S - 300) == "permitted"


def test_a_pin_has_six_to_sixteen_digits():
    lock = _lock(None)
    for good in ("123456", "1234567890123456"):
        assert lock.set(good, "s") == "s$s." + good
    for bad in ("12345", "12345678901234567", "12345a", "", "-12345", "123 456", "12345\n"):
        try:
            lock.set(bad, "s")
        except Refusal as error:
            assert str(error) == "6 to 16 digits" and error.field == "pin"
        else:
            raise AssertionError(bad)
