"""Who coordinates: takes the seat, leaves it, and what the manager releases meanwhile."""

from tests.group.test_group import _KEY as KEY
from tests.group.test_group import Rig


def seated():
    """It hears itself, and `a` reports, is lowered and says so."""
    rig = Rig(own_id="a", birth="0000a0 1")
    for _ in range(90):
        rig.pass_s(1)
        _loop_back(rig)
    assert rig.group.coordinator == "a"
    return rig


def _loop_back(rig):
    rig.group.on_message(*rig.last)


def test_alone_at_the_broker_it_takes_the_seat_and_grants():
    rig = seated()
    topics = {topic for topic, _ in rig.sent}
    assert topics == {"pilotlight/group/garage/report/a", "pilotlight/group/garage/grant"}


# To load what a coordinator needs would hold up the control step of a charger that charges.
def test_while_its_contactor_is_closed_it_takes_no_seat_that_it_has_not_taken_before():
    rig = Rig(own_id="a", birth="0000a0 1")
    rig.contactor_closed = True
    for _ in range(90):
        rig.pass_s(1)
        _loop_back(rig)
    assert rig.group.coordinator is None and not rig.sent[-1][1]["able"]
    rig.contactor_closed = False
    for _ in range(20):
        rig.pass_s(1)
        _loop_back(rig)
    assert rig.group.coordinator == "a"
    rig.contactor_closed = True
    for _ in range(20):
        rig.pass_s(1)
        _loop_back(rig)
    assert rig.group.coordinator == "a"


def test_an_energy_manager_that_grants_ends_its_seat():
    rig = seated()
    rig.hear("grant", grants={}, **{"from": "!site"})
    rig.pass_s(1)
    assert rig.group.coordinator == "!site"


def test_what_the_manager_releases_holds_for_five_minutes():
    rig = seated()
    rig.hear("release", release_ma=30_000)
    assert rig.group._released_ma(rig.clock.now_s + 299) == 30_000
    assert rig.group._released_ma(rig.clock.now_s + 300) is None


def test_no_secret_is_in_what_it_says():
    rig = seated()
    assert all(KEY not in str(fields) for _, fields in rig.sent)
