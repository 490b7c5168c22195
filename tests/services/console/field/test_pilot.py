"""What `pilot` tells of the ADC and of the unit's own error, and that it is measured anew."""

import pytest

from firmware.services.console.field import pilot
from tests.core.rig import Rig
from tests.fuzz.console_parts import Parts


@pytest.fixture
def parts():
    return Parts(Rig())


def told(parts):
    """The lines; the looks come as the console takes its turns."""
    dialogue = pilot.run(parts, [])
    while True:
        try:
            next(dialogue)
        except StopIteration as end:
            return end.value["lines"]
        parts.charger.step(parts.clock.ticks_ms())


def test_6_how_long_a_read_takes_is_told(parts):
    burst = parts.control.burst
    burst.slack_us = 52
    line = "a read of the ADC takes {} us, 156 at most are allowed"
    assert line.format(104) in told(parts)
    burst.spread, burst.span_us = False, 6_400
    assert line.format(200) in told(parts)


def test_8_the_unit_s_own_error_is_told(parts):
    assert "+12 V: not measured yet, that needs 10 s without a car" in told(parts)
    parts.charger.plan.settings.pilot_off_mv = -300
    line = "+12 V: read -300 mV too high when it was measured, gain 0 permille off; {}"
    assert line.format("not seen since") in told(parts)
    parts.charger.ruler.error_mv = 20
    assert line.format("now 20 mV off") in told(parts)
    parts.charger.ruler.usable = False
    assert "+12 V: more than this board's ADC reads" in told(parts)
