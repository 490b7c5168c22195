"""Amps as they come from outside and go out again."""

import json

from firmware.core.refusal import Refusal, amps_said, amps_to_ma, counts_too_far, ma_to_amps
from tests.core.rig import refused

_TAKEN = ((0, 0), (6, 6_000), (6.0, 6_000), (16.1, 16_100), (79.9, 79_900), (80, 80_000))
_NOT_AMPS = (None, True, False, "16", "", [16], {}, -1, -0.1, 80.1, 81, 1e30, 10**30)
_TOO_FINE = (6.05, 16.25, 79.99)


def test_amps_become_milliamps():
    for amps, ma in _TAKEN:
        assert amps_to_ma(amps, "amps") == ma, amps


def test_the_result_is_a_whole_number():
    assert type(amps_to_ma(16.1, "amps")) is int


def test_what_is_no_amps_is_refused_with_its_field():
    for amps in _NOT_AMPS + _TOO_FINE + (float("nan"), float("inf"), -float("inf")):
        assert refused(amps_to_ma, amps, "limits[3]") == "limits[3]", amps


def test_the_lowest_is_taken_and_a_tenth_less_is_not():
    assert amps_to_ma(6, "amps", 6) == 6_000
    assert refused(amps_to_ma, 5.9, "amps", 6) == "amps"


def test_more_decimals_are_rounded_down_where_that_is_asked_for():
    for amps, ma in _TAKEN + ((6.05, 6_000), (7.67, 7_600), (79.99, 79_900), (0.09, 0)):
        assert amps_to_ma(amps, "amps", 0, True) == ma, amps


def test_a_number_in_words_is_one_and_anything_else_is_given_back():
    for text, amps in (("16", 16), ("16.5", 16.5), (" 16 A ", 16), ("16A", 16), ("7.5 a", 7.5)):
        assert amps_said(text) == amps, text
    for text in ("", "A", "-16", "16,5", "16 mA", "1e1", "nan", "16 17", "unavailable"):
        assert amps_said(text) == text


def test_the_text_tells_what_is_accepted():
    try:
        amps_to_ma(99, "amps", 6)
    except Refusal as refusal:
        assert str(refusal) == "amps from 6 to 80"
    else:
        raise AssertionError("99 A accepted")


def test_whole_amps_are_told_whole_and_others_to_a_tenth():
    assert str(ma_to_amps(32_000)) == "32"
    assert ma_to_amps(16_500) == 16.5
    assert ma_to_amps(26_666) == 26.7
    assert ma_to_amps(0) == 0


def test_amps_are_printed_with_one_decimal_at_most_on_micropython_too():
    for ma in range(6_100, 80_000, 100):
        wanted = str(ma // 1_000) + ("" if ma % 1_000 == 0 else "." + str(ma // 100 % 10))
        amps = ma_to_amps(ma)
        for text in (str(amps), f"{amps}", json.dumps({"a": amps})[6:-1]):
            assert text == wanted, (text, ma)


def test_e1_a_number_may_have_20_digits_wherever_it_stands():
    for before in range(64):
        for text in ("{}", '"id": {}, "amps": 16', "-{}e5", '{}, "x", 7'):
            assert not counts_too_far(" " * before + text.format("9" * 20)), (before, text)
            assert counts_too_far(" " * before + text.format("9" * 21)), (before, text)
            assert counts_too_far(" " * before + text.format("9" * 400)), (before, text)


def test_e1_digits_in_quotes_are_no_number():
    assert not counts_too_far('{"key": "' + "7" * 64 + '", "amps": 16, "ids": [1, 2]}')
