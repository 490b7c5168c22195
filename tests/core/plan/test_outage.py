"""The server's death and return: which limits, which pauses, how often."""

from tests.core.rig import CLOSED_TILL_23, NOON, Rig


def _charging(**retained):
    rig = Rig(server=True, epoch=NOON)
    rig.server.connect(**retained)
    rig.charge()
    return rig


def _offered_a(rig):
    return rig.charger.offered_ma // 1_000


def test_nothing_changes_until_the_timeout_has_passed():
    rig = _charging(tou=CLOSED_TILL_23)
    rig.server.die()
    rig.wait_s(299)
    assert rig.plan.link.up and rig.reason == "waiting" and rig.shows == "C1 steady open"
    rig.wait_s(3)
    assert not rig.plan.link.up and rig.reason == "offline" and rig.shows == "C2 32 A closed"


def _accepts_and_says_no_more(server):
    server.accept()
    server.alive = False


def _lets_nobody_subscribe(server):
    server.accept()


def _subscribes_and_says_no_more(server):
    _accepts_and_says_no_more(server)
    server.subscribe()


def test_a2_a_broker_of_no_use_does_not_keep_a_car_waiting():
    for attempt in (
        _accepts_and_says_no_more,
        _lets_nobody_subscribe,
        _subscribes_and_says_no_more,
    ):
        rig = _charging(tou=CLOSED_TILL_23)
        for _ in range(5):
            rig.server.die()
            rig.wait_s(48)
            assert rig.reason == "waiting"
            attempt(rig.server)
            rig.wait_s(12)
        rig.wait_s(2)
        assert not rig.plan.link.up and rig.reason == "offline", attempt
        rig.wait_s(3)
        assert rig.shows == "C2 32 A closed", attempt


def test_the_live_limit_at_the_loss_stays_for_the_car_that_was_there():
    rig = _charging(limit=16)
    rig.server.die_and_be_missed()
    assert rig.plan.limits["live"] == 16_000
    assert rig.shows == "C2 16 A closed"


def test_the_offline_limit_counts_beside_it():
    rig = _charging(limit=16)
    rig.order("config", {"offline_amps": 12})
    rig.server.die_and_be_missed()
    rig.wait_s(6)
    assert rig.shows == "C2 12 A closed"


def test_a_car_that_comes_in_the_outage_owes_the_live_limit_nothing():
    rig = Rig(server=True, epoch=NOON)
    rig.server.connect(limit=16)
    rig.server.die_and_be_missed()
    rig.charge()
    assert rig.plan.limits["live"] is None
    assert rig.shows == "C2 32 A closed"


def test_the_next_car_in_the_outage_owes_it_nothing_either():
    rig = _charging(limit=16)
    rig.server.die_and_be_missed()
    rig.unplug()
    rig.advance_ms(4_000)
    rig.charge()
    rig.advance_ms(3_000)
    assert rig.shows == "C2 32 A closed"


def test_the_offline_limit_defaults_to_the_wire_ampacity():
    rig = _charging()
    rig.server.die_and_be_missed()
    assert rig.plan.limits["offline"] == 32_000
    rig.order("wire", {"amps": 20})
    rig.advance_ms(20)
    assert rig.plan.limits["offline"] == 20_000 and rig.shows == "C2 20 A closed"


def test_a_live_limit_below_six_amps_at_the_loss_is_a_pause_for_an_hour():
    rig = _charging(limit=5.9)
    assert rig.reason == "limit"
    rig.server.die_and_be_missed()
    assert rig.reason == "paused"
    rig.wait_s(3_599 - rig.plan.link.down_s)
    assert rig.reason == "paused" and rig.shows == "C1 steady open"
    rig.wait_s(1)
    assert rig.reason == "offline"
    rig.wait_s(4)
    assert rig.shows == "C2 32 A closed"


def test_the_pause_lasts_as_long_as_is_set():
    rig = _charging(limit=0)
    rig.order("config", {"pause_ttl_s": 60})
    rig.server.die_and_be_missed()
    rig.wait_s(59 - rig.plan.link.down_s)
    assert rig.reason == "paused"
    rig.wait_s(1)
    assert rig.reason == "offline"


def test_the_drivers_charge_wins_over_such_a_pause():
    rig = _charging(limit=0)
    rig.server.die_and_be_missed()
    rig.override("charge")
    rig.wait_s(2)
    assert rig.reason == "override" and rig.shows == "C2 32 A closed"


def test_six_amps_at_the_loss_are_six_amps():
    rig = _charging(limit=6)
    rig.server.die_and_be_missed()
    assert rig.reason == "offline" and rig.shows == "C2 6 A closed"


def test_the_server_that_returns_is_obeyed_at_once():
    rig = _charging(tou=CLOSED_TILL_23)
    rig.server.die_and_be_missed()
    rig.wait_s(1)
    assert rig.shows == "C2 32 A closed"
    rig.server.connect(tou=CLOSED_TILL_23)
    assert rig.reason == "waiting" and rig.shows == "C1 steady closed"
    rig.open_s2()
    assert rig.shows == "B1 steady open"


def test_i2_the_servers_limit_is_obeyed_within_five_seconds_of_its_return():
    rig = _charging()
    rig.server.die_and_be_missed()
    rig.server.connect(limit=10)
    rig.advance_ms(5_000)
    assert rig.shows == "C2 10 A closed"


def test_the_offline_limit_no_longer_binds_when_the_server_is_back():
    rig = _charging()
    rig.order("config", {"offline_amps": 10})
    rig.server.die_and_be_missed()
    rig.wait_s(6)
    assert _offered_a(rig) == 10
    rig.server.connect()
    rig.wait_s(6)
    assert _offered_a(rig) == 32


def _flap(rig):
    """One outage in which the car charges, and the server's return."""
    rig.server.die_and_be_missed()
    rig.wait_s(40)
    assert rig.reason == "offline"
    rig.server.connect(tou=CLOSED_TILL_23)
    rig.wait_s(40)
    assert rig.reason == "waiting"


def test_after_three_offline_starts_within_an_hour_the_timeout_is_1800_s():
    rig = _charging(tou=CLOSED_TILL_23)
    for _ in range(3):
        _flap(rig)
    rig.server.die()
    rig.wait_s(1_799)
    assert rig.plan.link.up and rig.reason == "waiting"
    rig.wait_s(3)
    assert not rig.plan.link.up and rig.reason == "offline"


def test_a_car_that_comes_and_goes_in_one_outage_is_no_flapping():
    rig = _charging()
    rig.server.die_and_be_missed()
    for _ in range(4):
        rig.unplug()
        rig.advance_ms(4_000)
        rig.charge()
    rig.server.connect()
    rig.server.die()
    rig.wait_s(302)
    assert not rig.plan.link.up


def test_each_outage_is_counted():
    rig = _charging()
    for number in (1, 2):
        rig.server.die_and_be_missed()
        assert rig.plan.link.outages == number
        rig.server.connect()


def test_the_loss_of_the_link_is_in_the_log():
    rig = _charging()
    rig.server.die_and_be_missed()
    notes = [(code, detail) for _, code, detail, *_ in rig.journal.entries]
    assert ("link_down", "no valid reply within the timeout") in notes
