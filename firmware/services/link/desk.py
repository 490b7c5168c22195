"""Where orders arrive as bytes and leave as replies, from the broker and from the console."""

import json
from asyncio import sleep_ms

from micropython import const

from firmware.core.plan.allowance import Allowance
from firmware.core.plan.commands import NEVER_RETAINED
from firmware.core.plan.orders import LOCAL, SERVER
from firmware.core.refusal import Refusal, counts_too_far
from firmware.core.ticks import elapsed_ms

# Words that need no quotes: `charge` is as good as `"charge"`.
_PLAIN = (b"charge", b"pause", b"auto")

_UNIT = b"a"  # of `16 A`

_MARK_MAX_CHARS = const(64)
_MARK_MAX = (1 << 63) - 1
_FIELD_MAX_CHARS = const(64)
# Of a schedule 32 bytes take the chip 3 ms, at most 8. Another piece begins after a control step
# only while so little time has gone that it is over before the next one.
_PIECE_BYTES = const(32)
_TOGETHER_MS = const(5)
_NOT_JSON = "not JSON, or a number of more than 20 digits"
_TOO_MANY = "too many commands: four a second are taken"
_NO_MEMORY = "not enough memory for it at this moment"
_NOISE_STOCK = const(1)  # of what is no command: whoever mistypes is answered
_AGAIN_MS = const(60_000)
_TELL_EVERY_MS = const(60_000)
_UNCOUNTED = ("limit", "override")
_HELD = ("tou", "limit")  # by the broker, for whoever connects
# Whatever a stranger sends, it must not end the connection: retained, it would end every one to
# come. So any other exception is answered, too.
_MALFORMED = "malformed"
_SECRETS = ("pin", "key")


async def _no_wait():
    pass


class Desk:
    """`commands`: core.plan.commands.Commands; `decide()`: make the plan anew, after every order;
    `room()`: services.rounds.Rounds.room, waited for between two pieces of a schedule."""

    def __init__(self, commands, decide, journal, clock, room=_no_wait):
        self._commands = commands
        self._decide = decide
        self._journal = journal
        self._clock = clock
        self._room = room
        self._began_ms = 0  # reading of a schedule, after a control step
        self._allowance = Allowance(clock.ticks_ms())
        self._noise = Allowance(clock.ticks_ms(), _NOISE_STOCK)
        self._refusals = 0
        self._told_ms = None
        self._short_ms = None

    async def handle(self, name, payload, retained, secure, more=None):
        """The reply to what came under `set/<name>`; None: nothing is to be said.

        `secure`: it came over TLS, where alone a PIN or a key is taken. Of a schedule `payload`
        may be the beginning: `more()` then waits for what follows, and is empty at its end.
        Raises what `more` raises, with nothing changed.
        """
        answer = await self._answered(name, payload, retained, secure, more)
        if answer is not None and not answer["ok"]:
            self._not_taken(name, answer["error"], retained)
        return answer

    # To who subscribes already what is retained comes like any other.
    def _not_taken(self, name, error, retained):
        if retained:
            self._commands.not_taken(name)
        if name in _HELD and error in (_NO_MEMORY, _TOO_MANY):
            self._short_ms = self._clock.ticks_ms()

    def asks_again(self, now_ms):
        """True once: a minute ago there was no memory or allowance for what a broker holds."""
        due = self._short_ms is not None and elapsed_ms(now_ms, self._short_ms) >= _AGAIN_MS
        if due:
            self._short_ms = None
        return due

    async def _answered(self, name, payload, retained, secure, more):
        if retained and name in NEVER_RETAINED:
            self._tell_refusal(name + ": retained")
            return None
        if not self._is_allowed(name, retained):
            reply = self.refuse(name, _TOO_MANY, "")
            return _marked(reply, None if name in ("group", "tou") else _mark_in(payload))
        if name == "tou" and (payload or more):
            return await self._handle_schedule(payload, more)
        try:
            value = _decoded(payload)
        except ValueError:
            return self.refuse(name, _NOT_JSON, "")
        except MemoryError:
            return self.refuse(name, _NO_MEMORY, "")
        for secret in _SECRETS:
            if not secure and type(value) is dict and secret in value:
                reply = self.refuse(name, "only over TLS, or at the console", secret)
                return _marked(reply, None if name == "group" else value.get("id"))
        # A group has an id of its own; elsewhere it is the sender's mark, for the reply.
        mark = value.pop("id", None) if type(value) is dict and name != "group" else None
        return _marked(self._reply(name, value, SERVER), mark)

    # Of limit and override the newest counts, whatever the rate; what is retained is the broker's
    # memory. What is no command at all uses up nobody's allowance but its own: see drops().
    def _is_allowed(self, name, retained):
        if name in _UNCOUNTED or (retained and name == "tou") or not self._commands.knows(name):
            return True
        return self._allowance.take(self._clock.ticks_ms())

    # To answer takes longer than to read: noise is not to keep the server's word waiting.
    def drops(self, name):
        """To be asked before handle(). True: it is no command, beyond the allowance of what is
        none; it is counted, and gets no answer."""
        if self._commands.knows(name) or self._noise.take(self._clock.ticks_ms()):
            return False
        self._tell_refusal(name)
        return True

    # The old schedule stays in force until the new one is read whole.
    async def _handle_schedule(self, payload, more):
        from firmware.core.tou.reader import Reader

        reader = Reader(_loads)
        try:
            schedule = await self._read(reader, payload, more)
            reply = self._reply("tou", schedule, SERVER)
        except Refusal as error:
            reply = self.refuse("tou", str(error), error.field)
        except ValueError:
            return self.refuse("tou", _NOT_JSON, "")
        except MemoryError:
            reply = self.refuse("tou", _NO_MEMORY, "")
        except (OSError, EOFError):  # of the connection, not of the message
            raise
        except Exception:
            reply = self.refuse("tou", _MALFORMED, "")
        return _marked(reply, reader.mark)

    # What the plan will want to know of it is found before it is in force, too.
    async def _read(self, reader, payload, more):
        while payload:
            for at in range(0, len(payload), _PIECE_BYTES):
                reader.feed(payload[at : at + _PIECE_BYTES])
                await self._give_way()
            payload = await more() if more else b""
        schedule = reader.schedule()
        epoch = self._clock.epoch()
        if schedule is not None and epoch is not None:
            for _ in schedule.looking_ahead(epoch):
                await self._give_way()
        return schedule

    # A step goes first. Of short pieces there are a few after each.
    async def _give_way(self):
        await sleep_ms(0)
        if elapsed_ms(self._clock.ticks_ms(), self._began_ms) >= _TOGETHER_MS:
            await self._room()
            self._began_ms = self._clock.ticks_ms()

    def order(self, name, value):
        """The same from the driver or the installer on the spot; `value` as decoded."""
        return self._reply(name, value, LOCAL)

    # A chatterer's noise must not push a fault out of the log.
    def _tell_refusal(self, name):
        now_ms = self._clock.ticks_ms()
        self._refusals += 1
        if self._told_ms is None or elapsed_ms(now_ms, self._told_ms) >= _TELL_EVERY_MS:
            more = self._refusals - 1
            self._journal.note("refused", "{}, and {} more".format(name, more) if more else name)
            self._refusals, self._told_ms = 0, now_ms

    # The text of an error says what is accepted, never what was sent: it might be a secret.
    def refuse(self, name, error, field, retained=False):
        """The answer to what cannot be taken."""
        self._tell_refusal(name)
        if retained:
            self._not_taken(name, error, retained)
        field = str(field)[:_FIELD_MAX_CHARS]
        return {"cmd": name, "ok": False, "error": error, "field": field}

    def _reply(self, name, value, origin):
        try:
            answer = self._commands.execute(name, value, origin)
        except Refusal as error:
            return self.refuse(name, str(error), error.field)
        except MemoryError:
            return self.refuse(name, _NO_MEMORY, "")
        except Exception:
            return self.refuse(name, _MALFORMED, "")
        self._decide()
        reply = {"cmd": name, "ok": True}
        if answer is not None:
            reply["value"] = answer
        if self._commands.saved is not None:
            reply["saved"] = self._commands.saved
        return reply


# Numbers of 64 bits at most: longer ones hold up the step, and break who reads the reply (E1).
def _marked(reply, mark):
    is_short = type(mark) is int and -_MARK_MAX <= mark <= _MARK_MAX
    if is_short or (type(mark) is str and len(mark) <= _MARK_MAX_CHARS):
        reply["id"] = mark
    return reply


# Of what is refused unread: noise that carries no mark costs nothing.
def _mark_in(payload):
    try:
        value = _loads(str(payload, "utf-8")) if b'"id"' in payload else None
        return value.get("id") if type(value) is dict else None
    except (ValueError, MemoryError):
        return None


def _loads(text):
    if counts_too_far(text):
        raise ValueError
    return json.loads(text)


# An empty payload takes an order back; `null` is what a tool sends that has no value, which is no
# order at all. Raises ValueError.
def _decoded(payload):
    if not payload:
        return None
    word = payload.strip().lower()
    if word in _PLAIN or word.endswith(_UNIT):
        return word.decode()
    value = _loads(str(payload, "utf-8"))
    if value is None:
        raise ValueError
    return value
