"""The light and the button on the simulated board."""

import pytest

from firmware.drivers import wiring
from firmware.drivers.chip.footing import Footing
from firmware.drivers.status_led import StatusLed

PRESS_MS = 200
RED, DARK = 0x400000, 0


@pytest.fixture
def board(world):
    return wiring.Board(Footing())


class Pixels:
    """What was written, as often as it was."""

    def __init__(self):
        self.written = []
        self._colour = None

    def __setitem__(self, i, colour):
        self._colour = (i, tuple(colour))

    def write(self):
        self.written.append(self._colour)


# --- the light -----------------------------------------------------------------------------------


def test_making_the_board_shows_nothing_new(world, board):
    assert world.led == [0, 0, 0]


@pytest.mark.parametrize(
    ("colour", "shown"),
    [
        (0x400000, [64, 0, 0]),
        (0x002800, [0, 40, 0]),
        (0x000040, [0, 0, 64]),
        (0xFFFEFD, [255, 254, 253]),
    ],
)
def test_the_pixel_shows_the_colour_it_is_given(world, board, colour, shown):
    board.status_led.show(colour)
    assert world.led == shown
    board.status_led.show(DARK)
    assert world.led == [0, 0, 0]


def test_it_is_written_only_when_the_colour_changes():
    pixels = Pixels()
    led = StatusLed(pixels)
    for colour in (RED, RED, RED, DARK, DARK, RED):
        led.show(colour)
    assert pixels.written == [(0, (64, 0, 0)), (0, (0, 0, 0)), (0, (64, 0, 0))]


# A reset of the chip leaves the pixel as it was: nobody knows what it shows.
def test_the_first_colour_is_written_even_if_it_is_dark():
    pixels = Pixels()
    StatusLed(pixels).show(DARK)
    assert pixels.written == [(0, (0, 0, 0))]


# --- the button ----------------------------------------------------------------------------------


def test_the_button_is_pressed_while_the_finger_is_on_it(world, board):
    assert not board.button.pressed
    world.press_button(PRESS_MS)
    assert board.button.pressed
    world.run_ms(PRESS_MS - 1)
    assert board.button.pressed
    world.run_ms(1)
    assert not board.button.pressed
