"""The console on a screen and a keyboard, around a tests.core.rig.Rig."""

import os

from firmware.services.console import console as console_module
from firmware.services.console.commands import ConsoleCommands
from firmware.services.console.console import Console
from tests.core.rig import Rig
from tests.fuzz.console_parts import Parts
from tests.running import finished


class Screen:
    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text


class ConsoleRig:
    """Time passes while the console sleeps. `_keyboard`: where keys come while a command works."""

    def __init__(self, monkeypatch):
        monkeypatch.setattr(console_module, "sleep_ms", self._sleep)
        self.rig = Rig()
        self.parts = Parts(self.rig)
        self.screen = Screen()
        self.console = Console(self._load, self.parts)
        self.console._out = self.screen
        reading, self._keyboard = os.pipe()
        self.console._stdin = open(reading, "rb", buffering=0)
        self.dialogue = None

    def _load(self):
        if self.dialogue is None:
            return ConsoleCommands(self.parts)
        return Scripted(self.dialogue)

    async def _sleep(self, ms):
        self.rig.advance_ms(ms)

    def types(self, text):
        """What appears on the screen for these keys."""
        before = len(self.screen.text)
        for key in text.encode():
            finished(self.console._take(key))
        return self.screen.text[before:]

    def meanwhile(self, keys):
        os.write(self._keyboard, keys.encode())

    def leave(self):
        """A minute passes, and the console looks after itself."""
        self.rig.wait_s(61)
        self.console.tidy()

    def end(self):
        self.console._stdin.close()
        os.close(self._keyboard)


class Scripted(ConsoleCommands):
    """One command, whatever is typed: the dialogue that a test has written."""

    def __init__(self, dialogue):
        self._dialogue = dialogue

    def run(self, _words, _line=""):
        return self._dialogue()

    def forget(self):
        pass
