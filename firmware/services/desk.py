"""Where orders arrive as bytes and leave as replies, from the broker and from the console."""

import gc
import json
from asyncio import sleep_ms

from micropython import const

from firmware.core.allowance import Allowance
from firmware.core.commands import NEVER_RETAINED
from firmware.core.orders import LOCAL, SERVER
from firmware.core.refusal import Refusal
from firmware.forget import forget

# Words that need no quotes: `charge` is as good as `"charge"`.
_PLAIN = (b"charge", b"pause", b"auto")

_MARK_MAX_CHARS = const(64)
_FIELD_MAX_CHARS = const(64)
_LONG_BYTES = const(512)
_NO_MEMORY = "not enough memory for it at this moment"
# Whatever a stranger sends, it must not end the connection: retained, it would end every one to
# come. So any other exception is answered, too.
_MALFORMED = "malformed"
_SECRETS = ("pin", "key")

# What only the reading of a schedule needs.
_SCHEDULE_READERS = (
    "firmware.core.tou_fields",
    "firmware.core.posix_tz_text",
    "firmware.core.tou_build",
    "firmware.core.tou_packing",
    "firmware.core.tou_message",
)


class Desk:
    """`commands`: core.commands.Commands; `decide()`: make the plan anew, after every order."""

    def __init__(self, commands, decide, journal, clock):
        self._commands = commands
        self._decide = decide
        self._journal = journal
        self._clock = clock
        self._allowance = Allowance(clock.ticks_ms())

    async def handle(self, name, payload, retained, secure):
        """The reply to what came under `set/<name>`; None: nothing is to be said.

        `secure`: it came over TLS, where alone a PIN or a key is taken. Gives way to other tasks
        while it reads a schedule.
        """
        if retained and name in NEVER_RETAINED:
            self._journal.note("refused", name + ": retained")
            return None
        if not self._allowance.take(self._clock.ticks_ms()):
            return self.refuse(name, "too many commands: four a second are taken", "")
        try:
            value = await _decode(payload)
        except ValueError:
            return self.refuse(name, "not JSON", "")
        except MemoryError:
            return self.refuse(name, _NO_MEMORY, "")
        for secret in _SECRETS:
            if not secure and type(value) is dict and secret in value:
                return self.refuse(name, "only over TLS, or at the console", secret)
        # A group has an id of its own; elsewhere it is the sender's mark, for the reply.
        mark = value.pop("id", None) if type(value) is dict and name != "group" else None
        if name == "tou" and value is not None:
            reply = await self._schedule_reply(value)
        else:
            reply = self._reply(name, value, SERVER)
        if type(mark) is int or (type(mark) is str and len(mark) <= _MARK_MAX_CHARS):
            reply["id"] = mark
        return reply

    def order(self, name, value):
        """The same from the driver or the installer on the spot; `value` as decoded."""
        return self._reply(name, value, LOCAL)

    # The text of an error says what is accepted, never what was sent: it might be a secret.
    def refuse(self, name, error, field):
        self._journal.note("refused", name)
        field = str(field)[:_FIELD_MAX_CHARS]
        return {"cmd": name, "ok": False, "error": error, "field": field}

    # The old schedule stays in force until the new one is read whole.
    async def _schedule_reply(self, value):
        try:
            schedule = await _read_schedule(value)
        except Refusal as error:
            return self.refuse("tou", str(error), error.field)
        except MemoryError:
            return self.refuse("tou", _NO_MEMORY, "")
        except Exception:
            return self.refuse("tou", _MALFORMED, "")
        finally:
            forget(*_SCHEDULE_READERS)
        return self._reply("tou", schedule, SERVER)

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


# Five kilobytes of JSON take the chip some 7 ms, and as much again for each collection that falls
# into them: room is made before, and there is none until it is done.
async def _decode(payload):
    if len(payload) < _LONG_BYTES:
        return _decode_whole(payload)
    gc.collect()
    await sleep_ms(0)
    threshold = gc.threshold()
    gc.threshold(-1)
    try:
        return _decode_whole(payload)
    finally:
        gc.threshold(threshold)


# Loaded one by one: each import is a piece of work, too.
async def _read_schedule(value):
    from firmware.core import tou_fields  # noqa: F401

    await sleep_ms(0)
    from firmware.core import posix_tz_text  # noqa: F401

    await sleep_ms(0)
    from firmware.core import tou_build  # noqa: F401

    await sleep_ms(0)
    from firmware.core import tou_packing  # noqa: F401

    await sleep_ms(0)
    from firmware.core import tou_message

    await sleep_ms(0)
    pieces = tou_message.reading(value)
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            return end.value
        await sleep_ms(0)


# An empty payload takes an order back.
def _decode_whole(payload):
    if not payload:
        return None
    if payload in _PLAIN:
        return payload.decode()
    return json.loads(payload)
