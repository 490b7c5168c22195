"""The serial console: a line editor beside the charging loop.

Output goes out in small pieces with a yield between them: the UART takes 128 bytes and then makes
its writer wait. On a PC the input may end; the charger goes on without its console.
"""

import json
from asyncio import StreamReader, sleep_ms

from micropython import const

from firmware.forget import forget

PROMPT = "pilotlight> "

_PIECE_CHARS = const(100)
_PIECE_MS = const(10)  # 100 characters take 9 ms at 115200 baud
_LINE_MAX_CHARS = const(200)
_FORGET_AFTER_S = const(60)
_TIDY_EVERY_MS = const(5_000)
_BACKSPACES = (8, 127)
_ENDS = (10, 13)
_FIRST_PRINTABLE = const(32)
_LAST_PRINTABLE = const(126)


class Console:
    """`load()` makes the services.console_commands.ConsoleCommands; called with the first line and
    forgotten after a minute without one, so that a charger nobody talks to does not carry them."""

    def __init__(self, load, clock):
        self._load = load
        self._clock = clock
        self._commands = None
        self._dialogue = None
        self._line = ""
        self._last = 0
        self._used_s = 0

    async def run(self, stdin, stdout):
        reader = StreamReader(stdin.buffer)
        await _say(stdout, PROMPT)
        while True:
            typed = await reader.read(1)
            if not typed:
                return
            try:
                await self._take(typed[0], stdout)
            except MemoryError:
                self._line = ""

    async def _take(self, key, stdout):
        after_return = self._last == _ENDS[1]
        self._last = key
        if key in _ENDS:
            # CR LF is one end of a line, not two.
            if not (after_return and key == _ENDS[0]):
                await self._enter(stdout)
        elif key in _BACKSPACES:
            if self._line:
                self._line = self._line[:-1]
                self._echo("\b \b", stdout)
        elif _FIRST_PRINTABLE <= key <= _LAST_PRINTABLE and len(self._line) < _LINE_MAX_CHARS:
            self._line += chr(key)
            self._echo(chr(key), stdout)

    # What a command asks for is a secret.
    def _echo(self, text, stdout):
        if self._dialogue is None:
            stdout.write(text)

    async def _enter(self, stdout):
        line, self._line = self._line.strip(), ""
        stdout.write("\n")
        if line or self._dialogue is not None:
            await _say(stdout, self.answer(line))
            if self._dialogue is not None:
                return
            stdout.write("\n")
        await _say(stdout, PROMPT)

    def answer(self, line):
        """What `line` yields, or what its command asks next; with `json` as its last word, one
        line of JSON."""
        self._used_s = self._clock.uptime_s()
        # Whatever goes wrong here, a person at the console must not end a charge.
        try:
            if self._dialogue is not None:
                return self._go_on(line)
            return self._run(line.split())
        except Exception as error:
            self._dialogue = None
            return "not possible at this moment ({}): try again".format(type(error).__name__)

    def _run(self, words):
        if self._commands is None:
            self._commands = self._load()
        as_json = words[-1] == "json"
        document = self._commands.run(words[:-1] if as_json else words)
        if hasattr(document, "send"):
            self._dialogue = document
            return next(document)
        return json.dumps(document) if as_json else _as_text(document)

    # A command that asks is a generator: it yields its questions and returns its document.
    def _go_on(self, line):
        try:
            return self._dialogue.send(line)
        except StopIteration as end:
            self._dialogue = None
            return _as_text(end.value)

    # What was typed of a secret goes with it.
    def _give_up_dialogue(self):
        if self._dialogue is not None:
            self._dialogue = None
            self._line = ""

    async def tidy(self):
        """Forgets the commands when nobody has used them for a while."""
        while True:
            await sleep_ms(_TIDY_EVERY_MS)
            idle_s = self._clock.uptime_s() - self._used_s
            if self._commands is not None and idle_s >= _FORGET_AFTER_S:
                self._commands = None
                self._give_up_dialogue()
                forget("firmware.services.console_commands", "firmware.services.explain")


async def _say(stdout, text):
    for start in range(0, len(text), _PIECE_CHARS):
        stdout.write(text[start : start + _PIECE_CHARS])
        await sleep_ms(_PIECE_MS)


def _as_text(document):
    if type(document) is str:
        return document
    if type(document) is list:
        return "\n".join(document)
    return "\n".join("{}: {}".format(name, _plain(value)) for name, value in document.items())


def _plain(value):
    if type(value) is dict:
        return "  ".join("{} {}".format(name, inner) for name, inner in value.items())
    return "-" if value is None else str(value)
