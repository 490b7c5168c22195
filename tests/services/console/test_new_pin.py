"""What an installer may choose for a PIN."""

import pytest

from firmware.core.refusal import Refusal
from firmware.services.console import new_pin, pin_hash

_ALIKE = ["000000", "1111111111111111"]
_ROWS = ["123456", "1234567890123456", "987654", "890123", "246802"]
_REPEATED = ["121212", "123123", "1212121", "12341234", "1234567812345678", "112233", "11335577"]
_DATES = ["311299", "123199", "990101", "31121999", "19991231", "12311999"]


@pytest.mark.parametrize("pin", ["271828", "314159", "918273", "3141592653", "1212123", "445567"])
def test_six_to_sixteen_digits_will_do(pin):
    for good in (pin, pin + "7" * (16 - len(pin))):
        stored = new_pin.made(good)
        assert good not in stored and pin_hash.is_right(stored, good)


@pytest.mark.parametrize(
    "pin", ["12345", "27182818284590452", "27182a", "", "-271828", "271 828", "271828\n"]
)
def test_what_is_no_pin_is_refused(pin):
    with pytest.raises(Refusal, match="6 to 16 digits"):
        new_pin.made(pin)


@pytest.mark.parametrize("pin", _ALIKE + _ROWS + _REPEATED + _DATES)
def test_e4_an_obvious_one_is_refused(pin):
    with pytest.raises(Refusal, match="too easily guessed") as refusal:
        new_pin.made(pin)
    assert pin not in str(refusal.value)


@pytest.mark.parametrize("pin", ["320699", "001399", "130013", "3213199"])
def test_what_is_no_date_is_none(pin):
    new_pin.made(pin)


def test_whatever_else_is_sent_is_wrong():
    stored = new_pin.made("271828")
    for wrong in ("271829", "171828", "27182", "2718280", "", 271828, True, ["271828"], {}):
        assert not pin_hash.is_right(stored, wrong)
