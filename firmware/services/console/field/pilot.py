"""`pilot`: what a second of looks at the control pilot shows. It reads what the control step has
read, and touches nothing.
"""

from micropython import const

from firmware.core.evse import MINUS12, OUTPUTS, PWM
from firmware.core.j1772 import DUTY_MINUS12, DUTY_STEADY, offer_duty
from firmware.core.pilot import plateaus
from firmware.core.refusal import ma_to_amps

_LOOKS = const(50)
_TURNS = const(150)  # of 20 ms; a look that does not come must not be waited for for ever
_BIN_MV = const(250)
_BAR_CHARS = const(40)

_DIODE = ("not judged: no PWM", "sound", "MISSING: the low plateau is not deep", "NO LOW PLATEAU")
_LETTERS = "ABCDE"


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


def run(parts, _words):
    high, low = _Plateau(), _Plateau()
    control, seen = parts.control, parts.control.steps
    for _ in range(_TURNS):
        yield None
        if control.steps != seen:
            seen = control.steps
            _look(control.burst, high, low)
        if high.looks >= _LOOKS:
            break
    return _document(parts.charger, high, low)


def _look(burst, high, low):
    if burst.failed:
        return
    if burst.high_reads:
        high.add(burst.high_mv)
    if burst.low_reads:
        low.add(burst.low_mv)


def _document(charger, high, low):
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
    lines.append("PWM: {}.{:02d} % high, {} A offered".format(duty // 100, duty % 100, offered_a))
    return {
        "state": state,
        "vehicle": letter,
        "looks": high.looks,
        "high": high.document(),
        "low": low.document(),
        "margins_mv": dict(margins),
        "diode": diode,
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
