"""SAE J1772 / IEC 61851-1 Annex A: what a duty cycle says, and the standard's times.

Table and clause numbers are those of IEC 61851-1:2017, whose control pilot is SAE J1772's.
"""

from micropython import const

# Table A.7: the EVSE offers 6 A to 80 A; below 6 A it must not offer at all.
OFFER_MIN_MA = const(6_000)
OFFER_MAX_MA = const(80_000)

# Two straight lines, meeting in a gap: 51 A to 52.5 A has no code of its own (Tables A.7, A.8).
_LOW_LINE_MAX_MA = const(51_000)
_HIGH_LINE_MIN_MA = const(52_500)
_LOW_LINE_MA_PER_STEP = const(6)  # I = duty x 0.6 A per percent
_HIGH_LINE_MA_PER_STEP = const(25)  # I = (duty - 64 %) x 2.5 A per percent
_HIGH_LINE_OFFSET = const(6_400)

DUTY_STEADY = const(10_000)  # steady +12 V, "x1": the EVSE is not ready
DUTY_MINUS12 = const(0)  # steady -12 V, state F: the EVSE is out of order
_DUTY_GAP = const(8_500)

PLUS_MV = const(12_000)  # Table A.2: 0.6 V more or less
# What a unit may read +12 V too high or low: that, and 60 mV of the ESP32's ADC (datasheet:
# calibrated, 11 dB) at 85 mV for a volt of the pilot, and its noise.
PILOT_OFF_MAX_MV = const(1_400)
PILOT_GAIN_MAX_PERMILLE = const(117)  # both of 24 V off by that

CLOSE_AFTER_C_MS = const(500)  # cars bounce for 250 ms and toggle for 200-400 ms (ISO 15118-3)
GRACE_MS = const(6_000)  # seq. 10.2: the car ignores the stop, the EVSE opens under load
DUTY_RISE_SPACING_MS = const(5_000)  # seq. 6: the car has 5 s to follow
STEADY_MIN_MS = const(3_000)  # a car that sees x1 shorter than this may not notice it
STATE_F_ON_FAULT, STATE_F_NEVER = "fault", "never"  # some older cars latch a fault on -12 V
FAULT_F_HOLD_MS = const(300)  # Table A.5: state F is held at least 300 ms
WAKE_AFTER_MS = const(30_000)  # two makers: -12 V for 3 s after 30 s in B2 wakes a car
WAKE_HOLD_MS = const(3_000)


def offer_duty(ma):
    """The duty cycle that offers `ma`, in ten-thousandths of the period high.

    Rounds down, so a car never reads more than was meant. Below 6 A: steady +12 V.
    Source: Table A.7; 51 A to 52.5 A is told as 51 A, since 85 % is where both lines meet.
    """
    if ma < OFFER_MIN_MA:
        return DUTY_STEADY
    if ma <= _LOW_LINE_MAX_MA:
        return ma // _LOW_LINE_MA_PER_STEP
    if ma < _HIGH_LINE_MIN_MA:
        return _DUTY_GAP
    if ma > OFFER_MAX_MA:
        ma = OFFER_MAX_MA
    return ma // _HIGH_LINE_MA_PER_STEP + _HIGH_LINE_OFFSET
