"""The model of two chargers that both want to be the third of a group of two.

No time goes by and nothing is lent: joined.py has that. What was said may be heard at any later
time, any number of times, or never; each loses by a power cut what is not on flash. Once, one that
joined is taken out again by hand, the others set back to two, and then asks anew as another boot.
"""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from tests.group.searched.joined import OF_THREE, OF_TWO

NOBODY = -1
_BOTH = (0, 1)


class Rules(NamedTuple):
    """The protocol's; a test breaks one at a time."""

    room_is_for_one: bool = True
    only_this_boot_counts: bool = True


class Member(NamedTuple):
    """For which of the two there is room, and for which on flash."""

    room: int = NOBODY
    kept: int = NOBODY


class Newcomer(NamedTuple):
    boot: int = 0
    joined: bool = False
    kept: bool = False


Said = tuple[int, int, int]  # which member told which newcomer's which boot of room


class State(NamedTuple):
    members: tuple[Member, Member] = (Member(), Member())
    newcomers: tuple[Newcomer, Newcomer] = (Newcomer(), Newcomer())
    said: frozenset[Said] = frozenset()


def drawn(state: State) -> float:
    """Thirds of the circuit that the cars may draw at this instant, at the most."""
    members = sum(OF_TWO if member.room == NOBODY else OF_THREE for member in state.members)
    return members + OF_THREE * sum(newcomer.joined for newcomer in state.newcomers)


def following(state: State, rules: Rules) -> Iterator[State]:
    for index, member in enumerate(state.members):
        for after in _moves(member):
            yield state._replace(members=_put(state.members, index, after))
    for index, which in product(_BOTH, _BOTH):
        boot = state.newcomers[which].boot
        if _tells(state.members[index], which, rules):
            yield state._replace(said=state.said | {(index, which, boot)})
    for which, newcomer in enumerate(state.newcomers):
        for comes in _newcomer_moves(state, which, newcomer, rules):
            yield state._replace(newcomers=_put(state.newcomers, which, comes))
        yield from _taken_out(state, which)


def _put(pair: tuple, index: int, item: object) -> tuple:
    return pair[:index] + (item,) + pair[index + 1 :]


def _moves(member: Member) -> Iterator[Member]:
    if member.room == NOBODY:
        for which in _BOTH:
            yield member._replace(room=which)
    yield member._replace(kept=member.room)
    yield member._replace(room=member.kept)


def _tells(member: Member, which: int, rules: Rules) -> bool:
    return member.kept == which or (member.kept != NOBODY and not rules.room_is_for_one)


def _newcomer_moves(
    state: State, which: int, newcomer: Newcomer, rules: Rules
) -> Iterator[Newcomer]:
    boots = (newcomer.boot,) if rules.only_this_boot_counts else _BOTH
    if all(any((index, which, boot) in state.said for boot in boots) for index in _BOTH):
        yield newcomer._replace(joined=True)
    if newcomer.joined:
        yield newcomer._replace(kept=True)
    yield newcomer._replace(joined=newcomer.kept)


def _taken_out(state: State, which: int) -> Iterator[State]:
    others = [member for member in state.members if member.room == 1 - which]
    if state.newcomers[which].boot == 0 and not others:
        anew = _put(state.newcomers, which, Newcomer(boot=1))
        yield state._replace(members=(Member(), Member()), newcomers=anew)
