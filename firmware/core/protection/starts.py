"""What a start does without, after starts before it that did not last.

The chip's memory may be too short for the network, in a way that no program can catch: the radio
aborts the chip. So the starts are counted, and the car charges with what is left: in the end by
firmware.bare, which is loaded in the place of firmware.app. Where the memory is too small for that
anyway, nobody counts first.
"""

from micropython import const

LASTED_S = const(60)  # a program that ran so long is none the worse for its start

# So many starts in a row have not lasted, this one counted, when it does without.
_WITHOUT_LINK_FROM = const(3)
_WITHOUT_EXTRAS_FROM = const(4)
_BARE_FROM = const(5)
_COUNTED_MAX = const(250)  # kept in a byte

# To be remembered where the next start is to do without the link, and where it is to try it once.
LEAVE_LINK_OUT = const(_WITHOUT_LINK_FROM - 1)
TRY_LINK = const(_WITHOUT_LINK_FROM - 2)

# The least heap on which firmware.app starts from files (make chip-fit).
_APP_BYTES = const(99_400)


def counted(before):
    """`before`: starts in a row that have not lasted. -> as many with this one."""
    return min(before + 1, _COUNTED_MAX)


def without_link(starts):
    return starts >= _WITHOUT_LINK_FROM


def without_extras(starts):
    """Of the console: what needs much memory for a while."""
    return starts >= _WITHOUT_EXTRAS_FROM


def bare(starts):
    """Nothing but what a safe charge needs."""
    return starts >= _BARE_FROM


def too_small(heap_bytes, frozen):
    """For all but that, whatever the count. `frozen`: the program is part of the image."""
    return heap_bytes < _APP_BYTES and not frozen


def lasted(starts):
    """What to remember after a start that has lasted: the next one does without as much."""
    return min(starts, _BARE_FROM) - 1 if without_link(starts) else 0
