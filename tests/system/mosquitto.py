"""A real mosquitto on a free port: the same verbs as the embedded broker."""

import shutil
import signal
import socket
import subprocess
import time

from sim.host.site.broker import HOST, free_port

_START_LIMIT_S = 10
_PLACES = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"


class Mosquitto:
    """Starts stopped; keeps no memory over a stop, which is a kill."""

    def __init__(self, loop, workdir):
        self.loop = loop
        self.port = free_port()
        self._config = workdir / "mosquitto.conf"
        self._config.write_text(f"listener {self.port} {HOST}\nallow_anonymous true\n")
        self._process = None

    @property
    def running(self):
        return self._process is not None

    def start(self):
        if self._process is None:
            self._process = subprocess.Popen(
                [executable(), "-c", self._config],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self._await_door()

    def stop(self):
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _await_door(self):
        deadline = time.monotonic() + _START_LIMIT_S
        while time.monotonic() < deadline:
            try:
                socket.create_connection((HOST, self.port)).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.02)
        raise RuntimeError(f"mosquitto does not listen on port {self.port}")


def executable():
    """The path of mosquitto; RuntimeError saying how to get it."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path=_PLACES)
    if found is None:
        raise RuntimeError("mosquitto is not installed: apt-get install mosquitto (or .ci/run)")
    return found
