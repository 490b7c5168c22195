"""The control channel: a host process drives the world over a loopback socket, a JSON line each.

In virtual time nothing moves without a grant: `serve()` reads commands until one of them lets
the clock run. In real time `poll()` looks at the channel in passing. Commands: `do` (a verb of
the world), `get`, `run_us` (virtual), `save`, `heap` (with a gauge). Each gets exactly one answer.

A board that boots from its flash also says, unasked, when it is `awake`, every feeding of its
watchdog (`wdt`), when it stands at the `prompt`; and it is told of Ctrl-C (`interrupt`).
"""

import gc
import json

import micropython
import uselect
import usocket

_POLL_US = 10_000


class Remote:
    def __init__(self, address, virtual):
        host, port = address.split(":")
        self.virtual = virtual
        self.world = None
        self.grant_us = 0  # virtual time may run to here
        self.on_run = None  # called when a run begins: the host may have sent bytes meanwhile
        self._running = False
        self._until_change = False
        self._changes_before = 0
        self._next_poll_us = 0
        self._ended = False
        self._heap_bytes = gc.mem_alloc() + gc.mem_free()
        self.gauge = None  # of the heap, if the host asked for one
        self.armed = True  # Ctrl-C ends the program; see sim.chip.interrupt_key
        self._channel = usocket.socket()
        self._channel.connect(usocket.getaddrinfo(host, int(port))[0][-1])
        self._poller = uselect.poll()
        self._poller.register(self._channel, uselect.POLLIN)

    def begin(self):
        """Says hello; returns the host's first message: seed, world, power_on, root, flash."""
        self._send({"hello": {"virtual": self.virtual}})
        return self._receive()

    # ---- virtual time

    @micropython.native
    def due(self, now_us):
        """True when the present run is over and the host has to be asked."""
        if now_us >= self.grant_us:
            return True
        return self._until_change and self.world.change_count != self._changes_before

    def serve(self):
        """Ends the present run, if any; then obeys until the next one begins."""
        if self.gauge is not None:
            self.gauge.give()
        if self._running:
            self._running = False
            self._report()
        while not self._running:
            self._obey(self._receive())
        if self.gauge is not None:
            self.gauge.take()
        if self.on_run is not None:
            self.on_run()

    def settled(self, sent):
        """Asks the host how many bytes it has sent to this device; all of `sent` has arrived."""
        self._send({"settle": {"sent": sent, "wall_s": self.world.wall_s}})
        return self._receive()["settled"]["received"]

    # ---- real time

    def poll(self):
        """From the hardware calls: obeys what has come in, at most every 10 ms."""
        now_us = self.world.clock.now_us
        if now_us < self._next_poll_us or self._ended:
            return
        self._next_poll_us = now_us + _POLL_US
        while self._poller.poll(0):
            self._obey(self._receive())

    # ---- a board that boots from its flash

    def tell_awake(self):
        self._send({"awake": 1})

    def tell_watchdog(self, timeout_ms):
        self._send({"wdt": timeout_ms})

    # As a soft interrupt, so when the hardware is whole: a signal may cut one of its steps in two.
    def _interrupt(self):
        clock = self.world.clock
        clock.on("interrupt", lambda t_us: clock.soft(self._end_program, None))
        clock.after("interrupt", 0)

    def _end_program(self, _):
        self._send({"interrupted": 1})
        raise KeyboardInterrupt

    def tell_prompt(self, cause, text):
        """Both files are over. The world goes on whenever what is typed looks at the hardware."""
        gc.collect()
        self._send({"prompt": {"cause": cause, "text": text, "world": self.world.save(cause)}})
        gc.collect()
        self._send({"left": self.world.report()})

    # ---- the end

    # At the prompt nobody has looked at the clock for a while.
    def tell_end(self, cause, text=""):
        self._ended = True
        if self.gauge is not None:
            self.gauge.give()
        if not self.virtual:
            self.world.clock.sync()
        self._send({"end": {"cause": cause, "text": text, "world": self.world.save(cause)}})

    def end(self, cause, text=""):
        """The CPU has stopped: the host ends this process, which waits for that."""
        self.tell_end(cause, text)
        while self._channel.recv(1024):
            pass
        raise SystemExit(0)

    # ---- commands

    def _obey(self, command):
        try:
            self._run_command(command)
        except (ValueError, TypeError, KeyError) as error:
            self._send({"error": str(error)})

    def _run_command(self, command):
        if "run_us" in command:
            if not self.virtual:
                raise ValueError("real time runs by itself")
            self.grant_us = self.world.clock.now_us + command["run_us"]
            self._until_change = bool(command.get("until_change"))
            self._changes_before = self.world.change_count
            self._running = True
        elif "save" in command:
            self._send({"world": self.world.save()})
        elif "do" in command:
            self.world.do(command["do"], command.get("args") or {})
            self._report()
        elif "get" in command:
            self._report()
        elif "heap" in command:
            self._send({"heap": self.gauge.read(command["watched"])})
        elif "interrupt" in command:
            if self.armed:
                self._interrupt()
        else:
            raise ValueError("commands: do, get, run_us, save, heap, interrupt")

    # Asking walks the whole heap: once is enough.
    def _report(self):
        report = self.world.report()
        report["mem_free"] = gc.mem_free()
        report["mem_alloc"] = self._heap_bytes - report["mem_free"]
        report["mem_sim"] = self.world.own_bytes
        self._send({"report": report})

    def _send(self, message):
        self._channel.write(json.dumps(message) + "\n")

    def _receive(self):
        line = self._channel.readline()
        if not line:
            raise SystemExit(1)
        return json.loads(line)
