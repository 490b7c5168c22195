"""A coordinator, and members that report as they are told."""

from firmware.core.group.grants import Coordinator

SHARE = 12_000
LATER_S = 1_000


class Seat:
    """A coordinator past its first 40 s."""

    def __init__(self, members=3, began_s=LATER_S - 40):
        self.coordinator = Coordinator("seat", SHARE, members, began_s)
        self.now_s = LATER_S
        self.round = 0
        self.number = 0

    def report(self, name, want=0, draw=0, holder=None, round_=0, bound=SHARE, boot="b"):
        self.number += 1
        report = (boot, self.number, holder, round_, bound, want, draw, 0)
        self.coordinator.heard(name, report, self.now_s)

    def grants(self, released_ma=None):
        self.round += 1
        given = self.coordinator.grants(self.round, self.now_s, released_ma)
        return {name: grant[2] for name, grant in given.items()}

    def acknowledge(self, name, ma, **more):
        self.report(name, holder="seat", round_=self.round, bound=ma, **more)


def lent(group=None):
    """`a` draws; `b` and `c` acknowledged that they have nothing."""
    group = group or Seat()
    for name, want in (("a", 48_000), ("b", 0), ("c", 0)):
        group.report(name, want=want, draw=want and SHARE)
    assert group.grants() == {"a": SHARE, "b": 0, "c": 0}
    group.now_s += 5
    group.acknowledge("b", 0)
    group.acknowledge("c", 0)
    group.report("a", want=48_000, draw=SHARE)
    return group
