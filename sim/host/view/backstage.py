"""The stage in a thread of its own, so that the keys stay live while it works."""

import queue
import threading
import time
from pathlib import Path
from types import TracebackType

from sim.host.view.orders import Order
from sim.host.view.pace import FRAME_S
from sim.host.view.scene import Scene
from sim.host.view.stage import NOT_DONE, Stage

_END_LIMIT_S = 15.0


class Backstage:
    """`scene`: the latest, None until the charger has started; `failure`: why it ended."""

    def __init__(self, workdir: Path) -> None:
        self.scene: Scene | None = None
        self.failure = ""
        self._workdir = workdir
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pilotlight-stage", daemon=True)

    def __enter__(self) -> "Backstage":
        self._thread.start()
        return self

    def __exit__(self, kind: type | None, error: object, trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join(_END_LIMIT_S)

    def order(self, order: Order) -> None:
        """To be done as soon as the frame at work is done."""
        self._orders.put(order)

    def _run(self) -> None:
        try:
            with Stage(self._workdir) as stage:
                while not self._over.is_set():
                    self._play(stage)
        except NOT_DONE as trouble:
            self.failure = f"The live view had to end: {trouble}"

    def _play(self, stage: Stage) -> None:
        end_s = time.monotonic() + FRAME_S
        self.scene = stage.turn(self._wanted)
        try:
            while True:
                stage.obey(self._orders.get(timeout=max(end_s - time.monotonic(), 0)))
        except queue.Empty:
            pass

    def _wanted(self) -> bool:
        return self._over.is_set() or not self._orders.empty()
