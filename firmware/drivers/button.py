"""The driver's button."""


class Button:
    """`pin`: input with a pull-up; the button pulls it to ground."""

    def __init__(self, pin):
        self._pin = pin

    @property
    def pressed(self):
        """As it is at this moment, bouncing and all."""
        return self._pin.value() == 0
