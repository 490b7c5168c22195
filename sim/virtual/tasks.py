"""asyncio's task queue in virtual time, in the place of the interpreter's built-in one.

The built-in queue stamps a pushed task with the PC's own clock, and runs tasks of the same
millisecond in an order that depends on it. This one reads the virtual clock and is first come,
first served, so that the same seed gives the same run.
"""

from time import ticks_diff, ticks_ms

import micropython
from micropython import const

_HALF = const(0x20000000)
_TICKS = const(0x3FFFFFFF)


# Where a task that is due at `key` belongs: behind all that are due then or before. Most of what
# is pushed is due soon.
@micropython.viper
def _place(tasks, key: int) -> int:
    i = 0
    count = int(len(tasks))
    while i < count and (key - int(tasks[i].ph_key)) & _TICKS < _HALF:
        i += 1
    return i


class TaskQueue:
    def __init__(self):
        self._tasks = []

    @micropython.native
    def peek(self):
        return self._tasks[0] if self._tasks else None

    @micropython.native
    def push(self, task, key=None):
        task.data = None
        task.ph_key = key = ticks_ms() if key is None else key
        tasks = self._tasks
        tasks.insert(_place(tasks, key), task)

    @micropython.native
    def pop(self):
        return self._tasks.pop(0)

    def remove(self, task):
        self._tasks.remove(task)


class Task:
    """As extmod/asyncio describes it: `state` is True while running, a TaskQueue while awaited,
    False or None when done; `data` is what it waits on, or its result."""

    def __init__(self, coro, context=None):
        self.coro = coro
        self.data = None
        self.state = True
        self.ph_key = 0
        self._core = context

    def __iter__(self):
        if not self.state:
            self.state = False
        elif self.state is True:
            self.state = TaskQueue()
        elif type(self.state) is not TaskQueue:
            raise RuntimeError("can't wait")
        return self

    def __next__(self):
        if not self.state:
            raise StopIteration if self.data is None else self.data
        waiting = self._core["cur_task"]
        self.state.push(waiting)
        waiting.data = self

    def done(self):
        return not self.state

    def cancel(self):
        if not self.state:
            return False
        core = self._core
        if self is core["cur_task"]:
            raise RuntimeError("can't cancel self")
        task = self
        while isinstance(task.data, Task):
            task = task.data
        queue = core["_task_queue"]
        if hasattr(task.data, "remove"):
            task.data.remove(task)
            queue.push(task)
        elif ticks_diff(task.ph_key, ticks_ms()) > 0:
            queue.remove(task)
            queue.push(task)
        task.data = core["CancelledError"]
        return True
