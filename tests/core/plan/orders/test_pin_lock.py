"""The installer's PIN: taken, missing, wrong, and the lock-out at n-1 and n."""

from firmware.core.journal import Journal
from firmware.core.plan.pin_lock import PinLock
from firmware.core.refusal import Refusal

_PIN = "271828"
_LOCKED_S = 900


class _Settings:
    pin = None
    lock_outs = 0
    locked = unsaved = False


class _Clock:
    def uptime_s(self):
        return 0


def _plainly(salt, pin):
    return salt + "." + pin


def _lock(pin=_PIN, settings=None, keep=lambda lowers: True):
    settings = settings or _Settings()
    lock = PinLock(settings, _plainly, keep, Journal(_Clock()))
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


def test_e4_each_lock_out_lasts_twice_as_long_as_the_one_before_and_a_day_at_most():
    lock, now_s = _lock(), 100
    for locked_s in [_LOCKED_S << round_ for round_ in range(7)] + [86_400] * 3:
        _try_wrong(lock, 5, now_s)
        now_s += locked_s
        assert "wait 1 min" in _answer(lock, _PIN, now_s - 1), locked_s
        assert _answer(lock, "000000", now_s) == "is wrong", locked_s
        lock.wrong = 0


def test_e4_the_right_one_makes_the_next_lock_out_the_first():
    settings = _Settings()
    lock = _lock(settings=settings)
    _try_wrong(lock, 5)
    assert _answer(lock, _PIN, 100 + _LOCKED_S) == "permitted"
    assert settings.lock_outs == 0 and settings.unsaved
    _try_wrong(lock, 5, 2_000)
    assert _answer(lock, _PIN, 2_000 + _LOCKED_S) == "permitted"


def test_e4_a_lock_out_is_stored_before_it_is_told_and_once():
    settings, stored = _Settings(), []
    lock = _lock(settings=settings, keep=lambda lowers: stored.append(settings.locked))
    _try_wrong(lock, 4)
    assert stored == []
    _try_wrong(lock, 1)
    _answer(lock, "000000")
    assert stored == [True] and settings.lock_outs == 1


def test_e4_a_mains_cut_begins_it_anew_and_its_end_is_stored_at_rest():
    settings = _Settings()
    settings.lock_outs, settings.locked = 2, True
    lock = _lock(settings=settings)
    assert "wait 1 min" in _answer(lock, _PIN, 2 * _LOCKED_S - 1) and not settings.unsaved
    assert lock.saved(2 * _LOCKED_S) == [0, None]
    assert settings.unsaved and not settings.locked
    assert _answer(_lock(settings=settings), _PIN, 0) == "permitted"


def test_e4_what_is_on_flash_counts_where_a_reset_remembers_less():
    settings = _Settings()
    settings.lock_outs, settings.locked = 1, True
    lock = _lock(settings=settings)
    lock.restore([4, None], 0)
    assert "wait 15 min" in _answer(lock, _PIN, 0)
    lock.restore([5, 60], 0)
    assert "wait 1 min" in _answer(lock, _PIN, 0)
    settings.locked = False
    lock.restore([0, None], 0)
    assert _answer(lock, _PIN, 0) == "permitted"
