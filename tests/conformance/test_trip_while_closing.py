"""A residual current in the very step that closes, over before anybody looks (I1)."""

import pytest


def _trip_during_the_closing(rig, before):
    """The sensor's interrupt comes before or behind the closing, and the trip is over at once."""
    gfci, contactor = rig.app.board.gfci, rig.app.board.contactor
    close = contactor.close

    def closing():
        if not rig.app.charger.session.closed:  # a pulse of the self-test
            close()
            return
        contactor.close = close
        if before:
            gfci._on_trip(None)
        close()
        if not before:
            gfci._on_trip(None)

    contactor.close = closing


@pytest.mark.parametrize("before", [True, False])
def test_i1_a_trip_while_closing_is_not_closed_over(rig, before):
    rig.offer()
    _trip_during_the_closing(rig, before)
    rig.ask_power()
    rig.ms_until(lambda: rig.fault == "ground_fault", 3_000)
    assert not rig.world.power.coil and not rig.world.power.closed


def test_i1_a_trip_between_the_look_and_the_closing_is_not_closed_over(rig):
    rig.offer()
    control = rig.app.control
    act = control._act

    def trip_and_act():
        if rig.app.charger.evse.state == "C2+":
            control._act = act
            rig.app.board.gfci._on_trip(None)
        return act()

    control._act = trip_and_act
    rig.ask_power()
    rig.ms_until(lambda: rig.fault == "ground_fault", 3_000)
    assert rig.world.power.closings == 0
