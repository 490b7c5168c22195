"""The model of a third charger that joins a running group of two: all that it can lead to.

Time, a lease, the silence and the car go as in model.py; amps are thirds of the circuit.
Whatever was said may be heard at any later time, any number of times, or never. Of the two one
lends and the other takes. The power of each may be cut at any time: what is not on flash is gone.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tests.group.searched.model import LEASE

OF_TWO, OF_THREE = 1.5, 1.0
OWN, MOVED, SILENT = "own", "moved", "silent"
_SILENCE = 4


class Rules(NamedTuple):
    """The protocol's; a test breaks one at a time."""

    all_are_waited_for: bool = True
    tells_what_is_on_flash: bool = True
    silence_where_room_is_made: int = _SILENCE
    silence_of_the_newcomer: int = _SILENCE
    joining_outlives_a_cut: bool = True


class Member(NamedTuple):
    """`room`: it has made room for the third; `kept`: on flash, too. `MOVED`: it has lent its
    share, or has what was lent, for `left` steps. `fading`: what its car still draws."""

    room: bool = False
    kept: bool = False
    truth: str = OWN
    left: int = 0
    fading: float = 0.0


class Newcomer(NamedTuple):
    joined: bool = False
    kept: bool = False
    left: int = 0


class State(NamedTuple):
    """`said`: who has ever told the newcomer of room."""

    lender: Member = Member()
    taker: Member = Member()
    third: Newcomer = Newcomer()
    said: tuple[bool, bool] = (False, False)


def _share(member: Member) -> float:
    return OF_THREE if member.room else OF_TWO


def _lender_offers(lender: Member) -> float:
    return _share(lender) if lender.truth == OWN else 0.0


def _taker_offers(taker: Member) -> float:
    if taker.truth == SILENT:
        return 0.0
    return 2 * _share(taker) if taker.truth == MOVED else _share(taker)


def drawn(state: State) -> float:
    """Thirds of the circuit that the cars may draw at this instant, at the most."""
    third = OF_THREE if state.third.joined and not state.third.left else 0.0
    lender = max(_lender_offers(state.lender), state.lender.fading)
    return third + lender + max(_taker_offers(state.taker), state.taker.fading)


def following(state: State, rules: Rules) -> Iterator[State]:
    lender, taker, third, said = state
    yield State(_older(lender, SILENT), _older(taker, OWN), _nearer(third), said)
    yield from _lent(state)
    for after in _moves(lender, _lender_offers(lender), rules):
        yield state._replace(lender=after)
    for after in _moves(taker, _taker_offers(taker), rules):
        yield state._replace(taker=after)
    yield from _told(state, rules)
    for newcomer in _third_moves(third, said, rules):
        yield state._replace(third=newcomer)


# The end of a lease is silence for who lent, its share for who took.
def _older(member: Member, then: str) -> Member:
    member = member._replace(fading=0.0, left=max(0, member.left - 1))
    if member.left or member.truth == OWN:
        return member
    if member.truth == MOVED and then == SILENT:
        return member._replace(truth=SILENT, left=_SILENCE)
    return member._replace(truth=OWN)


def _nearer(third: Newcomer) -> Newcomer:
    return third._replace(left=max(0, third.left - 1))


# By a seat that keeps to its rules, for as long as the lender's word holds: model.py has the rest.
# Both go by the same number of members, else each is a stranger to the other's seat.
def _lent(state: State) -> Iterator[State]:
    lender, taker = state.lender, state.taker
    if lender.room != taker.room or SILENT in (lender.truth, taker.truth):
        return
    fading = max(lender.fading, _lender_offers(lender))
    lends = lender._replace(truth=MOVED, left=LEASE, fading=fading)
    yield state._replace(lender=lends)
    if lender.truth == MOVED and not lender.fading:
        for left in range(1, lender.left + 1):
            yield state._replace(taker=taker._replace(truth=MOVED, left=max(left, taker.left)))


def _moves(member: Member, offers: float, rules: Rules) -> Iterator[Member]:
    if not member.room:
        yield _silent(member._replace(room=True), offers, rules.silence_where_room_is_made)
    yield member._replace(kept=member.room)
    yield Member(room=member.kept, kept=member.kept, truth=SILENT, left=_SILENCE)


def _silent(member: Member, offers: float, steps: int) -> Member:
    member = member._replace(fading=max(member.fading, offers))
    return member._replace(truth=SILENT if steps else OWN, left=steps)


def _told(state: State, rules: Rules) -> Iterator[State]:
    for index, member in enumerate((state.lender, state.taker)):
        if member.kept or (member.room and not rules.tells_what_is_on_flash):
            said = (True, state.said[1]) if index == 0 else (state.said[0], True)
            yield state._replace(said=said)


def _third_moves(third: Newcomer, said: tuple[bool, bool], rules: Rules) -> Iterator[Newcomer]:
    enough = all(said) if rules.all_are_waited_for else any(said)
    if enough and not third.joined:
        yield Newcomer(joined=True, left=rules.silence_of_the_newcomer)
    if third.joined:
        yield third._replace(kept=True)
    if third.kept or not rules.joining_outlives_a_cut:
        yield Newcomer(joined=True, kept=third.kept, left=_SILENCE)
    else:
        yield Newcomer()
