"""The serial console, beside the charging loop: lines, and commands that ask or wait.

Output goes out in small pieces with a yield between them: the UART takes 128 bytes and then makes
its writer wait. On a PC the input may end; the charger goes on without its console.
"""

from asyncio import StreamReader, sleep_ms
from select import POLLIN, poll

from micropython import const

from firmware.services.line_editor import LineEditor

PROMPT = "pilotlight> "

_PIECE_CHARS = const(100)
_PIECE_MS = const(10)  # 100 characters take 9 ms at 115200 baud
_AT_ONCE_CHARS = const(16)  # the echo of a key: waiting after each would lose pasted ones
_WAIT_MS = const(20)
_FORGET_AFTER_S = const(60)
_TIDY_EVERY_MS = const(5_000)
_CTRL_C = const(3)
_ENDS = (10, 13)

_CHARGING = "Charging: Ctrl-C ends nothing here. `service` ends the charge, then lets you in."
_GIVEN_UP = "given up"


class Console:
    """`load()` makes the services.console_commands.ConsoleCommands; called with the first line and
    forgotten after a minute without one, so that a charger nobody talks to does not carry them.

    A command that asks or waits is a generator. It yields None to wait 20 ms, a text to show, or
    (question, shown) to be sent the line typed in answer; it returns its document.
    """

    def __init__(self, load, clock):
        self._load = load
        self._clock = clock
        self._commands = None
        self._editor = LineEditor()
        self._dialogue = None
        self._asks = False  # the dialogue waits for a line
        self._as_json = False
        self._last = 0
        self._used_s = 0
        self._stdin = self._out = None

    async def run(self, stdin, stdout):
        self._out = stdout
        reader = StreamReader(stdin.buffer)
        self._stdin = stdin.buffer
        await self._say(PROMPT)
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
        editor = self._editor
        line = editor.finish(self._dialogue is None and not _tells_secret(editor.line)).strip()
        await self._say("\n")
        if self._dialogue is not None:
            await self._converse(line)
        elif not line:
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
            if self._commands is None:
                self._commands = self._load()
            return self._commands.run(words[:-1] if self._as_json else words)
        except Exception as error:
            return _trouble(error)

    async def _converse(self, answer):
        self._asks, self._editor.shown = False, True
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
                question, self._editor.shown = wanted
                self._asks = True
                return await self._say(question)

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
        self._asks, self._editor.shown = False, True
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

    # Without memory for the commands there is a sentence to tell, and nobody to put it in lines.
    def _lines(self, document):
        if self._commands is None:
            return (document,)
        try:
            return self._commands.lines(document, self._as_json)
        except Exception as error:
            return (_trouble(error),)

    async def _say(self, text):
        for start in range(0, len(text), _PIECE_CHARS):
            self._out.write(text[start : start + _PIECE_CHARS])
            if len(text) > _AT_ONCE_CHARS:
                await sleep_ms(_PIECE_MS)

    async def tidy(self):
        """Forgets the commands, and a question, when nobody has used them for a while."""
        while True:
            await sleep_ms(_TIDY_EVERY_MS)
            try:
                await self._tidy()
            except MemoryError:
                pass

    async def _tidy(self):
        idle_s = self._clock.uptime_s() - self._used_s
        if self._commands is None or idle_s < _FORGET_AFTER_S:
            return
        if self._asks:
            await self._say(self._give_up())
        if self._dialogue is None:
            self._commands.forget()
            self._commands = None


# Such a line may hold a password, a group's key or an address's token: it is not kept for the
# next who comes along.
def _tells_secret(line):
    return "password" in line or "://" in line or line.lstrip().startswith("group")


def _trouble(error):
    if isinstance(error, MemoryError):
        return "not enough memory for it at this moment: try again"
    return "not possible at this moment ({}): try again".format(type(error).__name__)
