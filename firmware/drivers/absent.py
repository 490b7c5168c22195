"""What a board does not have: asked like the real parts, these have nothing to say.

Only for what the charger is safe without. A contactor sense, an earth monitor or a ground-fault
test that is missing has no stand-in: without them it must not charge.
"""


class NoMeter:
    def ask(self):
        pass

    def answer(self):
        return None


class NoLight:
    def show(self, colour):
        pass


class NoButton:
    pressed = False
