"""Finding 5: nothing makes the contactor close without end, nor open under load."""

QUARTER_HOUR_S = 900


def test_5_a_car_that_asks_for_8_s_and_rests_for_2_gets_ever_longer_rests(charging):
    rig = charging()
    for _ in range(QUARTER_HOUR_S // 10):
        rig.open_s2()
        rig.wait_s(2)
        rig.ask_power()
        rig.wait_s(8)
    assert 4 <= rig.world.power.closings <= 7
    assert rig.noted("rationed") == 1
    assert rig.reason == "dwell" and "the more often it has closed" in str(rig.console("why"))


def test_5_a_pilot_s_bad_contact_opens_under_load_four_times_and_then_rests(charging):
    rig = charging()
    rig.draw(32_000)
    for _ in range(15):
        rig.wait_s(15)
        rig.inject("cp_short")
        rig.advance_ms(160)
        rig.mend("cp_short")
        rig.wait_s(45)
    assert rig.world.power.openings_under_load == 4
    assert rig.noted("rationed") == 1


def test_5_the_ration_outlasts_a_reset_and_ends_by_unplugging(charging):
    rig = charging()
    for _ in range(3):
        rig.open_s2()
        rig.wait_s(6)
        rig.ask_power()
        rig.wait_s(6)
    rig.open_s2()
    rig.wait_s(1)
    rig.reset()
    rig.ask_power()
    rig.wait_s(40)
    rig.now("C1 steady open")
    rig.unplug()
    rig.wait_s(5)
    rig.plug_in_asking()
    rig.until("C2 32 A closed", 32_000)
