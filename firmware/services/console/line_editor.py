"""A line as it is edited at a terminal: each key in, the characters that show its effect out.

Only what follows the cursor is written again, with backspaces and blanks, which every terminal
knows. Escape sequences are read byte by byte; those that mean nothing here are swallowed.
"""

from micropython import const

_LINE_MAX_CHARS = const(200)
_HISTORY_LINES = const(8)
_FIRST_PRINTABLE = const(32)
_LAST_PRINTABLE = const(126)

# Where in an escape sequence we are (ECMA-48, 5.4).
_OUTSIDE = const(0)
_BEGUN = const(1)  # after ESC
_PARAMETERS = const(2)  # after ESC [
_LAST = const(3)  # after ESC O
_ESC = const(27)
_BRACKET = const(91)
_O = const(79)
_ZERO = const(48)
_NUMBER_MAX = const(99)
_FIRST_FINAL = const(64)
_TILDE = const(126)

# Keys by the letter that ends their escape sequence, or by their control character.
_UP = const(65)
_DOWN = const(66)
_RIGHT = const(67)
_LEFT = const(68)
_END = const(70)
_HOME = const(72)
_CTRL_A = const(1)
_CTRL_E = const(5)
_CTRL_U = const(21)
_CTRL_W = const(23)
_BACKSPACE = const(8)
_RUBOUT = const(127)  # what the key sends that most terminals call backspace
_DELETE = const(4)

_BY_NUMBER = {1: _HOME, 3: _DELETE, 4: _END, 7: _HOME, 8: _END}  # ESC [ number ~


class LineEditor:
    """`line`: what has been typed so far; `shown`: it may be seen, now and in the history;
    `damaged`: not all of it could be taken, so it is not what was meant."""

    def __init__(self):
        self.line = ""
        self.shown = True
        self.damaged = False
        self._at = 0
        self._escape = _OUTSIDE
        self._number = 0
        self._history = []
        self._back = 0  # how many lines back in the history

    def take(self, key):
        """What is to be written for this byte; "" for one that does nothing."""
        if self._escape != _OUTSIDE and key >= _FIRST_PRINTABLE:
            text = self._follow(key)
        elif _FIRST_PRINTABLE <= key <= _LAST_PRINTABLE:
            text = self._insert(chr(key))
        else:
            self.damaged = self.damaged or key > _RUBOUT
            self._escape = _BEGUN if key == _ESC else _OUTSIDE
            text = self._act(key)
        return text if self.shown else ""

    def finish(self, remember):
        """The line, which is then empty; `remember`: for the history, which keeps none that
        begins with a blank, as a shell's."""
        line, history = self.line, self._history
        self.line = ""
        self.damaged = False
        self._at = self._back = 0
        self._escape = _OUTSIDE
        remember = remember and self.shown and line and line[0] != " "
        if remember and history[-1:] != [line]:
            self._history = history[1 - _HISTORY_LINES :] + [line]
        return line

    def _follow(self, key):
        if self._escape == _BEGUN:
            self._number = 0
            self._escape = _PARAMETERS if key == _BRACKET else _LAST if key == _O else _OUTSIDE
        elif self._escape == _PARAMETERS and key < _FIRST_FINAL:
            self._number = min(_NUMBER_MAX, self._number * 10 + key - _ZERO)
        else:
            self._escape = _OUTSIDE
            return self._act(_BY_NUMBER.get(self._number) if key == _TILDE else key)
        return ""

    def _insert(self, text):
        line, at = self.line, self._at
        if len(line) >= _LINE_MAX_CHARS:
            self.damaged = True
            return ""
        return self._rewrite(line[:at] + text + line[at:], at + 1)

    def _act(self, key):
        line, at = self.line, self._at
        if key == _LEFT:
            return self._move(max(0, at - 1))
        if key == _RIGHT:
            return self._move(min(len(line), at + 1))
        if key == _HOME or key == _CTRL_A:
            return self._move(0)
        if key == _END or key == _CTRL_E:
            return self._move(len(line))
        if key == _UP or key == _DOWN:
            return self._recall(1 if key == _UP else -1)
        return self._cut(key, line, at)

    def _cut(self, key, line, at):
        begin = end = at
        if key == _DELETE:
            end = at + 1
        elif key == _BACKSPACE or key == _RUBOUT:
            begin = max(0, at - 1)
        elif key == _CTRL_U:
            begin = 0
            self.damaged = self.damaged and at < len(line)
        elif key == _CTRL_W:
            begin = line[:at].rstrip().rfind(" ") + 1
        return "" if begin == end else self._rewrite(line[:begin] + line[end:], begin)

    # What was typed before the first step back is not kept.
    def _recall(self, step):
        back = self._back + step
        if not self.shown or not 0 <= back <= len(self._history):
            return ""
        self._back = back
        line = self._history[-back] if back else ""
        return self._move(0) + self._rewrite(line, len(line))

    def _move(self, at):
        was, self._at = self._at, at
        return "\b" * (was - at) + self.line[was:at]

    # Up to the place of the change both lines are the same.
    def _rewrite(self, line, at):
        text = self._move(min(self._at, at))
        gone = max(0, len(self.line) - len(line))
        text += line[self._at :] + " " * gone + "\b" * (len(line) + gone - at)
        self.line, self._at = line, at
        return text
