"""What a terminal on the serial console shows; the view's own questions are left out of it."""

import pyte

from sim.host.charger import PROMPT, VirtualCharger

COLUMNS = 80
ROWS = 40


class Busy(Exception):
    """Somebody is typing a line at the console, or is being asked something there."""


class Transcript:
    def __init__(self, charger: VirtualCharger) -> None:
        self._charger = charger
        self._screen = pyte.Screen(COLUMNS, ROWS)
        # The port sends a bare line feed, as the firmware prints it.
        self._screen.set_mode(pyte.modes.LNM)
        self._stream = pyte.Stream(self._screen)
        self._boots = charger.last.boots
        self._shown_chars = len(charger.printed)
        self._stream.feed(PROMPT)

    # Looked at where a person would: what has been typed and deleted again is still in what was
    # printed, and gone from the screen.
    def at_prompt(self) -> bool:
        """Whether the console waits for a line, and nothing has been typed of it."""
        self.follow()
        cursor = self._screen.cursor
        row = self._screen.display[cursor.y]
        return cursor.x == len(PROMPT) and row.rstrip() == PROMPT.rstrip()

    def require_prompt(self) -> None:
        if not self.at_prompt():
            raise Busy("finish the line at the console first (Enter shows it)")

    def follow(self) -> None:
        """Shows what has been printed since the last look."""
        printed = self._charger.printed
        # Each life of the interpreter prints from the beginning.
        if self._charger.last.boots != self._boots or len(printed) < self._shown_chars:
            self._boots, self._shown_chars = self._charger.last.boots, 0
            if self._screen.cursor.x:
                self._stream.feed("\r\n")
        self._stream.feed(printed[self._shown_chars :])
        self._shown_chars = len(printed)

    def run(self, line: str) -> str:
        """What the console answers to a line; Busy unless it is at its prompt."""
        self.require_prompt()
        return self._charger.console(line)

    # The space before it tells it from what a person has typed.
    def ask_unseen(self, line: str) -> str:
        """The same, and nobody sees it."""
        answer = self.run(" " + line)
        self.pass_over()
        return answer

    def pass_over(self) -> None:
        """Does not show what has been printed since the last look."""
        self._shown_chars = len(self._charger.printed)

    def lines(self) -> tuple[str, ...]:
        """The screen down to the cursor, which is shown as a block."""
        cursor = self._screen.cursor
        rows = [row.rstrip() for row in self._screen.display[: cursor.y + 1]]
        rows[-1] = f"{rows[-1]:{cursor.x}}█" if len(rows[-1]) <= cursor.x else rows[-1]
        return tuple(rows)
