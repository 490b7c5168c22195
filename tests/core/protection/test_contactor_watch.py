"""Mains behind the contactor must follow the coil within a second."""

from firmware.core.protection.contactor_watch import ContactorWatch

_WRAP = 1 << 30
_BEGIN = _WRAP - 1_500


def _at(ms):
    return (_BEGIN + ms) % _WRAP


def _watching():
    watch = ContactorWatch(_BEGIN)
    watch.step(False, False, False, _at(1_000))
    return watch


def test_agreement_is_no_fault_however_long():
    watch = _watching()
    for ms in (2_000, 60_000, 3_600_000):
        assert watch.step(True, False, True, _at(ms)) is None
        assert watch.step(False, False, False, _at(ms)) is None


def test_mains_with_the_coil_off_is_a_weld_after_a_second():
    watch = _watching()
    assert watch.step(False, False, True, _at(1_020)) is None
    assert watch.step(False, False, True, _at(1_999)) is None
    assert watch.step(False, False, True, _at(2_000)) == "welded"


def test_no_mains_with_the_coil_on_is_a_contactor_that_does_not_close():
    watch = _watching()
    assert watch.step(True, False, False, _at(1_020)) is None
    assert watch.step(True, False, False, _at(1_999)) is None
    assert watch.step(True, False, False, _at(2_000)) == "contactor"


def test_a_contactor_that_follows_late_is_forgiven():
    watch = _watching()
    assert watch.step(True, False, False, _at(1_020)) is None
    assert watch.step(True, False, False, _at(1_999)) is None
    assert watch.step(True, False, True, _at(2_020)) is None
    assert watch.step(False, False, True, _at(2_040)) is None
    assert watch.step(False, False, True, _at(3_019)) is None


# A TLS handshake holds everything up for more than a second; the interrupt comes at its end.
def test_a_stall_of_the_loop_before_the_opening_makes_no_weld():
    watch = ContactorWatch(_BEGIN)
    assert watch.step(True, False, True, _at(20)) is None
    assert watch.step(False, False, True, _at(1_640)) is None
    assert watch.step(False, False, True, _at(1_660)) is None
    assert watch.step(False, False, False, _at(1_680)) is None


def test_the_fault_is_told_as_long_as_it_lasts():
    watch = _watching()
    watch.step(False, False, True, _at(1_020))
    for ms in (2_020, 2_040, 9_000):
        assert watch.step(False, False, True, _at(ms)) == "welded"
    assert watch.step(False, False, False, _at(9_020)) is None


def test_a_disagreement_from_the_very_first_step_counts_from_there():
    watch = ContactorWatch(100)
    assert watch.step(False, False, True, 120) is None
    assert watch.step(False, False, True, 1_099) is None
    assert watch.step(False, False, True, 1_100) == "welded"


def test_it_tells_how_long_the_contactor_took_rounded_up_to_steps():
    watch = _watching()
    assert watch.closed_in_ms is None and watch.opened_in_ms is None
    watch.step(True, False, False, _at(1_020))
    watch.step(True, False, False, _at(1_040))
    assert watch.closed_in_ms is None
    watch.step(True, False, True, _at(1_060))
    assert (watch.closed_in_ms, watch.opened_in_ms) == (60, None)
    watch.step(True, False, True, _at(9_000))
    watch.step(False, False, False, _at(9_020))
    assert (watch.closed_in_ms, watch.opened_in_ms) == (60, 20)


def test_an_operation_that_never_ends_has_no_time():
    watch = _watching()
    watch.step(True, False, False, _at(1_020))
    watch.step(False, False, False, _at(1_040))
    watch.step(False, False, True, _at(1_060))
    watch.step(False, False, False, _at(1_080))
    assert watch.closed_in_ms is None and watch.opened_in_ms == 20


def test_mains_that_comes_and_goes_by_itself_is_no_operation():
    watch = _watching()
    watch.step(False, False, True, _at(1_020))
    watch.step(False, False, False, _at(1_040))
    assert watch.closed_in_ms is None and watch.opened_in_ms is None


# --- what flickers, and what appears -------------------------------------------------------------


def _looks(watch, senses, from_ms, coil_on=False):
    """The first code and when, of a look every 20 ms."""
    for number, sensed in enumerate(senses):
        code = watch.step(coil_on, False, sensed, _at(from_ms + 20 * number))
        if code is not None:
            return code, 20 * (number + 1)
    return None, None


def _just_opened():
    watch = _watching()
    watch.step(True, False, True, _at(1_020))
    watch.step(False, False, True, _at(1_040))
    return watch


def test_13_a_weld_that_drops_out_for_a_look_now_and_then_is_found():
    code, ms = _looks(_just_opened(), [look % 40 != 39 for look in range(100)], 1_060)
    assert code == "welded" and 1_000 <= ms <= 1_060


def test_13_one_that_is_seen_at_every_other_look_is_found_in_four_seconds():
    code, ms = _looks(_just_opened(), [look % 2 == 0 for look in range(300)], 1_060)
    assert code == "welded" and 3_800 <= ms <= 4_000


def test_13_one_look_in_four_is_noise():
    assert _looks(_just_opened(), [look % 4 == 0 for look in range(1_000)], 1_060)[0] is None


def test_what_flickered_at_one_operation_is_forgotten_at_the_next():
    watch = _just_opened()
    _looks(watch, [True] * 45, 1_060)
    watch.step(True, False, True, _at(2_000))
    watch.step(False, False, True, _at(2_020))
    assert _looks(watch, [True] * 45, 2_040)[0] is None


def _long_open(away_ms=5_000):
    watch = _just_opened()
    watch.step(False, False, False, _at(1_060))
    watch.step(False, False, False, _at(1_040 + away_ms))
    return watch, 1_060 + away_ms


def test_11_mains_that_appears_five_seconds_after_the_opening_is_no_weld():
    watch, at_ms = _long_open()
    assert _looks(watch, [True] * 60, at_ms) == ("backfeed", 1_000)
    watch, at_ms = _long_open(4_980)
    assert _looks(watch, [True] * 60, at_ms) == ("welded", 1_000)


def test_11_after_the_next_closing_a_weld_is_one_again():
    watch, at_ms = _long_open()
    watch.step(True, False, False, _at(at_ms))
    watch.step(True, False, True, _at(at_ms + 20))
    watch.step(False, False, True, _at(at_ms + 40))
    assert _looks(watch, [True] * 60, at_ms + 60)[0] == "welded"


def test_11_a_sag_while_it_is_closed_is_no_proof_of_its_opening():
    watch = _watching()
    watch.step(True, False, False, _at(1_020))
    watch.step(True, False, False, _at(9_000))
    watch.step(False, False, False, _at(9_020))
    assert _looks(watch, [True] * 60, 9_040)[0] == "welded"


# --- the coil's pad ------------------------------------------------------------------------------


def test_2_a_pad_that_is_not_as_commanded_is_told_at_the_second_look_whatever_the_mains_do():
    for coil_on in (False, True):
        for mains_sensed in (False, True):
            watch = _watching()
            assert watch.step(coil_on, True, mains_sensed, _at(1_020)) is None
            for ms in (1_040, 9_000):
                assert watch.step(coil_on, True, mains_sensed, _at(ms)) == "stuck_output"


def test_2_an_interrupt_between_two_reads_of_one_look_is_no_stuck_output():
    watch = _watching()
    watch.step(True, False, True, _at(1_020))
    assert watch.step(True, True, True, _at(1_040)) is None
    assert watch.step(False, False, True, _at(1_060)) is None
    assert watch.step(False, False, False, _at(1_080)) is None


def test_2_mains_behind_a_stuck_output_is_no_weld_until_the_pad_is_right():
    watch = _watching()
    for ms in range(1_020, 5_000, 20):
        assert watch.step(False, True, True, _at(ms)) in (None, "stuck_output")
    assert _looks(watch, [True] * 60, 5_000) == ("welded", 1_000)
