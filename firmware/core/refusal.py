"""A value from outside that is not taken: which field, and what would have been."""

from micropython import const


class Refusal(ValueError):
    """`.field`: the path of the field; the text tells the user what is accepted. Nothing has
    changed when it is raised."""

    def __init__(self, field, text):
        super().__init__(text)
        self.field = field


class ScheduleError(Refusal):
    """The schedule is refused whole. `field` is the path of the field to correct, "" for all."""

    def __init__(self, field, problem):
        super().__init__(field, "{}: {}".format(field or "schedule", problem))
        self._problem = problem

    def within(self, path):
        """The same error seen from outside: `end` within `rules[0]` is `rules[0].end`."""
        return ScheduleError(path + "." + self.field if self.field else path, self._problem)


_DIGITS = "0123456789"
_DIGITS_MAX = const(20)  # of a number of 64 bits


# Of so many digits each that is one too many stands across a place that is looked at.
def counts_too_far(text):
    """Whether a number in this JSON has more than 20 digits in a row: it holds up the step."""
    for piece in text.split('"')[::2]:
        for at in range(_DIGITS_MAX, len(piece), _DIGITS_MAX + 1):
            before, after = piece[at - _DIGITS_MAX : at], piece[at : at + _DIGITS_MAX + 1]
            blank = len(before.rstrip(_DIGITS)) + len(after.lstrip(_DIGITS))
            if len(before) + len(after) - blank > _DIGITS_MAX:
                return True
    return False


# What one decimal loses of a number that floats of 32 bits cannot hold.
_TENTH_LESS = 0.001


def amps_to_ma(amps, field, lowest=0, rounds_down=False):
    """Milliamps of `amps`: a number with at most one decimal, or so many that it is rounded down,
    to 80 A. Raises Refusal."""
    if type(amps) not in (int, float) or not lowest <= amps <= 80:
        raise Refusal(field, f"amps from {lowest} to 80")
    if rounds_down:
        return int(amps * 10 + _TENTH_LESS) * 100
    ma = int(amps * 1_000 + 0.5)
    if ma % 100:
        raise Refusal(field, "amps with at most one decimal")
    return ma


def amps_said(text):
    """The number in `16`, `16.5` or `16 A`, as tools send it in quotes or with its unit; a text
    that is no such thing is given back."""
    digits = text.strip().rstrip("Aa").rstrip()
    whole, _, rest = digits.partition(".")
    return float(digits) if (whole + rest).isdigit() else text


class Tenths(float):
    """A number that is printed with its one decimal, in JSON too: MicroPython prints 8.2 as
    8.199999999999999."""

    def __repr__(self):
        return "{:.1f}".format(self + 0)

    __str__ = __repr__  # else MicroPython takes float's


def ma_to_amps(ma):
    """`ma` as the interface tells it: whole amps where they are whole, else one decimal."""
    return ma // 1_000 if ma % 1_000 == 0 else Tenths(round(ma / 1_000, 1))
