"""Does the ruler fit? +12 V is a reference that every unit has: in A it is on the line.

An ESP32's ADC is off by up to 60 mV, 0.7 V of the pilot; the borders leave 0.6 V. What +12 V reads
in the first minute without a car is kept as this unit's own error; all of the pilot is read by it
from then on. So the rail's own tolerance goes, too: a car's levels are shares of it. What it reads
later is held against that: a part that drifts is told of, and nothing is closed by a ruler that is
wrong. The low plateau needs no kept value: less than 10.4 V there is `diode`.
"""

from micropython import const

from firmware.core.j1772 import PILOT_OFF_MAX_MV, PLUS_MV

_LOOKS = const(5)  # in a row, a second apart
_TOLD_FROM_MV = const(400)
_WRONG_FROM_MV = const(600)
_TROUBLE = "the pilot's own +12 V reads wrong: unplug, then type: pilot measure"


class Ruler:
    """`error_mv`: by so much +12 V reads too high in spite of its correction, None: not yet known;
    `wrong`: nothing may be closed by it; `usable`: this board's ADC can read +12 V."""

    def __init__(self, journal):
        self.error_mv = None
        self.wrong = False
        self.usable = True
        self._looks = self._sum_mv = 0
        self._journal = journal

    def look(self, charger):
        """About once a second, at a core.charger.Charger."""
        if not self.usable or charger.evse.state != "A":
            self._looks = self._sum_mv = 0
            return
        self._looks += 1
        self._sum_mv += charger.pilot.high_mv
        if self._looks == _LOOKS:
            self._judge(charger.plan, self._sum_mv // _LOOKS - PLUS_MV)
            self._looks = self._sum_mv = 0

    def _judge(self, plan, error_mv):
        settings = plan.settings
        if settings.pilot_off_mv is None and abs(error_mv) <= PILOT_OFF_MAX_MV:
            settings.pilot_off_mv = error_mv
            settings.unsaved = True
            error_mv = 0
        self.error_mv = error_mv
        self.wrong = abs(error_mv) > _WRONG_FROM_MV
        if abs(error_mv) <= _TOLD_FROM_MV:
            if plan.trouble == _TROUBLE:
                plan.trouble = None
        elif plan.trouble is None:
            plan.trouble = _TROUBLE
            self._journal.note("pilot", _TROUBLE)
