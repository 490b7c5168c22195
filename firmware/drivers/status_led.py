"""The status light: one WS2812 pixel."""


class StatusLed:
    """`pixels`: neopixel.NeoPixel of one pixel."""

    def __init__(self, pixels):
        self._pixels = pixels
        self._shown = None
        self._rgb = [0, 0, 0]

    # Writing holds interrupts off for 30 us: only when there is something new to show. The pixel
    # keeps its colour by itself, through a reset of the chip too.
    def show(self, colour):
        """`colour`: 0xRRGGBB."""
        if colour != self._shown:
            self._shown = colour
            rgb = self._rgb
            rgb[0], rgb[1], rgb[2] = colour >> 16, colour >> 8 & 255, colour & 255
            self._pixels[0] = rgb
            self._pixels.write()
