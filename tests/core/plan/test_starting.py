"""Around the table: starting, the contactor's rest, a snapshot on its way."""

from tests.core.rig import CLOSED_TILL_23, NOON, Rig, ms_until


def _booting(server=True, epoch=NOON, car="C"):
    rig = Rig(server=server, epoch=epoch, boot_ms=0)
    rig.shows_car(car)
    return rig


def _closes_at_ms(rig):
    began_ms = rig.clock.ms
    wait_ms = ms_until(rig, lambda: rig.board.coil, 400_000)
    return None if wait_ms is None else began_ms + wait_ms


# --- starting ------------------------------------------------------------------------------------


def test_i1_after_a_boot_the_contactor_never_closes_within_ten_seconds():
    rig = _booting(server=False)
    rig.override("charge")
    rig.advance_ms(9_970)
    assert rig.reason == "starting" and rig.shows == "C1 steady open"
    assert rig.clock.ms == 9_990
    assert 10_000 < _closes_at_ms(rig) <= 10_300


def test_without_a_broker_the_ten_seconds_are_all():
    rig = _booting(server=False, car="B")
    rig.wait_until_uptime_s(11)
    assert rig.reason == "offline" and rig.shows == "B2 32 A open"


def test_a_charger_without_its_link_waits_for_no_broker():
    rig = _booting(car="B")
    rig.plan.go_without_link("no link, for want of memory")
    rig.wait_until_uptime_s(11)
    assert rig.reason == "offline" and rig.shows == "B2 32 A open"
    assert rig.plan.trouble == "no link, for want of memory" and rig.plan.left_out


def test_a_broker_that_does_not_answer_is_waited_for_30_s():
    rig = _booting()
    rig.advance_ms(29_960)
    assert rig.clock.ms == 29_980
    assert rig.reason == "starting" and rig.shows == "C1 steady open"
    rig.advance_ms(40)
    assert rig.reason == "offline" and rig.shows == "C2 32 A open"


def test_the_wait_is_the_one_that_is_set():
    for wait_s in (0, 15, 300):
        rig = _booting()
        rig.order("config", {"boot_wait_s": wait_s})
        began_s = max(wait_s, 10)
        rig.advance_ms(began_s * 1_000 - 40)
        assert rig.reason == "starting", wait_s
        rig.advance_ms(40)
        assert rig.reason == "offline", wait_s


def test_link_snapshot_and_clock_end_the_wait():
    rig = _booting()
    rig.advance_ms(12_000)
    rig.server.connect()
    assert rig.reason == "unscheduled" and rig.shows == "C2 32 A open"


def test_a_car_that_comes_before_a_later_snapshot_is_whole_waits_for_it():
    rig = Rig()
    rig.charge()
    rig.unplug()
    rig.advance_ms(6_000)
    rig.server.accept()
    rig.server.subscribe()
    rig.plug_in()
    assert rig.reason == "starting" and rig.shows == "B1 steady open"
    rig.server.pong()
    rig.advance_ms(4_000)
    assert rig.reason == "unscheduled" and rig.shows == "B2 32 A open"


def test_a_closed_schedule_at_boot_never_lets_the_contactor_close():
    rig = _booting()
    rig.advance_ms(12_000)
    rig.server.connect(tou=CLOSED_TILL_23)
    assert rig.reason == "waiting"
    assert _closes_at_ms(rig) is None


def test_without_a_clock_the_wait_goes_on():
    rig = _booting(epoch=None)
    rig.advance_ms(12_000)
    rig.server.connect()
    assert rig.reason == "starting"
    rig.wait_until_uptime_s(31)
    assert rig.reason == "unscheduled"


def test_a_local_override_skips_the_wait_and_one_by_the_server_does_not():
    rig = _booting()
    rig.advance_ms(12_000)
    rig.order("override", "charge", "server")
    rig.advance_ms(20)
    assert rig.reason == "starting" and rig.shows == "C1 steady open"
    rig.override("charge")
    rig.advance_ms(20)
    assert rig.reason == "override" and rig.shows == "C2 32 A open"


def test_what_has_started_does_not_fall_back_to_starting_when_the_link_goes_again():
    rig = _booting()
    rig.order("config", {"boot_wait_s": 300, "link_timeout_s": 30})
    rig.advance_ms(12_000)
    rig.server.connect()
    assert rig.shows == "C2 32 A open"
    rig.server.die()
    rig.wait_s(40)
    assert rig.reason == "offline" and rig.shows == "C2 32 A closed"


def test_a_broker_that_lets_nobody_subscribe_does_not_keep_the_car_waiting():
    rig = _booting()
    rig.advance_ms(12_000)
    rig.server.accept()
    rig.wait_until_uptime_s(31)
    assert rig.reason == "offline" and rig.plan.may_charge


# --- the contactor's rest ------------------------------------------------------------------------


def _charging(**retained):
    rig = Rig(server=True, epoch=NOON)
    rig.server.connect(**retained)
    rig.charge()
    return rig


def test_after_an_opening_the_pilot_is_steady_for_five_seconds_from_the_next_step_on():
    rig = _charging()
    rig.open_s2()
    opened_ms = rig.clock.ms
    assert rig.shows == "B2 32 A open"
    rig.advance_ms(20)
    assert rig.shows == "B1 steady open"
    rig.advance_ms(230)
    assert rig.reason == "dwell"
    rig.advance_ms(opened_ms + 4_980 - rig.clock.ms)
    assert rig.shows == "B1 steady open"
    rig.advance_ms(280)
    assert rig.reason == "unscheduled" and rig.shows == "B2 32 A open"


def test_a_car_that_keeps_asking_after_the_grace_meets_a_steady_pilot_for_five_seconds():
    rig = _charging()
    rig.override("pause")
    rig.advance_ms(20)
    rig.override("auto")
    assert rig.shows == "C1 steady closed"
    rig.advance_ms(6_000)
    assert rig.shows == "C1 steady open"
    rig.advance_ms(4_980)
    assert rig.shows == "C1 steady open"
    assert _closes_at_ms(rig) is not None


def test_a_plug_that_wobbles_meets_a_steady_pilot_for_three_seconds():
    rig = _charging()
    rig.open_s2()
    rig.advance_ms(10_000)
    rig.shows_car("A", 60)
    rig.shows_car("B", 20)
    assert rig.shows == "B1 steady open"
    steady_ms = ms_until(rig, lambda: rig.shows == "B2 32 A open", 5_000)
    assert 60 + 20 + steady_ms >= 3_000


# --- the snapshot --------------------------------------------------------------------------------


def _reconnecting(**retained):
    """SUBACK has just come after an outage in which the car charged offline."""
    rig = _charging(**retained)
    rig.server.die_and_be_missed()
    rig.server.accept()
    rig.server.subscribe()
    rig.advance_ms(20)
    return rig


def test_while_the_snapshot_is_incomplete_the_table_stops_nothing():
    rig = _charging()
    rig.server.die_and_be_missed()
    rig.server.accept()
    rig.server.subscribe()
    rig.server.order("tou", CLOSED_TILL_23)
    rig.advance_ms(980)
    assert rig.shows == "C2 32 A closed" and rig.reason == "offline"
    rig.advance_ms(300)
    assert rig.shows == "C1 steady closed" and rig.reason == "waiting"


def test_while_the_snapshot_is_incomplete_the_table_starts_nothing():
    rig = _charging(tou=CLOSED_TILL_23)
    rig.wait_until_uptime_s(40)
    assert rig.reason == "waiting"
    rig.server.die()
    rig.server.accept()
    rig.server.subscribe()
    rig.server.order("tou", dict(CLOSED_TILL_23, default="allow", rules=[]))
    rig.advance_ms(900)
    assert rig.reason == "waiting" and rig.shows == "C1 steady open"
    rig.advance_ms(350)
    assert rig.reason == "scheduled"


def test_a_schedule_that_the_broker_no_longer_has_is_gone_with_the_snapshot():
    rig = _reconnecting(tou=CLOSED_TILL_23)
    rig.server.pong()
    rig.advance_ms(960)
    assert rig.plan.orders.schedule is not None
    rig.advance_ms(300)
    assert rig.plan.orders.schedule is None
    assert rig.reason == "unscheduled"


def test_while_the_snapshot_is_incomplete_faults_and_the_plug_act_at_once():
    rig = _reconnecting()
    rig.board.leak()
    rig.advance_ms(20)
    assert rig.shows == "F -12 V open" and rig.fault == "ground_fault"
    rig = _reconnecting()
    rig.unplug()
    assert rig.shows == "A steady open"


def test_while_the_snapshot_is_incomplete_a_lower_limit_acts():
    rig = _reconnecting()
    rig.server.order("limit", 10)
    rig.advance_ms(20)
    assert rig.shows == "C2 10 A closed"
    rig.server.order("limit", 0)
    rig.advance_ms(20)
    assert rig.shows == "C1 steady closed" and rig.reason == "limit"


def test_while_the_snapshot_is_incomplete_the_driver_is_obeyed():
    rig = _reconnecting()
    rig.override("pause")
    rig.advance_ms(20)
    assert rig.shows == "C1 steady closed" and rig.reason == "paused"


def test_a_limit_of_before_the_outage_binds_nobody_until_the_snapshot_tells():
    rig = Rig(server=True, epoch=NOON)
    rig.server.connect()
    rig.server.order("limit", 0)
    rig.server.die_and_be_missed()
    rig.charge()
    assert rig.shows == "C2 32 A closed" and rig.reason == "offline"
    rig.server.accept()
    rig.advance_ms(500)
    assert rig.shows == "C2 32 A closed"
    rig.server.subscribe()
    rig.server.pong()
    rig.advance_ms(1_250)
    assert rig.shows == "C2 32 A closed" and rig.reason == "unscheduled"
