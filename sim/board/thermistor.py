"""The board's NTC and its divider: degrees to millivolts at the ADC."""

from math import exp

from firmware import board
from sim.remembered import Remembered

_KELVIN_0C = 273.15
_KELVIN_25C = 298.15
DEFAULT_C = 25
NOISE_SIGMA_MV = 4  # a slow, filtered node: less noise than the pilot's
NOISE_CLIP_MV = 12


def divider_mv(celsius):
    """mV at the ADC for an intact sensor at this temperature."""
    kelvin = celsius + _KELVIN_0C
    ntc = board.TEMP_NTC_25C_OHM * exp(board.TEMP_NTC_BETA_K * (1 / kelvin - 1 / _KELVIN_25C))
    return parallel_mv(ntc)


def parallel_mv(ntc_ohm):
    """mV at the ADC with `ntc_ohm` in the sensor's place; None is a broken wire."""
    fixed = board.TEMP_PARALLEL_OHM
    low = fixed if ntc_ohm is None else fixed * ntc_ohm / (fixed + ntc_ohm)
    return round(board.TEMP_SUPPLY_MV * low / (board.TEMP_PULL_UP_OHM + low))


class Thermistor(Remembered):
    REMEMBERED = ("celsius",)

    def __init__(self, chance, faults):
        self.chance = chance
        self.faults = faults
        self.celsius = DEFAULT_C

    def adc_mv(self):
        if "ntc_open" in self.faults:
            mv = parallel_mv(None)
        elif "ntc_short" in self.faults:
            mv = 0
        else:
            mv = divider_mv(self.celsius)
        return mv + self.chance.normal(NOISE_SIGMA_MV, NOISE_CLIP_MV)
