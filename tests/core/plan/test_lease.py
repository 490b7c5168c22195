"""A word of the server's that is good for so long: then its sender is gone."""

from tests.core.rig import NOON, Rig, refused


def _charging(offline_a=None):
    rig = Rig(server=True, epoch=NOON)
    if offline_a is not None:
        rig.order("config", {"offline_amps": offline_a}, "local")
    rig.server.connect()
    rig.charge()
    return rig


def _stays_up(rig, s):
    for _ in range(s):
        rig.server.pong()
        rig.advance_ms(1_000)


def test_a_limit_that_nobody_renews_gives_way_to_the_offline_limit():
    rig = _charging(offline_a=20)
    rig.server.order("limit", {"amps": 10, "ttl_s": 60})
    _stays_up(rig, 59)
    assert rig.shows == "C2 10 A closed"
    _stays_up(rig, 2)
    assert rig.shows == "C2 20 A closed"
    assert rig.plan.limits["live"] is None and rig.plan.limits["offline"] == 20_000
    assert rig.plan.servers_word.startswith("the time of the server's limit ran out")


def test_one_below_6_a_does_too_so_that_the_car_charges():
    rig = _charging()
    rig.server.order("limit", {"amps": 0, "ttl_s": 10})
    _stays_up(rig, 9)
    assert rig.reason == "limit"
    _stays_up(rig, 40)
    assert rig.shows == "C2 32 A closed"


def test_one_that_is_renewed_goes_on_and_the_next_word_ends_the_offline_limit():
    rig = _charging(offline_a=20)
    for _ in range(3):
        rig.server.order("limit", {"amps": 10, "ttl_s": 60})
        _stays_up(rig, 50)
        assert rig.shows == "C2 10 A closed"
    _stays_up(rig, 20)
    rig.server.order("limit", 24)
    _stays_up(rig, 6)
    assert rig.shows == "C2 24 A closed" and rig.plan.servers_word is None


def test_a_pause_that_nobody_renews_ends():
    rig = _charging()
    rig.server.order("override", {"override": "pause", "ttl_s": 30})
    _stays_up(rig, 29)
    assert rig.reason == "paused"
    _stays_up(rig, 20)
    assert rig.shows == "C2 32 A closed"


def test_the_limit_of_an_outage_runs_out_in_it():
    rig = _charging(offline_a=20)
    rig.server.order("limit", {"amps": 10, "ttl_s": 3_600})
    rig.server.die_and_be_missed()
    rig.advance_ms(1_000)
    assert rig.shows == "C2 10 A closed"
    rig.wait_s(3_600)
    rig.advance_ms(6_000)
    assert rig.shows == "C2 20 A closed"


def test_how_long_is_bounded():
    rig = _charging()
    for ttl_s in (9, 86_401, 60.0, True, "60", None, -1):
        wanted = "accepted" if ttl_s is None else "ttl_s"
        order = {"amps": 10, "ttl_s": ttl_s}
        assert refused(rig.order, "limit", order, "server") == wanted, ttl_s
