"""The installer's PIN: taken, missing, wrong, and the lock-out at n-1 and n."""

from firmware.core.journal import Journal
from firmware.core.plan.pin_lock import PinLock
from firmware.core.refusal import Refusal

_PIN = "271828"
_LOCKED_S = 900


class _Settings:
    pin = None
    locked_s = 0
    unsaved = False


class _Clock:
    def uptime_s(self):
        return 0


def _is_pin(pin):
    return pin == _PIN


def _lock(pin=_PIN, settings=None, keep=lambda lowers: True):
    settings = settings or _Settings()
    lock = PinLock(settings, _is_pin, keep, Journal(_Clock()))
    settings.pin = pin and "kept"
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


def test_b4_a_wrong_key_while_locked_prolongs_nothing_and_is_no_try():
    lock = _lock()
    _try_wrong(lock, 5)
    lock.wrong_key(101)
    assert lock.wrong == 0
    assert lock.is_locked(100 + _LOCKED_S - 1) and not lock.is_locked(100 + _LOCKED_S)


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


def test_e4_each_lock_out_lasts_twice_as_long_as_the_one_before_and_a_day_at_most():
    lock, now_s = _lock(), 100
    for locked_s in [_LOCKED_S << round_ for round_ in range(7)] + [86_400] * 3:
        _try_wrong(lock, 5, now_s)
        now_s += locked_s
        assert "wait 1 min" in _answer(lock, _PIN, now_s - 1), locked_s
        assert _answer(lock, None, now_s) == "is missing", locked_s


def test_e4_the_right_one_makes_the_next_lock_out_the_first():
    settings = _Settings()
    lock = _lock(settings=settings)
    for now_s in (100, 2_000):
        _try_wrong(lock, 5, now_s)
        assert settings.locked_s == _LOCKED_S
        assert _answer(lock, _PIN, now_s + _LOCKED_S) == "permitted"
        assert settings.locked_s == 0 and settings.unsaved


def test_e4_a_lock_out_is_stored_before_it_is_told_and_once():
    settings, stored = _Settings(), []
    lock = _lock(settings=settings, keep=lambda lowers: stored.append(settings.locked_s))
    _try_wrong(lock, 4)
    assert stored == []
    _try_wrong(lock, 1)
    _answer(lock, "000000")
    assert stored == [_LOCKED_S]


def test_e4_after_a_mains_cut_it_begins_anew():
    settings = _Settings()
    settings.locked_s = 2 * _LOCKED_S
    lock = _lock(settings=settings)
    assert "wait 1 min" in _answer(lock, _PIN, 2 * _LOCKED_S - 1)
    _try_wrong(lock, 5, 2 * _LOCKED_S)
    assert settings.locked_s == 4 * _LOCKED_S


# One that was over long ago began anew at each mains cut.
def test_e4_after_a_mains_cut_one_that_was_over_does_not_begin_anew_and_the_next_is_longer():
    settings = _Settings()
    settings.locked_s = _LOCKED_S
    lock = _lock(settings=settings)
    assert lock.saved(_LOCKED_S - 1) == [0, 1] and not settings.unsaved
    assert lock.saved(_LOCKED_S) == [0, 0] and settings.unsaved
    lock = _lock(settings=settings)
    _try_wrong(lock, 5, 0)
    assert settings.locked_s == 2 * _LOCKED_S
    assert "wait 30 min" in _answer(lock, _PIN, 0)


def test_e4_after_a_mere_reset_it_goes_on():
    settings = _Settings()
    _try_wrong(_lock(settings=settings), 5)
    for left_s, answer in ((60, "wait 1 min"), (0, "permitted"), (None, "permitted")):
        lock = _lock(settings=settings)
        lock.restore([0, left_s], 10)
        assert answer in _answer(lock, _PIN, 10)
