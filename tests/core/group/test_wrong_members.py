"""What a coordinator says holds whatever a member or another coordinator is (I7)."""

from tests.core.group.rig import SHARE, Seat, lent


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


def _another_comes(group, name="a"):
    """It has the id of `name`, and another boot."""
    group.report(name, want=48_000, draw=SHARE, boot="another")


def test_field_8_a_new_boot_of_an_id_is_granted_nothing_until_the_old_ones_lease_is_over():
    group = lent()
    assert group.grants()["a"] == 36_000
    _another_comes(group)
    for _ in range(39):
        assert "a" not in group.grants()
        group.now_s += 1
        _another_comes(group)
    group.now_s += 1
    _another_comes(group)
    assert group.grants()["a"] == SHARE


def test_field_8_of_two_boots_in_turn_neither_is_granted_anything():
    group = lent()
    group.grants()
    for _ in range(20):
        _another_comes(group)
        group.now_s += 10
        assert "a" not in group.grants()
        group.report("a", want=48_000, draw=SHARE)
        group.now_s += 10
        assert "a" not in group.grants()


def test_field_8_what_the_old_boot_was_granted_is_not_there_for_others():
    group = lent()
    assert group.grants()["a"] == 36_000
    _another_comes(group)
    group.now_s += 17
    group.acknowledge("b", 0, want=48_000, draw=SHARE)
    group.acknowledge("c", 0)
    assert group.grants()["b"] == 0
    group.now_s += 21
    group.acknowledge("b", 0, want=48_000, draw=SHARE)
    group.acknowledge("c", 0)
    _another_comes(group)
    assert group.grants()["b"] == SHARE


def test_field_8_a_car_of_the_old_boot_that_is_still_to_follow_is_counted():
    group = lent()
    group.grants()
    group.report("a")
    group.grants()
    group.acknowledge("a", 36_000)
    _another_comes(group)
    group.now_s += 5
    group.acknowledge("b", 0, want=48_000, draw=SHARE)
    group.acknowledge("c", 0)
    assert group.grants()["b"] == 0


def test_the_boot_that_a_sender_had_before_is_told():
    group = Seat()
    report = ("x", 1, None, 0, SHARE, 0, 0, 0)
    assert group.coordinator.heard("a", report, group.now_s) == "x"
    assert group.coordinator.heard("a", ("y",) + report[1:], group.now_s) == "x"
    assert group.coordinator.heard("a", ("y", 2) + report[2:], group.now_s) == "y"
