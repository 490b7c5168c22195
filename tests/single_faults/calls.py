"""The calls that the program makes of the chip: each has a name, and can be told to fail."""

import os
from types import SimpleNamespace

from neopixel import NeoPixel

from firmware import board
from firmware.drivers.flash import store
from sim.chip import pins
from sim.chip.clock import RTC, WDT
from sim.chip.serial_port import UART

_CLASSES = (pins.PWM, pins.ADC, UART, RTC, WDT, NeoPixel)
_FLASH = (os.mkdir, os.remove, os.rename)
_PIN_READERS = ("_input", "_output")
_SIGNALS = {
    value: name.removesuffix("_GPIO").lower()
    for name, value in vars(board).items()
    if name.endswith("_GPIO")
}


class Calls:
    """`made`: name -> how often, since the world began; `failing`: the one that raises OSError."""

    def __init__(self, monkeypatch):
        self.made = {}
        self.failing = None
        for kind in _CLASSES:
            for name, function in list(vars(kind).items()):
                if callable(function) and not name.startswith("_"):
                    monkeypatch.setattr(kind, name, self._watched(kind.__name__, name, function))
        flash = {call.__name__: self._watched("flash", call.__name__, call) for call in _FLASH}
        monkeypatch.setattr(store, "os", SimpleNamespace(**flash))
        monkeypatch.setattr(store, "open", self._watched("flash", "open", open), raising=False)
        for maker in _PIN_READERS:
            monkeypatch.setattr(pins, maker, self._pin_maker(getattr(pins, maker)))

    def _watched(self, kind, name, function):
        def watched(*values, **named):
            self._make(f"{_signal(values[0]) or kind}.{name}")
            return function(*values, **named)

        return watched

    def _pin_maker(self, make):
        def made(pin, *senses):
            value = make(pin, *senses)

            def watched(*level):
                self._make(f"{_signal(pin)}.value")
                return value(*level)

            return watched

        return made

    def _make(self, call):
        self.made[call] = self.made.get(call, 0) + 1
        if call == self.failing:
            raise OSError(5)


def _signal(part):
    return _SIGNALS.get(getattr(part, "gpio", None))
