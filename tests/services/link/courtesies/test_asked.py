"""What a broker need not allow is asked for one at a time, each with its trial."""

from errno import ECONNRESET

from tests.services.link.courtesies.rig import BIRTH, DISCOVERY, GROUP, OVER


def test_each_has_its_trial_before_the_next(rig):
    rig.advance_ms(3_250)
    assert rig.said == [GROUP]
    rig.advance_ms(250)
    assert rig.said == [GROUP, BIRTH]
    rig.advance_ms(3_000)
    assert rig.said == [GROUP, BIRTH]
    rig.advance_ms(250)
    assert rig.said == [GROUP, BIRTH, DISCOVERY]


def test_on_a_slow_link_the_trial_begins_when_it_is_out(rig):
    rig.until(GROUP)
    rig.connection.slow = True
    rig.advance_ms(10_000)
    rig.connection.slow = False
    rig.advance_ms(2_750)
    assert rig.said == [GROUP]
    rig.until(BIRTH)


def test_a_state_now_and_then_makes_no_trial_longer(rig):
    rig.until(GROUP)
    for _ in range(4):
        rig.connection.slow = True
        rig.advance_ms(250)
        rig.connection.slow = False
        rig.advance_ms(500)
    rig.until(BIRTH)
    assert rig.clock.ms <= 4_500
    rig.advance_ms(10_000)
    rig.courtesies.ended(EOFError())
    assert rig.link.trouble is None


def test_the_groups_word_goes_out_once_it_is_asked_for_and_is_on_trial_too(rig):
    assert not rig.courtesies.may_speak(rig.clock.ticks_ms())
    rig.until(GROUP)
    rig.advance_ms(250)
    assert rig.courtesies.may_speak(rig.clock.ticks_ms())
    rig.courtesies.ended(OSError(ECONNRESET))
    assert rig.link.trouble == OVER.format("the load group")
    rig.connect()
    rig.advance_ms(20_000)
    assert not rig.courtesies.may_speak(rig.clock.ticks_ms())


def test_the_groups_word_waits_for_another_s_trial_once(rig):
    rig.until(BIRTH)
    assert not rig.courtesies.may_speak(rig.clock.ticks_ms())
    rig.advance_ms(60_000)
    assert rig.courtesies.may_speak(rig.clock.ticks_ms())
    rig.connection.slow = True
    assert rig.courtesies.may_speak(rig.clock.ticks_ms())


def test_while_a_car_charges_nothing_is_announced(rig):
    rig.report.charging = True
    rig.advance_ms(20_000)
    assert rig.said == [GROUP, BIRTH]
    rig.report.charging = False
    rig.until(DISCOVERY)
