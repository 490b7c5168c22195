"""The model of two chargers with one id, and a third: all that their one seat can lead to.

The seat knows two ids, so it lends two shares; the third is that of the member it never heard, as
`UNHEARD` counts. What it knows of the doubled id is what it heard of the boot that spoke last.
Which boot that is may change at any time, by one report.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tests.group.searched.model import (
    FRESH,
    NEVER,
    OWN,
    Lender,
    Rules,
    State,
    Taker,
    Word,
    acknowledged,
    booted,
    given_back,
    level,
    older,
    raised,
    taken,
)

UNHEARD = Lender(words=(Word(),))
_HAS_ITS_SHARE = (NEVER, NEVER)


class Takers(NamedTuple):
    """Two that take under one id, and a lender. `wait`: steps in which no grant is given."""

    speaks: Taker = _HAS_ITS_SHARE
    before: Taker = _HAS_ITS_SHARE
    wait: int = 0
    lender: Lender = UNHEARD


class Lenders(NamedTuple):
    """Two that lend under one id, and a taker."""

    speaks: Lender = UNHEARD
    before: Lender = UNHEARD
    wait: int = 0
    taker: Taker = _HAS_ITS_SHARE


def takers_draw(state: Takers) -> int:
    return _holds(state.lender) + level(state.speaks) + level(state.before)


def lenders_draw(state: Lenders) -> int:
    return _holds(state.speaks) + _holds(state.before) + level(state.taker)


def _holds(lender: Lender) -> int:
    return int(lender.truth == OWN or lender.fading)


def _wait(rules: Rules) -> int:
    return rules.silence if rules.answers_no_new_boot else 0


def _shorter(taker: Taker) -> Taker:
    return max(NEVER, taker[0] - 1), max(NEVER, taker[1] - 1)


def after_takers(state: Takers, rules: Rules) -> Iterator[Takers]:
    speaks, before, wait, lender = state
    yield Takers(_shorter(speaks), _shorter(before), max(0, wait - 1), older(lender, rules))
    yield Takers(before, speaks, _wait(rules), lender)
    counted = speaks
    if rules.counts_the_boot_before:
        counted = max(speaks[0], before[0]), max(speaks[1], before[1])
    if not wait:
        for taker in raised(State((speaks,), (lender, UNHEARD)), 0, rules):
            yield state._replace(speaks=taker)
    yield state._replace(lender=booted(lender, rules))
    for after in _granted(State((counted,), ()), lender, rules):
        yield state._replace(lender=after)


def _granted(state: State, lender: Lender, rules: Rules) -> Iterator[Lender]:
    yield from taken(lender, 0, rules)
    yield from acknowledged(lender, 0, rules)
    yield from given_back(state, lender, 0, [UNHEARD], rules)


def after_lenders(state: Lenders, rules: Rules) -> Iterator[Lenders]:
    speaks, before, wait, taker = state
    yield Lenders(older(speaks, rules), older(before, rules), max(0, wait - 1), _shorter(taker))
    yield Lenders(_unsaid(before), _unsaid(speaks), _wait(rules), taker)
    seat = State((taker,), (speaks, UNHEARD))
    for more in raised(seat, 0, rules):
        yield state._replace(taker=more)
    for after in (booted(before, rules), *_late(before, rules)):
        yield state._replace(before=after)
    for after in (booted(speaks, rules), *_heard(seat, speaks, wait, rules)):
        yield state._replace(speaks=after)


def _unsaid(lender: Lender) -> Lender:
    return lender._replace(words=(Word(back=lender.words[0].back),))


def _heard(seat: State, lender: Lender, wait: int, rules: Rules) -> Iterator[Lender]:
    if not wait:
        yield from _granted(seat, lender, rules)
    else:
        yield from _late(lender, rules)
        yield from acknowledged(lender, 0, rules)


# Of a round that is too old to be a word.
def _late(lender: Lender, rules: Rules) -> Iterator[Lender]:
    for after in taken(lender, 0, rules):
        if after.truth == OWN or after.round_age == FRESH:
            yield after
