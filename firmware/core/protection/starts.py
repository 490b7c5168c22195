"""What a start does without, after starts before it that did not last.

The chip's memory may be too short for the network, in a way that no program can catch: the radio
aborts the chip. So the starts are counted, and the car charges with what is left.
"""

from micropython import const

LASTED_S = const(60)  # a program that ran so long is none the worse for its start

# So many starts in a row have not lasted, this one counted, when it does without.
_WITHOUT_LINK_FROM = const(3)
_WITHOUT_EXTRAS_FROM = const(4)
_COUNTED_MAX = const(250)  # kept in a byte

# To be remembered where the next start is to do without the link once more, and where it is to
# try it once.
STAY_WITHOUT_LINK = const(_WITHOUT_LINK_FROM - 1)
TRY_LINK = const(_WITHOUT_LINK_FROM - 2)


def counted(before):
    """`before`: starts in a row that have not lasted. -> as many with this one."""
    return min(before + 1, _COUNTED_MAX)


def without_link(starts):
    return starts >= _WITHOUT_LINK_FROM


def without_extras(starts):
    """Of the console: what needs much memory for a while."""
    return starts >= _WITHOUT_EXTRAS_FROM
