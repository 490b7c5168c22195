"""Commissioning, first part: who does it, and the circuit: its breaker and its wires.

Each step is a generator that asks and leaves its answers in the draft (commission.dialogue).
"""

from micropython import const

from firmware.core.plan import wiring_rules
from firmware.core.refusal import Refusal, ma_to_amps
from firmware.services.console.commission.questions import ask, text_or_none, whole

_NAME_MAX_CHARS = const(60)


def installer(parts, draft):
    """Sets `installer`, `licence` and, where the clock does not tell it, `date`."""
    name = yield from ask("Your name", draft.installer, _name)
    draft.installer = name or draft.installer
    licence = yield from ask("Your licence number, - for none", draft.licence or "none", _licence)
    draft.licence = draft.licence if licence is None else licence
    if parts.clock.epoch() is None:
        draft.date = yield from ask("Today, year-month-day", "not known", _date)


def _name(text):
    if not 2 <= len(text) <= _NAME_MAX_CHARS:
        raise Refusal("installer", "the record needs a name, of at most 60 characters")
    return text


def _licence(text):
    if len(text) > _NAME_MAX_CHARS:
        raise Refusal("licence", "at most 60 characters")
    return text_or_none(text)


def _date(text):
    parts = text.split("-")
    if [len(part) for part in parts] != [4, 2, 2] or not "".join(parts).isdigit():
        raise Refusal("date", "such as 2026-11-23; an empty line: not known")
    return text


# ---- the circuit


def circuit(parts, draft):
    """Sets `breaker_a`, `awg` and `wire_ma`."""
    while True:
        yield from _breaker(draft)
        yield from _ampacity(parts.report.board_ma, draft)
        if (yield from _copper(draft)):
            return


def _breaker(draft):
    largest_a = wiring_rules.BREAKERS_A[-1]
    read = whole("breaker", wiring_rules.BREAKERS_A[0], largest_a)
    amps = yield from ask("Breaker of this circuit, in A", draft.breaker_a, read)
    if amps is None:
        return
    draft.breaker_a = wiring_rules.breaker_at_most(amps)
    if draft.breaker_a != amps:
        sizes = " ".join([str(breaker_a) for breaker_a in wiring_rules.BREAKERS_A])
        yield "  The table has {} A. {} A counts as {} A, the nearest below:\n".format(
            sizes, amps, draft.breaker_a
        )
        yield "  so the car never takes more than this breaker carries for hours.\n"


def _ampacity(rating_ma, draft):
    continuous_ma = wiring_rules.continuous_ma(draft.breaker_a)
    draft.wire_ma = wiring_rules.ampacity_ma(draft.breaker_a, rating_ma)
    yield "  A car draws for hours, so it may take 80 % of {} A: {} A.\n".format(
        draft.breaker_a, ma_to_amps(continuous_ma)
    )
    if continuous_ma > rating_ma:
        yield "  That is above the board's rating: {} A it is.\n".format(ma_to_amps(rating_ma))


# -> whether the breaker protects these wires; else both are asked for anew.
def _copper(draft):
    at_75, at_60 = wiring_rules.copper_awg(draft.breaker_a)
    yield "  Copper of at least {} AWG at 75 C (conduit), {} AWG at 60 C (NM-B cable).\n".format(
        at_75, at_60
    )
    awg = yield from ask("Its copper, in AWG, - if not known", draft.awg or "not known", _awg)
    draft.awg = draft.awg if awg is None else awg
    if not draft.awg:
        return True
    if _thinner(draft.awg, at_75):
        yield "  A {} A breaker does not protect {} AWG: fit thicker wires or a smaller".format(
            draft.breaker_a, draft.awg
        )
        yield " breaker, then answer anew.\n"
        draft.breaker_a = draft.awg = None
        return False
    if _thinner(draft.awg, at_60):
        yield "  Enough at 75 C only: not in NM-B cable, nor on terminals marked 60 C.\n"
    return True


def _awg(text):
    text = text_or_none(text)
    if not text:
        return 0
    if not text.isdigit() or int(text) not in wiring_rules.SIZES_AWG:
        sizes = " ".join([str(awg) for awg in wiring_rules.SIZES_AWG])
        raise Refusal("awg", "one of {}; 1 for what is thicker, - if not known".format(sizes))
    return int(text)


def _thinner(awg, than_awg):
    sizes = wiring_rules.SIZES_AWG
    return sizes.index(awg) < sizes.index(than_awg)
