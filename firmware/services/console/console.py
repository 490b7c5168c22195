"""The serial console, beside the charging loop: lines, and commands that ask or wait.

Output goes out in small pieces with a yield between them: the UART takes 128 bytes and then makes
its writer wait. On a PC the input may end; the charger goes on without its console.
"""

import json
from asyncio import StreamReader, sleep_ms
from select import POLLIN, poll

from micropython import const

from firmware.services.console.line_editor import LineEditor

PROMPT = "pilotlight> "

_PIECE_CHARS = const(100)
_PIECE_MS = const(10)  # 100 characters take 9 ms at 115200 baud
_AT_ONCE_CHARS = const(16)  # the echo of a key: waiting after each would lose pasted ones
_WAIT_MS = const(20)
_FORGET_AFTER_S = const(60)
_CTRL_C = const(3)
_ENDS = (10, 13)

_CHARGING = "Charging: Ctrl-C ends nothing here. `service` ends the charge, then lets you in."
_GIVEN_UP = "given up"
_DAMAGED = "not taken: letters of other scripts, or more than 200, cannot be typed here\n"

NOT_LOADED = (
    "not while it charges, for loading it would hold up the control step: `status` tells all there"
    " is, `service` ends the charge; with the contactor open ask again"
)
_OPEN_WITHIN_MS = const(15_000)  # the car has 6 s (J1772), and the pilot's step before it
_ENDING = (
    "Ending the charge: the pilot is steady at +12 V, the car ends its draw and the contactor"
    " opens, within 6 s.\n"
)
_STILL_CLOSED = (
    "the contactor is still closed after 15 s, so nothing was begun and charging goes on: unplug"
    " the car, then type service again; if it stays closed without a car, cut the mains"
)


class Console:
    """`load()` makes the services.console.commands.ConsoleCommands; called with the first line and
    forgotten after a minute without one, so that a charger nobody talks to does not carry them.
    `parts`: the firmware.app.App; while the contactor is closed nothing is loaded, for that takes
    the chip tenths of a second.

    A command that asks or waits is a generator. It yields None to wait 20 ms, a text to show, or
    (question, shown) to be sent the line typed in answer; it returns its document.
    """

    def __init__(self, load, parts):
        self._load = load
        self._parts = parts
        self._clock = parts.clock
        self._commands = None
        self._prepared = False
        self._editor = LineEditor()
        self._dialogue = None
        self._asks = None  # what the dialogue waits for a line in answer to
        self._as_json = False
        self._prepared = False
        self._last = 0
        self._used_s = 0
        self._stdin = self._out = None

    async def run(self, stdin, stdout):
        self._out = stdout
        reader = StreamReader(stdin.buffer)
        self._stdin = stdin.buffer
        await self._say(_greeting(self._parts.plan.damaged or self._parts.plan.trouble))
        while True:
            typed = await reader.read(1)
            if not typed:
                return
            # Whatever goes wrong here, a person at the console must not end a charge.
            try:
                await self._take(typed[0])
            except Exception:
                self._editor.finish(False)

    async def _take(self, key):
        after_return = self._last == _ENDS[1]
        self._last = key
        self._used_s = self._clock.uptime_s()
        if key in _ENDS:
            # CR LF is one end of a line, not two.
            if not (after_return and key == _ENDS[0]):
                await self._enter()
        elif key == _CTRL_C:
            await self._interrupt()
        else:
            await self._say(self._editor.take(key))

    async def _enter(self):
        editor, damaged = self._editor, self._editor.damaged
        line = editor.finish(self._dialogue is None and not _tells_secret(editor.line))
        await self._say("\n")
        if damaged:
            await self._say(_DAMAGED + (self._asks or PROMPT))
        elif self._dialogue is not None:
            await self._converse(line)
        elif not line.strip():
            await self._say(PROMPT)
        else:
            document = self._begin(line)
            if hasattr(document, "send"):
                self._dialogue = document
                await self._converse(None)
            else:
                await self._tell(document)

    # It comes as a byte only while the contactor is closed; else it ends the program.
    async def _interrupt(self):
        if self._dialogue is not None:
            await self._say(self._give_up())
        elif self._editor.finish(False):
            await self._say("^C\n" + PROMPT)
        else:
            await self._say("\n" + _CHARGING + "\n" + PROMPT)

    def answer(self, line):
        """What a command that neither asks nor waits answers to `line`; with `json` as its last
        word, one line of JSON."""
        return "\n".join(self._lines(self._begin(line)))

    def _begin(self, line):
        words = line.split()
        self._as_json = words[-1] == "json"
        if words == ["export", "json"]:
            # It prints JSON whoever asks, piece by piece.
            words, self._as_json = ["export"], False
        try:
            words = words[:-1] if self._as_json else words
            if not self._parts.may_load() and (self._commands is None or words == ["service"]):
                return self._while_charging(words)
            if self._commands is None:
                self._commands = self._load()
            return self._commands.run(words, line)
        except Exception as error:
            return _trouble(error)

    def _while_charging(self, words):
        if words == ["status"]:
            return self._parts.report.document()
        return self._service() if words == ["service"] else NOT_LOADED

    # Ends the charge; then there is time to load what does the rest, which holds on.
    def _service(self):
        parts = self._parts
        parts.hold_for_service(True)
        held = True
        try:
            yield _ENDING
            for _ in range(_OPEN_WITHIN_MS // _WAIT_MS):
                if parts.may_load():
                    break
                yield None
            else:
                return {"ok": False, "error": _STILL_CLOSED}
            if self._commands is None:
                self._commands = self._load()
            dialogue = self._commands.run(["service"])
            held = False
        finally:
            if held:
                parts.hold_for_service(False)
        return (yield from dialogue)

    async def _converse(self, answer):
        self._asks, self._editor.shown = None, True
        while True:
            wanted = self._next(answer)
            answer = None
            if self._dialogue is None:
                return await self._tell(wanted)
            if wanted is None:
                await sleep_ms(_WAIT_MS)
                if self._interrupted():
                    return await self._say(self._give_up())
            elif type(wanted) is str:
                await self._say("" if self._as_json else wanted)
            else:
                self._asks, self._editor.shown = wanted
                return await self._say(self._asks)

    # -> what the dialogue wants, or its document once it is over.
    def _next(self, answer):
        try:
            return self._dialogue.send(answer)
        except StopIteration as end:
            document = end.value
        except Exception as error:
            document = _trouble(error)
        self._dialogue = None
        return document

    # Other keys that come while a command works are dropped.
    def _interrupted(self):
        if self._stdin is None:
            return False
        keys = poll()
        keys.register(self._stdin, POLLIN)
        while keys.poll(0):
            typed = self._stdin.read(1)
            if not typed:
                return False
            if typed[0] == _CTRL_C:
                return True
        return False

    # What was typed of a secret goes with it.
    def _give_up(self):
        dialogue, self._dialogue = self._dialogue, None
        self._asks, self._editor.shown = None, True
        self._editor.finish(False)
        try:
            dialogue.close()
        except Exception as error:
            return "\n" + _trouble(error) + "\n" + PROMPT
        return "\n" + _GIVEN_UP + "\n" + PROMPT

    async def _tell(self, document):
        for line in self._lines(document):
            await self._say(line)
            await self._say("\n")
        await self._say(PROMPT)

    # Without the commands there is nobody to put it in lines.
    def _lines(self, document):
        if self._commands is None:
            return (document if type(document) is str else json.dumps(document),)
        try:
            return self._commands.lines(document, self._as_json)
        except Exception as error:
            return (_trouble(error),)

    async def _say(self, text):
        for start in range(0, len(text), _PIECE_CHARS):
            self._out.write(text[start : start + _PIECE_CHARS])
            if len(text) > _AT_ONCE_CHARS:
                await sleep_ms(_PIECE_MS)

    def prepare(self):
        """Load what a charger is asked while it charges, a piece a call, when a car has come and
        there is room for it. To be called every second or so."""
        session = self._parts.charger.session
        if self._prepared and not session.active:
            self._prepared = False
        elif session.active and not self._prepared and self._parts.roomy and not session.closed:
            if self._commands is None:
                self._commands = self._load()
            self._prepared = not self._commands.prepare()

    # What is loaded could not be loaded again while the contactor is closed: then it stays.
    def tidy(self):
        """Forgets the commands, and a question, when nobody has used them for a while. To be
        called every few seconds."""
        idle_s = self._clock.uptime_s() - self._used_s
        if self._commands is None or idle_s < _FORGET_AFTER_S:
            return
        if self._asks:
            self._out.write(self._give_up())
        if self._dialogue is None and not self._prepared and self._parts.may_load():
            self._commands.forget()
            self._commands = None


# What the charger does without is told before anybody asks.
def _greeting(trouble):
    return trouble + "\n" + PROMPT if trouble else PROMPT


# Such a line may hold a password, a key or an address's token: it is not kept for the
# next who comes along.
def _tells_secret(line):
    return (
        "password" in line or "psk" in line or "://" in line or line.lstrip().startswith("group")
    )


def _trouble(error):
    if isinstance(error, MemoryError):
        return "not enough memory for it at this moment: try again"
    return "not possible at this moment ({}): try again".format(type(error).__name__)
