"""One asyncio loop in a thread of its own, which knows when it has nothing left to do.

Broker, gates, time server and the owner's client all live on it. A byte written to a loopback
socket is in the receiver's kernel buffer when send() returns: once no callback and no
descriptor is ready, all that was ever sent to this loop has been dealt with. That is what
virtual time waits for; no sleep and no count of loop cycles could tell it.
"""

import asyncio
import selectors
import threading
from collections.abc import Callable, Coroutine
from typing import Any

_SETTLE_LIMIT_S = 5.0  # a loop that is busy for longer is stuck
_CALL_LIMIT_S = 10.0


class _IdleSelector(selectors.DefaultSelector):
    """Asked to wait (not just to poll) with nothing ready: the loop is idle."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[threading.Event] = []

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        while self.waiting:
            self.waiting.pop().set()
        return super().select(timeout)


class IdleLoop:
    """Runs coroutines and calls for other threads and tells them when it has gone idle."""

    def __init__(self) -> None:
        self._selector = _IdleSelector()
        self.loop = asyncio.SelectorEventLoop(self._selector)
        self._thread = threading.Thread(target=self._run, name="pilotlight-net", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()
        self.loop.close()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """What `work` returns or raises, run on the loop; TimeoutError after 10 s."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(_CALL_LIMIT_S)

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What the plain `function` returns, called on the loop."""

        async def once() -> Any:
            return function(*arguments)

        return self.run(once())

    def settle(self) -> None:
        """Returns when everything sent to the loop has been dealt with; TimeoutError if never."""
        idle = threading.Event()
        self.loop.call_soon_threadsafe(self._selector.waiting.append, idle)
        if not idle.wait(_SETTLE_LIMIT_S):
            raise TimeoutError("the embedded broker's loop never comes to rest")

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(_CALL_LIMIT_S)
