"""Where orders arrive as bytes and leave as replies, from the broker and from the console."""

import json

from firmware.core.commands import NEVER_RETAINED
from firmware.core.orders import LOCAL, SERVER
from firmware.core.refusal import Refusal
from firmware.forget import forget

# Words that need no quotes: `charge` is as good as `"charge"`.
_PLAIN = (b"charge", b"pause", b"auto")

_MARK_MAX_CHARS = 64
_FIELD_MAX_CHARS = 64
_NO_MEMORY = "not enough memory for it at this moment"
_SECRETS = ("pin", "key")

# What only the reading of a schedule needs.
_SCHEDULE_READERS = (
    "firmware.core.tou_message",
    "firmware.core.tou_fields",
    "firmware.core.posix_tz_text",
)


class Desk:
    """`commands`: core.commands.Commands; `decide()`: make the plan anew, after every order."""

    def __init__(self, commands, decide, journal):
        self._commands = commands
        self._decide = decide
        self._journal = journal

    def handle(self, name, payload, retained, secure):
        """The reply to what came under `set/<name>`; None: nothing is to be said.

        `secure`: it came over TLS, where alone a PIN or a key is taken.
        """
        if retained and name in NEVER_RETAINED:
            self._journal.note("refused", name + ": retained")
            return None
        try:
            value = _decode(payload)
        except ValueError:
            return self.refuse(name, "not JSON", "")
        except MemoryError:
            return self.refuse(name, _NO_MEMORY, "")
        for secret in _SECRETS:
            if not secure and type(value) is dict and secret in value:
                return self.refuse(name, "only over TLS, or at the console", secret)
        # A group has an id of its own; elsewhere it is the sender's mark, for the reply.
        mark = value.pop("id", None) if type(value) is dict and name != "group" else None
        reply = self._reply(name, value, SERVER)
        if name == "tou":
            forget(*_SCHEDULE_READERS)
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

    def _reply(self, name, value, origin):
        try:
            answer = self._commands.execute(name, value, origin)
        except Refusal as error:
            return self.refuse(name, str(error), error.field)
        except MemoryError:
            return self.refuse(name, _NO_MEMORY, "")
        # Whatever a stranger sends, it must not end the connection: retained, it would end every
        # one to come.
        except Exception:
            return self.refuse(name, "malformed", "")
        self._decide()
        reply = {"cmd": name, "ok": True}
        if answer is not None:
            reply["value"] = answer
        if self._commands.saved is not None:
            reply["saved"] = self._commands.saved
        return reply


# An empty payload takes an order back.
def _decode(payload):
    if not payload:
        return None
    if payload in _PLAIN:
        return payload.decode()
    return json.loads(payload)
