"""Reads the JSON of a `set/tou` message as it comes, in pieces of any size.

The largest takes five kilobytes, which are never there at once: they are cut at the fields and at
the items of the lists. Each of these is decoded by itself and goes into the draft. What is no
JSON, or names a field twice, is refused.
"""

from micropython import const

from firmware.core.refusal import ScheduleError
from firmware.core.tou.draft import LISTS, Draft

# Enough for a rule in which every character is written as \u0000; decoding takes the chip 7 ms.
_VALUE_MAX_BYTES = const(512)

# What the next bytes are.
_START = const(0)
_FIRST_NAME = const(1)
_NAME = const(2)
_VALUE = const(3)
_ITEM = const(4)
_LIST_READ = const(5)
_END = const(6)

_BLANK = const(0x20)
_BLANKS = b" \t\r\n"
_QUOTE = const(0x22)
_BACKSLASH = const(0x5C)
_COMMA = const(0x2C)
_COLON = const(0x3A)
_LIST_OPENS = const(0x5B)
_LIST_CLOSES = const(0x5D)
_OBJECT_OPENS = const(0x7B)
_OBJECT_CLOSES = const(0x7D)
_SIGNS = b"[]{},:"

_MARK = "id"


class Reader:
    """`loads`: json.loads. `mark`: the field `id`, by which the sender knows the reply again."""

    def __init__(self, loads):
        self.mark = None
        self._loads = loads
        self._draft = Draft()
        self._error = None
        self._next = _START
        self._name = None
        self._items = 0
        self._value = bytearray()
        self._too_long = False
        self._depth = 0  # of brackets within the value
        self._quoted = self._escaped = False

    def feed(self, octets):
        """Raises ValueError as soon as it is no JSON; what else is wrong is told at the end."""
        value = self._value
        for octet in octets:
            if self._quoted:
                self._quoted = self._escaped or octet != _QUOTE
                self._escaped = octet == _BACKSLASH and not self._escaped
            elif octet in _BLANKS:  # they part what they stand between, but one does
                if not value or value[-1] == _BLANK:
                    continue
                octet = _BLANK
            elif octet == _QUOTE:
                self._quoted = True
            elif octet in _SIGNS and self._cuts(octet):
                value = self._value
                continue
            if len(value) < _VALUE_MAX_BYTES:
                value.append(octet)
            else:
                self._too_long = True

    def schedule(self):
        """The Schedule, or None of `null`. Raises ValueError or ScheduleError."""
        if self._next == _START:
            if not self._too_long and self._decoded() is None:
                return None
            raise ScheduleError("", "expected an object")
        if self._next != _END or self._value:
            raise ValueError
        if self._error is not None:
            raise self._error
        return self._draft.schedule()

    def _cuts(self, sign):
        """True where `sign` is no part of a value, but stands around it."""
        if sign in (_LIST_OPENS, _OBJECT_OPENS):
            if not self._depth and not self._value:
                if self._next == _START and sign == _OBJECT_OPENS:
                    self._next = _FIRST_NAME
                    return True
                if self._next == _VALUE and sign == _LIST_OPENS and self._name in LISTS:
                    self._next, self._items = _ITEM, 0
                    return True
            self._depth += 1
        elif self._depth:
            self._depth -= sign in (_LIST_CLOSES, _OBJECT_CLOSES)
        elif self._next != _START:
            self._cut(sign)
            return True
        return False

    def _cut(self, sign):
        follows, empty = self._next, not self._value
        if follows == _ITEM and sign in (_COMMA, _LIST_CLOSES):
            if sign == _COMMA or self._items or not empty:
                self._take("{}[{}]".format(self._name, self._items))
                self._items += 1
            if sign == _LIST_CLOSES:
                self._next = _LIST_READ
        elif sign == _COLON and follows in (_FIRST_NAME, _NAME):
            self._begin_field()
        elif sign in (_COMMA, _OBJECT_CLOSES) and (
            follows == _VALUE or (follows == _LIST_READ and empty)
        ):
            if follows == _VALUE:
                self._take(self._name)
            self._next = _NAME if sign == _COMMA else _END
        elif sign == _OBJECT_CLOSES and follows == _FIRST_NAME and empty:
            self._next = _END
        else:
            raise ValueError

    def _begin_field(self):
        name = "" if self._too_long else self._decoded()
        if not isinstance(name, str):
            raise ValueError
        self._name, self._next = name, _VALUE
        self._clear()
        if name != _MARK and self._error is None:
            try:
                self._draft.begin(name)
            except ScheduleError as error:
                self._error = error

    # Behind an error the rest is read all the same: it may be no JSON, and it may hold the mark.
    def _take(self, path):
        value = None if self._too_long else self._decoded()
        if self._name == _MARK:
            self.mark = value
        elif self._error is None:
            try:
                if self._too_long:
                    raise ScheduleError(path, "longer than 512 bytes")
                if self._next == _ITEM:
                    self._draft.add(self._name, value)
                else:
                    self._draft.take(self._name, value)
            except ScheduleError as error:
                self._error = error
        self._clear()

    def _clear(self):
        self._value = bytearray()
        self._too_long = False

    def _decoded(self):
        return self._loads(str(self._value, "utf-8"))
