"""Sessions on the real interpreter, through a broker: once by their number, whatever dies."""


def _sessions(rig):
    return [event for event in rig.server.events if "plugged" in event]


def _visit(rig, s=30):
    """A car charges for `s` and leaves."""
    rig.new_car(missing_wh=30_000)
    rig.shows(60, pilot="C2", contactor=1)
    rig.charger.advance_ms(s * 1_000)
    rig.charger.unplug()
    rig.charger.advance_ms(6_000)


def test_a_session_is_told_to_the_server_when_the_car_has_left(rig):
    _visit(rig)
    (session,) = _sessions(rig)
    assert session["plugged"] <= session["started"] < session["ended"] <= session["unplugged"]
    assert session["unplugged"] <= rig.charger.last.wall_s
    assert session["wh"] > 0 and session["end"] == "unplugged" and session["offline"] is False
    rig.charger.advance_ms(120_000)
    assert len(_sessions(rig)) == 1


def test_a_session_without_the_server_is_told_when_it_returns(rig):
    rig.server_dies()
    rig.charger.advance_ms(40_000)
    _visit(rig)
    _visit(rig)
    rig.server_returns()
    rig.charger.advance_ms(90_000)
    first, second = _sessions(rig)
    assert first["offline"] and second["offline"] and first["seq"] < second["seq"]
    assert first["unplugged"] < second["plugged"]


def test_sessions_survive_a_reset_and_a_mains_cut_until_they_are_told(rig):
    rig.server_dies()
    rig.charger.advance_ms(40_000)
    _visit(rig)
    rig.charger.do("later", us=5_000, what="reset_cpu", details={"cause": "watchdog"})
    rig.charger.advance_ms(20_000)
    _visit(rig)
    rig.new_car(missing_wh=30_000)
    rig.shows(90, pilot="C2", contactor=1)
    rig.charger.advance_ms(60_000)
    rig.charger.cut_mains()
    rig.charger.restore_mains()
    rig.server_returns()
    rig.charger.advance_ms(120_000)
    seqs = [session["seq"] for session in _sessions(rig)]
    assert len(seqs) == 3 and seqs == sorted(set(seqs))
    assert [session["end"] for session in _sessions(rig)] == ["unplugged", "unplugged", "power"]
    assert None not in [session["unplugged"] for session in _sessions(rig)[:2]]
