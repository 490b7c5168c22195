"""`neopixel.NeoPixel`: what was written last is what the LED shows."""

from sim import world
from sim.cost import silicon

_BITS_PER_BYTE = 8
_BIT_US_TENTHS = 13  # 1.25 us per bit


class NeoPixel:
    ORDER = (1, 0, 2, 3)

    def __init__(self, pin, n, bpp=3, timing=1):
        self.pin = pin
        self.n = n
        self.bpp = bpp
        self._pixels = [(0,) * bpp] * n
        pin.init(pin.OUT)

    def __len__(self):
        return self.n

    def __setitem__(self, i, colour):
        self._pixels[i] = tuple(colour)

    def __getitem__(self, i):
        return self._pixels[i]

    def fill(self, colour):
        for i in range(self.n):
            self[i] = colour

    def write(self):
        here = world.current
        bits = self.n * self.bpp * _BITS_PER_BYTE
        here.clock.charge(silicon.PIN_US)
        here.clock.hold(bits * _BIT_US_TENTHS // 10)
        shown = list(self._pixels[0][:3])
        if shown != here.led and str(self.pin.gpio) not in here.pads.stuck:
            here.blink(here.clock.now_us, shown)
