"""The light and the button: shows what the charger does, and takes the driver's order."""

from firmware.core.pilot import button, indication
from firmware.core.ticks import elapsed_ms

_CYCLE_MS = indication.SLOTS * indication.SLOT_MS


class Indicator:
    """`board`: drivers.wiring.Board, of it status_led, button and clock; `has_server`: one is set,
    so that its absence is worth a light."""

    def __init__(self, charger, board, desk, journal, has_server):
        self._charger = charger
        self._board = board
        self._desk = desk
        self._journal = journal
        self._has_server = has_server
        self._presses = button.Presses()
        self._signal = None
        self._since_ms = 0
        self._answer = None

    # Allocates nothing unless the button is pressed.
    def turn(self):
        """One look at the button and one at the charger."""
        now_ms = self._board.clock.ticks_ms()
        press = self._presses.look(self._board.button.pressed, now_ms)
        if press is not None:
            self._take(press, now_ms)
        if self._answer is None:
            self._show_state(now_ms)
        else:
            self._show_answer(now_ms)

    def _take(self, press, now_ms):
        if press == button.STUCK:
            self._journal.note("button", "stuck: ignored until it is released")
            return
        word = button.order(press, self._charger.plan.orders.override)
        taken = self._desk.order("override", word)["ok"]
        self._journal.note("button", word if taken else word + ": refused")
        self._answer = indication.TAKEN if taken else indication.REFUSED
        self._since_ms = now_ms

    def _show_answer(self, now_ms):
        slot = elapsed_ms(now_ms, self._since_ms) // indication.ANSWER_SLOT_MS
        if slot < indication.SLOTS:
            self._board.status_led.show(indication.colour(self._answer, None, slot))
        else:
            self._answer = self._signal = None

    # What is new begins with its first slot, which is lit: it is seen at once.
    def _show_state(self, now_ms):
        signal = indication.signal(self._charger)
        if signal is not self._signal:
            self._signal = signal
            self._since_ms = now_ms
        ms = elapsed_ms(now_ms, self._since_ms) % _CYCLE_MS
        self._since_ms = now_ms - ms
        slot = ms // indication.SLOT_MS
        self._board.status_led.show(indication.colour(signal, self._link(), slot))

    def _link(self):
        plan = self._charger.plan
        if plan.left_out:
            return indication.LEFT_OUT
        return indication.OFFLINE if self._has_server and not plan.link.up else None
