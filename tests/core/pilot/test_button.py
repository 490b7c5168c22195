"""A button looked at every 50 ms: what bounces, what is short, long, stuck, and what it orders."""

from firmware.core.pilot.button import LONG, LOOK_EVERY_MS, SHORT, STUCK, Presses, order
from firmware.core.plan.orders import AUTO, CHARGE, PAUSE

_WRAP = 1 << 30


class Finger:
    """A button from boot on, in a life of looks; `meant`: what came of them."""

    def __init__(self, start_ms=0, pressed=False):
        self.meant = []
        self._presses = Presses()
        self._now_ms = start_ms
        self.holds(pressed, 100)

    def holds(self, pressed, ms):
        for _ in range(ms // LOOK_EVERY_MS):
            meant = self._presses.look(pressed, self._now_ms % _WRAP)
            if meant is not None:
                self.meant.append(meant)
            self._now_ms += LOOK_EVERY_MS

    def presses(self, ms):
        self.holds(True, ms)
        self.holds(False, 100)

    def chip_stands_still(self, ms):
        self._now_ms += ms


# --- short and long ------------------------------------------------------------------------------


def test_nothing_pressed_means_nothing():
    finger = Finger()
    finger.holds(False, 60_000)
    assert finger.meant == []


def test_one_look_is_a_disturbance_and_two_are_a_press():
    finger = Finger()
    finger.presses(50)
    assert finger.meant == []
    finger.presses(100)
    assert finger.meant == [SHORT]


def test_a_short_press_acts_when_the_button_is_released():
    finger = Finger()
    finger.holds(True, 1_000)
    assert finger.meant == []
    finger.holds(False, 50)
    assert finger.meant == []
    finger.holds(False, 50)
    assert finger.meant == [SHORT]


def test_a_press_is_short_until_just_before_2_s_and_long_from_there():
    finger = Finger()
    finger.presses(1_950)
    assert finger.meant == [SHORT]
    finger.presses(2_050)
    assert finger.meant == [SHORT, LONG]


def test_a_long_press_acts_while_the_button_is_held_and_its_release_is_nothing():
    finger = Finger()
    finger.holds(True, 2_000)
    assert finger.meant == []
    finger.holds(True, 50)
    assert finger.meant == [LONG]
    finger.holds(True, 20_000)
    finger.holds(False, 1_000)
    assert finger.meant == [LONG]


def test_a_disturbance_in_the_middle_of_a_long_press_does_not_shorten_it():
    finger = Finger()
    finger.holds(True, 1_000)
    finger.holds(False, 50)
    finger.holds(True, 950)
    assert finger.meant == []
    finger.holds(True, 50)
    assert finger.meant == [LONG]


def test_every_press_counts():
    finger = Finger()
    for _ in range(3):
        finger.presses(200)
    finger.presses(3_000)
    finger.presses(200)
    assert finger.meant == [SHORT, SHORT, SHORT, LONG, SHORT]


def test_the_ticks_may_wrap_in_the_middle_of_a_press():
    finger = Finger(start_ms=_WRAP - 1_000)
    finger.presses(1_950)
    assert finger.meant == [SHORT]
    finger = Finger(start_ms=_WRAP - 1_000)
    finger.presses(2_050)
    assert finger.meant == [LONG]


# --- a chip that stood still, as a TLS handshake makes it ----------------------------------------


def test_a_release_that_nobody_saw_in_time_means_nothing_rather_than_the_opposite():
    finger = Finger()
    finger.holds(True, 100)
    finger.chip_stands_still(1_900)
    finger.holds(False, 200)
    assert finger.meant == []


def test_a_release_seen_just_before_2_s_was_a_short_press_whatever_stood_still():
    finger = Finger()
    finger.holds(True, 100)
    finger.chip_stands_still(1_850)
    finger.holds(False, 200)
    assert finger.meant == [SHORT]


def test_a_button_still_held_after_the_chip_stood_still_is_a_long_press():
    finger = Finger()
    finger.holds(True, 100)
    finger.chip_stands_still(1_900)
    finger.holds(True, 50)
    assert finger.meant == [LONG]


# --- stuck ---------------------------------------------------------------------------------------


def test_a_button_held_for_30_s_is_stuck_and_told_of_once():
    finger = Finger()
    finger.holds(True, 30_000)
    assert finger.meant == [LONG]
    finger.holds(True, 50)
    assert finger.meant == [LONG, STUCK]
    finger.holds(True, 120_000)
    finger.holds(False, 1_000)
    assert finger.meant == [LONG, STUCK]


def test_a_button_that_was_stuck_works_again_once_it_is_released():
    finger = Finger()
    finger.presses(40_000)
    finger.presses(200)
    finger.presses(2_050)
    assert finger.meant == [LONG, STUCK, SHORT, LONG]


def test_a_button_that_is_down_at_boot_is_stuck_at_once_and_orders_nothing():
    finger = Finger(pressed=True)
    assert finger.meant == [STUCK]
    finger.holds(True, 60_000)
    finger.holds(False, 100)
    assert finger.meant == [STUCK]
    finger.presses(200)
    assert finger.meant == [STUCK, SHORT]


def test_one_disturbed_look_at_boot_is_no_stuck_button():
    presses = Presses()
    assert [presses.look(True, 0), presses.look(False, 50), presses.look(False, 100)] == [None] * 3
    assert [presses.look(True, 150), presses.look(True, 200)] == [None, None]
    assert [presses.look(False, 250), presses.look(False, 300)] == [None, SHORT]


# --- what it orders ------------------------------------------------------------------------------


def test_a_short_press_charges_or_takes_back_what_is_set():
    assert order(SHORT, None) == CHARGE
    assert order(SHORT, CHARGE) == AUTO
    assert order(SHORT, PAUSE) == AUTO


def test_a_long_press_pauses_whatever_is_set():
    for override in (None, CHARGE, PAUSE):
        assert order(LONG, override) == PAUSE
