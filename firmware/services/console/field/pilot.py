"""`pilot`: what a second of looks at the control pilot shows. It reads what the control step has
read, and touches nothing; but `pilot measure` measures the unit's own error of both rails anew.
"""

from micropython import const

from firmware.core.evse import MINUS12, OUTPUTS, PWM
from firmware.core.j1772 import CLOSE_AFTER_C_MS, DUTY_MINUS12, DUTY_STEADY, PLUS_MV, offer_duty
from firmware.core.pilot import plateaus
from firmware.core.refusal import Refusal, ma_to_amps
from firmware.core.ticks import elapsed_ms

_LOOKS = const(50)
_TURNS = const(150)  # of 20 ms; a look that does not come must not be waited for for ever
_BIN_MV = const(250)
_BAR_CHARS = const(40)

_DIODE = ("not judged: no PWM", "sound", "MISSING: the low plateau is not deep", "NO LOW PLATEAU")
_LETTERS = "ABCDE"
_SPACING_US = plateaus.BURST_US // plateaus.BURST_READS
_NO_RULER = "nothing is kept: without a car it reads {} mV, not 12 V within 1.4 V: check its wire"
_OUT_OF_REACH = "not on this board: its ADC does not read +12 V; check the scale in board.py"
_ONE_POINT = "-12 V is out of reach, or does not fit: only the offset is kept, no gain"
_READ = "a read of the ADC takes {} us, {} at most are allowed"
_DISTURBED = "disturbed {} times in {} looks, {} were held up; nothing closes before {} ms without"


class _Plateau:
    """`mean`, `least`, `most`: mV, None while there is no look; `bins`: mV -> looks."""

    def __init__(self):
        self.looks = 0
        self.bins = {}
        self.least = self.most = None
        self._sum = 0

    def add(self, mv):
        self.looks += 1
        self._sum += mv
        self.least = mv if self.least is None else min(self.least, mv)
        self.most = mv if self.most is None else max(self.most, mv)
        base = mv // _BIN_MV * _BIN_MV
        self.bins[base] = self.bins.get(base, 0) + 1

    @property
    def mean(self):
        return self._sum // self.looks if self.looks else None

    def document(self):
        return {"mean_mv": self.mean, "min_mv": self.least, "max_mv": self.most}

    def told(self):
        if not self.looks:
            return "none seen"
        numbers = (self.mean / 1_000, self.least / 1_000, self.most / 1_000)
        return "{:.2f} V ({:.2f} to {:.2f})".format(*numbers)


class _Disturbances:
    """`breaks`: so often the pilot was not what it was; `held_up`: looks whose reads came late."""

    def __init__(self, parts):
        self.breaks = self.held_up = 0
        self._parts = parts
        self._looked_ms = parts.clock.ticks_ms()

    def look(self):
        parts, now_ms = self._parts, self._parts.clock.ticks_ms()
        since_ms = elapsed_ms(now_ms, self._looked_ms)
        self.breaks += parts.charger.pilot.unbroken_ms(now_ms) < since_ms
        self.held_up += not parts.control.burst.spread
        self._looked_ms = now_ms


def run(parts, words):
    if words == ["measure"]:
        return _measure_anew(parts)
    return None if words else _look_for_a_second(parts)


def _measure_anew(parts):
    if not parts.charger.ruler.usable:
        raise Refusal("pilot", _OUT_OF_REACH)
    _refuse_with_a_car(parts)
    return _measured(parts)


def _refuse_with_a_car(parts):
    if parts.charger.evse.state != "A":
        raise Refusal("pilot", "not with a car plugged in")


# A car that comes meanwhile spoils what was read.
def _measured(parts):
    from firmware.services.console.commission import rails

    plus_mv, minus_mv = yield from rails.measure(parts)
    _refuse_with_a_car(parts)
    if not rails.fits(plus_mv, PLUS_MV):
        raise Refusal("pilot", _NO_RULER.format(plus_mv))
    settings = parts.charger.plan.settings
    settings.change(rails.settings_of(plus_mv, minus_mv))
    settings.unsaved = True
    return {
        "high_mv": plus_mv,
        "low_mv": minus_mv,
        "off_mv": settings.pilot_off_mv,
        "gain_permille": settings.pilot_gain_permille,
        "note": "" if rails.fits(minus_mv, -PLUS_MV) else _ONE_POINT,
    }


def _look_for_a_second(parts):
    high, low, disturbances = _Plateau(), _Plateau(), _Disturbances(parts)
    control, seen = parts.control, parts.control.steps
    for _ in range(_TURNS):
        yield None
        if control.steps != seen:
            seen = control.steps
            _look(control.burst, high, low)
            disturbances.look()
        if high.looks >= _LOOKS:
            break
    return _document(parts, high, low, disturbances)


def _look(burst, high, low):
    if burst.failed:
        return
    if burst.high_reads:
        high.add(burst.high_mv)
    if burst.low_reads:
        low.add(burst.low_mv)


def _document(parts, high, low, disturbances):
    charger = parts.charger
    letter, state = charger.pilot.vehicle, charger.evse.published
    shows = letter or "no known state"
    margins = _margins(letter, high)
    duty = _duty(charger)
    offered_a = ma_to_amps(charger.offered_ma)
    diode = _DIODE[charger.pilot.low]
    lines = [
        "state {}, the car shows {}; {} looks".format(state, shows, high.looks),
        "high plateau: " + high.told(),
        "low plateau: " + low.told(),
    ]
    lines += ["{} mV from {}".format(mv, other) for other, mv in margins]
    lines.append("diode: " + diode)
    breaks, held_up = disturbances.breaks, disturbances.held_up
    lines.append(_DISTURBED.format(breaks, high.looks, held_up, CLOSE_AFTER_C_MS))
    lines.append(_ruler_told(charger))
    lines.append(_READ.format(_read_us(parts.control.burst), _SPACING_US))
    lines.append("PWM: {}.{:02d} % high, {} A offered".format(duty // 100, duty % 100, offered_a))
    return {
        "state": state,
        "vehicle": letter,
        "looks": high.looks,
        "high": high.document(),
        "low": low.document(),
        "margins_mv": dict(margins),
        "diode": diode,
        "disturbed": breaks,
        "held_up": held_up,
        "duty": duty,
        "offered_a": offered_a,
        "histogram": sorted(high.bins.items()),
        "lines": lines + _bars(high),
    }


def _duty(charger):
    output = OUTPUTS[charger.evse.state][0]
    if output == PWM:
        return offer_duty(charger.offer.ma)
    return DUTY_MINUS12 if output == MINUS12 and charger.sends_minus12 else DUTY_STEADY


# The slowest; where they are so slow that each makes the next one later, their mean.
def _read_us(burst):
    if burst.spread:
        return _SPACING_US - burst.slack_us
    return burst.span_us // plateaus.BURST_READS


def _ruler_told(charger):
    if not charger.ruler.usable:
        return "+12 V: more than this board's ADC reads"
    off_mv, error_mv = charger.plan.settings.pilot_off_mv, charger.ruler.error_mv
    if off_mv is None:
        return "+12 V: not measured yet, that needs 10 s without a car"
    gain_permille = charger.plan.settings.pilot_gain_permille
    seen = "not seen since" if error_mv is None else "now {} mV off".format(error_mv)
    told = "+12 V: read {} mV too high when it was measured, gain {} permille off; {}"
    return told.format(off_mv, gain_permille, seen)


# To the state above and the one below; the worst look counts.
def _margins(letter, high):
    if not high.looks or letter is None or letter not in _LETTERS:
        return []
    borders_mv = plateaus.borders(letter)
    place = _LETTERS.index(letter)
    margins = []
    if place > 0:
        margins.append((_LETTERS[place - 1], borders_mv[place - 1] - high.most))
    if place < len(borders_mv):
        margins.append((_LETTERS[place + 1], high.least - borders_mv[place]))
    return margins


def _bars(high):
    most = max(high.bins.values()) if high.bins else 0
    return [
        "{:6.2f} V {:3} {}".format(mv / 1_000, looks, "#" * -(-looks * _BAR_CHARS // most))
        for mv, looks in sorted(high.bins.items())
    ]
