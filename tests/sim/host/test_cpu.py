"""One life of the simulated CPU after another, seen by somebody who asks meanwhile."""

import selectors
import socket
import threading

import pytest

from sim.host.cpu import Cpu
from sim.host.process import ChargerDied, ChargerProcess

WAIT_S = 10


class Uplink:
    wall_s = 0.0

    def process_started(self):
        pass


class Life:
    """The first ends unasked; the second is born when `born` is set, and until then on its way."""

    def __init__(self, lives, on_its_way, born):
        lives.append(self)
        self.start_with = {}
        if len(lives) > 1:
            on_its_way.set()
            assert born.wait(WAIT_S)

    def receive(self):
        return {"hello": {}}

    def glance(self):
        return {"end": {"cause": "soft_reset", "text": "", "world": {}}}

    def send(self, message):
        pass

    def kill(self):
        pass


def test_who_asks_between_two_lives_waits_for_the_next_one(tmp_path):
    lives, on_its_way, born = [], threading.Event(), threading.Event()
    cpu = Cpu(tmp_path, Uplink(), process=lambda *_: Life(lives, on_its_way, born))
    cpu.power_on()
    resetting = threading.Thread(target=cpu.attend)
    resetting.start()
    assert on_its_way.wait(WAIT_S)
    seen = []
    asking = threading.Thread(target=lambda: seen.extend((cpu.running, cpu.process)))
    asking.start()
    asking.join(0.1)
    assert seen == []
    born.set()
    for thread in (resetting, asking):
        thread.join(WAIT_S)
    assert seen == [True, lives[1]]


class Channel(ChargerProcess):
    """The near end of a control channel, without a process behind it."""

    def __init__(self, channel):
        self.console = ""
        self._channel = channel
        self._pending = b""
        self._watch = selectors.DefaultSelector()
        self._watch.register(channel, selectors.EVENT_READ, self._read_channel)

    def _read_output(self):
        pass


@pytest.fixture
def ends():
    """Both ends of a TCP connection."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        near = socket.create_connection(door.getsockname())
        far, _ = door.accept()
    yield near, far
    near.close()
    far.close()


def test_the_last_words_are_heard_though_nobody_heard_the_question(ends):
    near, far = ends
    process = Channel(near)
    far.sendall(b'{"end": {"cause": "reset"}}\n')
    far.close()
    for _ in range(3):
        process.send({"get": 1})
    assert process.receive() == {"end": {"cause": "reset"}}
    with pytest.raises(ChargerDied, match="ended"):
        process.receive()
