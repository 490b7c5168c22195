"""Mains behind the contactor must follow the coil within a second."""

from firmware.core.protection.contactor_watch import ContactorWatch

_WRAP = 1 << 30
_BEGIN = _WRAP - 1_500


def _at(ms):
    return (_BEGIN + ms) % _WRAP


def _watching():
    watch = ContactorWatch(_BEGIN)
    watch.step(False, False, _at(1_000))
    return watch


def test_agreement_is_no_fault_however_long():
    watch = _watching()
    for ms in (2_000, 60_000, 3_600_000):
        assert watch.step(True, True, _at(ms)) is None
        assert watch.step(False, False, _at(ms)) is None


def test_mains_with_the_coil_off_is_a_weld_after_a_second():
    watch = _watching()
    assert watch.step(False, True, _at(1_020)) is None
    assert watch.step(False, True, _at(2_019)) is None
    assert watch.step(False, True, _at(2_020)) == "welded"


def test_no_mains_with_the_coil_on_is_a_contactor_that_does_not_close():
    watch = _watching()
    assert watch.step(True, False, _at(1_020)) is None
    assert watch.step(True, False, _at(2_019)) is None
    assert watch.step(True, False, _at(2_020)) == "contactor"


def test_a_contactor_that_follows_late_is_forgiven():
    watch = _watching()
    assert watch.step(True, False, _at(1_020)) is None
    assert watch.step(True, False, _at(2_019)) is None
    assert watch.step(True, True, _at(2_020)) is None
    assert watch.step(False, True, _at(2_040)) is None
    assert watch.step(False, True, _at(3_039)) is None


# A TLS handshake holds everything up for more than a second; the interrupt comes at its end.
def test_a_stall_of_the_loop_before_the_opening_makes_no_weld():
    watch = ContactorWatch(_BEGIN)
    assert watch.step(True, True, _at(20)) is None
    assert watch.step(False, True, _at(1_640)) is None
    assert watch.step(False, True, _at(1_660)) is None
    assert watch.step(False, False, _at(1_680)) is None


def test_the_fault_is_told_as_long_as_it_lasts():
    watch = _watching()
    watch.step(False, True, _at(1_020))
    for ms in (2_020, 2_040, 9_000):
        assert watch.step(False, True, _at(ms)) == "welded"
    assert watch.step(False, False, _at(9_020)) is None


def test_a_disagreement_from_the_very_first_step_counts_from_there():
    watch = ContactorWatch(100)
    assert watch.step(False, True, 120) is None
    assert watch.step(False, True, 1_119) is None
    assert watch.step(False, True, 1_120) == "welded"


def test_it_tells_how_long_the_contactor_took_rounded_up_to_steps():
    watch = _watching()
    assert watch.closed_in_ms is None and watch.opened_in_ms is None
    watch.step(True, False, _at(1_020))
    watch.step(True, False, _at(1_040))
    assert watch.closed_in_ms is None
    watch.step(True, True, _at(1_060))
    assert (watch.closed_in_ms, watch.opened_in_ms) == (60, None)
    watch.step(True, True, _at(9_000))
    watch.step(False, False, _at(9_020))
    assert (watch.closed_in_ms, watch.opened_in_ms) == (60, 20)


def test_an_operation_that_never_ends_has_no_time():
    watch = _watching()
    watch.step(True, False, _at(1_020))
    watch.step(False, False, _at(1_040))
    watch.step(False, True, _at(1_060))
    watch.step(False, False, _at(1_080))
    assert watch.closed_in_ms is None and watch.opened_in_ms == 20


def test_mains_that_comes_and_goes_by_itself_is_no_operation():
    watch = _watching()
    watch.step(False, True, _at(1_020))
    watch.step(False, False, _at(1_040))
    assert watch.closed_in_ms is None and watch.opened_in_ms is None
