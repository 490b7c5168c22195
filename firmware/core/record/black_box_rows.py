"""Reads the black box out, as CSV. Needed after a trip only, so loaded for it."""

from micropython import const

from firmware.core.record.black_box import CODES, STATES

HEADER = "ms_before_end,high_v,low,state,contactor,coil,mains,tripped,ground,fault"

# As black_box.py lays it out.
_RUNS_AT = const(2)
_RUN_BYTES = const(5)
_RUNS = const(120)
_HIGH_ZERO_DV = const(20)
_FAULT_PLACES = const(21)
_MARKS = const(5)
_LOW_VERDICTS = ("", "sound", "no_diode", "lost", "?", "?", "?", "?")


# What was written by a dying chip may hold anything: every value is read as something.
def rows(ring):
    """Each run as the columns of HEADER, oldest first: so it was from then on. Yields tuples of
    numbers and words; `high_v` is None where it is not known."""
    count = min(ring[1], _RUNS)
    places = [(ring[0] + 1 + back - count) % _RUNS for back in range(count)]
    starts = [_RUNS_AT + place * _RUN_BYTES for place in places]
    before_end_ms = sum([_run_ms(ring, at) for at in starts])
    for at in starts:
        high, marks = ring[at], ring[at + 2]
        yield (
            (
                before_end_ms,
                (high - _HIGH_ZERO_DV) / 10 if high else None,
                _LOW_VERDICTS[marks >> _MARKS],
                _name(STATES, ring[at + 1] // _FAULT_PLACES),
            )
            + tuple([marks >> bit & 1 for bit in range(_MARKS)])
            + (_name(("",) + CODES, ring[at + 1] % _FAULT_PLACES),)
        )
        before_end_ms -= _run_ms(ring, at)


def csv(ring, cause):
    """The lines of a file: why it was kept, the header, the rows."""
    yield "# " + cause
    yield HEADER
    for row in rows(ring):
        yield ",".join(["" if value is None else str(value) for value in row])


def _run_ms(ring, at):
    return ring[at + 3] | ring[at + 4] << 8


def _name(names, place):
    return names[place] if place < len(names) else "?"
