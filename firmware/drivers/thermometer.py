"""The board's temperature: an NTC with a resistor in parallel, below a pull-up."""

import math

from micropython import const

_KELVIN_0C = 273.15
_KELVIN_25C = 298.15

# A sensor that is broken reads colder than this, one that is shorted hotter than that.
_MIN_C = const(-40)
_MAX_C = const(125)

# Told for all that is hotter: a shorted sensor and a board that burns read alike.
_HOTTER_C = const(126)


class Thermometer:
    """`adc`: machine.ADC; the rest as the TEMP_ constants of board.py."""

    def __init__(self, adc, supply_mv, pull_up_ohm, parallel_ohm, ntc_25c_ohm, beta_k):
        self._adc = adc
        self._supply_mv = supply_mv
        self._pull_up_ohm = pull_up_ohm
        self._parallel_ohm = parallel_ohm
        self._ntc_25c_ohm = ntc_25c_ohm
        self._beta_k = beta_k

    def read_c(self):
        """Whole degrees Celsius; 126: hotter than 125, or the sensor is shorted; None: it is open
        or cannot be read."""
        try:
            mv = self._adc.read_uv() // 1_000
        except OSError:
            return None
        if mv <= 0:
            return _HOTTER_C
        if mv >= self._supply_mv:
            return None
        both_ohm = self._pull_up_ohm * mv / (self._supply_mv - mv)
        if both_ohm >= self._parallel_ohm:
            return None
        ntc_ohm = both_ohm * self._parallel_ohm / (self._parallel_ohm - both_ohm)
        inverse_k = 1 / _KELVIN_25C + math.log(ntc_ohm / self._ntc_25c_ohm) / self._beta_k
        celsius = round(1 / inverse_k - _KELVIN_0C)
        if celsius < _MIN_C:
            return None
        return celsius if celsius <= _MAX_C else _HOTTER_C
