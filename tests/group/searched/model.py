"""A small model of the protocol, searched whole: every state that any loss, delay, reboot or
policy of a coordinator can lead to, for three members.

Time goes in steps of 10 s, within which everything may happen in any order: a lease is 3, the
silence 4, and a car follows within one. Amps are counted in shares. Roles are fixed: takers are
raised, lenders lowered to nothing, by seats that grant whatever their rules allow. A message that
is late or lost is an event that comes late or never; a grant ends at an instant, however late it
comes, so that a taker is thought to draw all that is still under way to it. What a seat once heard
it forgets by age alone: later reports may all have been lost.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

LEASE, FRESH = 3, 2
OWN, LOW, SILENT, BOOTED = "own", "low", "silent", "booted"
NEVER = -1
MEMBERS = 3

Kind = TypeVar("Kind")


class Rules(NamedTuple):
    """The protocol's; a test breaks one at a time."""

    silence: int = 4
    silence_after_boot: int = 4
    lease_ends_with_the_word: bool = True
    waits_for_acknowledgement: bool = True
    waits_for_the_car: bool = True
    one_holder: bool = True
    gives_back_with_care: bool = True
    reserves_the_silent: bool = True
    word_covers_what_is_raised: bool = True
    answers_no_new_boot: bool = True  # of two under one id: copied.py
    counts_the_boot_before: bool = True


class Word(NamedTuple):
    """What one seat knows of one lender: age of its acknowledgement, whether others were given its
    share on it, and steps for which the share, given back, is still under way."""

    age: int = NEVER
    lent: bool = False
    back: int = 0


class Lender(NamedTuple):
    """`left`: steps of the lease, or of the silence; `round_age`: of the round it follows."""

    truth: str = OWN
    left: int = 0
    seat: int = NEVER
    round_age: int = 0
    fading: bool = False
    counts: bool = False
    words: tuple[Word, ...] = ()


# A taker: per level of 2, 3 shares, steps for which it is granted; 0: the car is still to follow.
Taker = tuple[int, int]


class State(NamedTuple):
    takers: tuple[Taker, ...]
    lenders: tuple[Lender, ...]


def start(takers: int) -> State:
    words = (Word(),) * takers
    lenders = (Lender(words=words),) * (MEMBERS - takers)
    return State(((NEVER, NEVER),) * takers, lenders)


def drawn(state: State) -> int:
    """Shares that the cars may draw at this instant, at the most."""
    lent = sum(lender.truth == OWN or lender.fading for lender in state.lenders)
    return lent + sum(level(taker) for taker in state.takers)


def level(taker: Taker) -> int:
    return 3 if taker[1] >= 0 else 2 if taker[0] >= 0 else 1


def _put(items: tuple, index: int, item: object) -> tuple:
    return items[:index] + (item,) + items[index + 1 :]


def following(state: State, rules: Rules) -> Iterator[State]:
    yield _tick(state, rules)
    for seat in range(len(state.takers)):
        for taker in raised(state, seat, rules):
            yield state._replace(takers=_put(state.takers, seat, taker))
    for index, lender in enumerate(state.lenders):
        others = [other for at, other in enumerate(state.lenders) if at != index]
        for after in _lender_moves(state, lender, others, rules):
            # Lenders are alike: their order says nothing.
            yield state._replace(lenders=tuple(sorted(_put(state.lenders, index, after))))


def _tick(state: State, rules: Rules) -> State:
    takers = tuple((max(NEVER, two - 1), max(NEVER, three - 1)) for two, three in state.takers)
    lenders = tuple(sorted(older(lender, rules) for lender in state.lenders))
    return State(takers, lenders)


def older(lender: Lender, rules: Rules) -> Lender:
    words = tuple(_older_word(word, rules) for word in lender.words)
    lender = lender._replace(words=words, fading=False)
    if lender.truth == OWN:
        return lender
    lender = lender._replace(left=lender.left - 1, round_age=min(FRESH, lender.round_age + 1))
    if lender.left > 0:
        return lender
    if lender.truth == LOW and rules.silence:
        return lender._replace(truth=SILENT, left=rules.silence)
    return Lender(words=words)


# Too old, it is no word at all; one that is thought to hold for ever stays as it is.
def _older_word(word: Word, rules: Rules) -> Word:
    age = word.age
    if age != NEVER:
        age = age + 1 if age + 1 < FRESH else NEVER if rules.reserves_the_silent else age
    return word._replace(age=age, back=max(0, word.back - 1))


# A word that ends before what was raised on others' words does not count: that would rest on it.
def _counted(lender: Lender, seat: int, state: State, rules: Rules) -> int:
    age = lender.words[seat].age
    if age == NEVER:
        return 1
    return int(rules.word_covers_what_is_raised and LEASE - age < max(state.takers[seat]))


def raised(state: State, seat: int, rules: Rules) -> Iterator[Taker]:
    two, three = state.takers[seat]
    free = (
        MEMBERS
        - (len(state.takers) - 1)
        - sum(_counted(at, seat, state, rules) for at in state.lenders)
    )
    ages = [at.words[seat].age for at in state.lenders if at.words[seat].age != NEVER]
    if not ages:
        return
    longest = LEASE - max(ages) if rules.lease_ends_with_the_word else LEASE
    if free >= 2:
        yield max(two, longest), three
    if free >= 3:
        yield max(two, longest), max(three, longest)
    # Lowered, followed and acknowledged.
    yield two, NEVER
    yield NEVER, NEVER


def _lender_moves(
    state: State, lender: Lender, others: list[Lender], rules: Rules
) -> Iterator[Lender]:
    yield booted(lender, rules)
    for seat in range(len(lender.words)):
        yield from taken(lender, seat, rules)
        yield from acknowledged(lender, seat, rules)
        yield from given_back(state, lender, seat, others, rules)


def booted(lender: Lender, rules: Rules) -> Lender:
    fresh = Lender(words=lender.words)
    silence = rules.silence_after_boot
    return fresh._replace(truth=BOOTED, left=silence) if silence else fresh


def taken(lender: Lender, seat: int, rules: Rules) -> Iterator[Lender]:
    """A grant arrives, late or not."""
    word = lender.words[seat]
    if _takes_grants_of(lender, seat, rules):
        yield from _lowered(lender, seat, rules)
        if word.back:
            yield Lender(words=_put(lender.words, seat, word._replace(back=0)))


def acknowledged(lender: Lender, seat: int, rules: Rules) -> Iterator[Lender]:
    word = lender.words[seat]
    hears = lender.truth in (LOW, SILENT) and lender.seat == seat and lender.counts
    if hears and not (lender.fading and rules.waits_for_the_car) and lender.round_age < FRESH:
        said = Word(lender.round_age, True, word.back)
        yield lender._replace(words=_put(lender.words, seat, said))
    if not rules.waits_for_acknowledgement:
        yield lender._replace(words=_put(lender.words, seat, Word(0, True, word.back)))


def given_back(
    state: State, lender: Lender, seat: int, others: list[Lender], rules: Rules
) -> Iterator[Lender]:
    """The seat grants it its share again."""
    word = lender.words[seat]
    if word.back < LEASE and _may_give_back(state, seat, word, others, rules):
        after = lender._replace(words=_put(lender.words, seat, Word(NEVER, False, LEASE)))
        yield after._replace(counts=lender.counts and lender.seat != seat)


def _takes_grants_of(lender: Lender, seat: int, rules: Rules) -> bool:
    if lender.truth == OWN:
        return True
    return lender.truth != BOOTED and (lender.seat == seat or not rules.one_holder)


# The lease may end at this very instant, for the report that it quotes was long under way; the
# round may be an old one. One from before the share was given back is not what a seat waits for.
def _lowered(lender: Lender, seat: int, rules: Rules) -> Iterator[Lender]:
    word = lender.words[seat]
    fading = lender.fading or lender.truth == OWN
    for round_age in range(FRESH + 1):
        for left in range(LEASE + 1):
            low = Lender(LOW, left, seat, round_age, fading, True, lender.words)
            if left == 0:
                low = low._replace(truth=SILENT, left=rules.silence)
                if not rules.silence:
                    continue
            yield low._replace(words=_put(lender.words, seat, word._replace(back=0)))
            if word.back:
                yield low._replace(counts=False)


def _may_give_back(
    state: State, seat: int, word: Word, others: list[Lender], rules: Rules
) -> bool:
    if not word.lent or not rules.gives_back_with_care:
        return True
    counted = level(state.takers[seat]) + (len(state.takers) - 1)
    return counted + sum(_counted(other, seat, state, rules) for other in others) + 1 <= MEMBERS


def search(
    first: Kind,
    rules: Any,
    drawn: Callable[[Kind], float],
    following: Callable[[Kind, Any], Iterator[Kind]],
) -> tuple[int, list[Kind]]:
    """(states visited, the way to a state that overloads the circuit: empty if there is none)."""
    came_from: dict[Kind, Kind | None] = {first: None}
    queue = deque([first])
    while queue:
        state = queue.popleft()
        if drawn(state) > MEMBERS:
            return len(came_from), _way(came_from, state)
        for after in following(state, rules):
            if after not in came_from:
                came_from[after] = state
                queue.append(after)
    return len(came_from), []


def _way(came_from: dict[Kind, Kind | None], state: Kind | None) -> list[Kind]:
    way: list[Kind] = []
    while state is not None:
        way.append(state)
        state = came_from[state]
    return way[::-1]
