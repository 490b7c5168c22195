"""The `alive` line: an edge per healthy control step with the contactor closed, or the board opens
it by itself."""


class Heartbeat:
    def __init__(self, pin):
        self._pin = pin
        self._level = 0

    def beat(self):
        self._level = 1 - self._level
        self._pin.value(self._level)
