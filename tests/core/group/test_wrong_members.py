"""What a coordinator says holds whatever a member or another coordinator is (I7)."""

from tests.core.group.rig import SHARE, Seat


# A member adds up what a message names: it must find there why another has more than its share.
def test_b1_who_is_given_more_stands_beside_those_on_whose_word():
    group = Seat()
    for name, want in (("a", 48_000), ("b", 0), ("c", 0)):
        group.report(name, want=want, draw=want and SHARE)
    group.grants()
    group.acknowledge("b", 0)
    group.acknowledge("c", 0)
    group.now_s += 17
    group.report("a", want=48_000, draw=SHARE)
    assert group.grants() == {"a": 36_000, "b": 0, "c": 0}
    group.now_s += 1
    assert group.grants() == {"a": SHARE}
