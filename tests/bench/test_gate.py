"""The gate to the broker: a trickle, a byte at a time."""

import socket

import pytest

from sim.host.idle_loop import IdleLoop
from sim.host.site.broker import HOST
from sim.host.site.gate import Gate


@pytest.fixture
def loop():
    made = IdleLoop()
    yield made
    made.close()


@pytest.fixture
def ends(loop):
    """(gate, the charger's end, the broker's end), connected."""
    with socket.create_server((HOST, 0)) as broker:
        gate = Gate(loop, broker.getsockname()[1])
        charger = socket.create_connection((HOST, gate.port))
        beyond, _ = broker.accept()
        loop.settle()
        yield gate, charger, beyond
        gate.refuse()
        charger.close()
        beyond.close()


def arrived(loop, charger):
    """Bytes at the charger's end once everything has come to rest."""
    loop.settle()
    charger.setblocking(False)
    try:
        return charger.recv(100)
    except BlockingIOError:
        return b""


def test_it_dribbles_a_byte_at_each_drip_and_no_more(loop, ends):
    gate, charger, beyond = ends
    gate.dribble()
    beyond.sendall(b"ab")
    assert arrived(loop, charger) == b""
    gate.drip()
    assert arrived(loop, charger) == b"a"
    gate.drip()
    gate.drip()
    assert arrived(loop, charger) == b"b"
    assert gate.to_charger == 2


def test_open_again_it_lets_what_it_held_go_before_the_rest(loop, ends):
    gate, charger, beyond = ends
    gate.dribble()
    beyond.sendall(b"ab")
    loop.settle()
    gate.open()
    beyond.sendall(b"c")
    assert arrived(loop, charger) == b"abc"


def test_the_broker_gets_everything_at_once_meanwhile(loop, ends):
    gate, charger, beyond = ends
    gate.dribble()
    charger.sendall(b"xyz")
    loop.settle()
    beyond.settimeout(1)
    assert beyond.recv(10) == b"xyz"


def test_torn_the_charger_gets_half_of_what_comes_and_a_reset(loop, ends):
    gate, charger, beyond = ends
    gate.tear()
    beyond.sendall(b"abcd")
    assert arrived(loop, charger) == b"ab"
    with pytest.raises(ConnectionResetError):
        arrived(loop, charger)


def test_it_says_what_no_broker_said(loop, ends):
    gate, charger, _ = ends
    gate.say(b"\x30\xff")
    assert arrived(loop, charger) == b"\x30\xff"
    assert gate.to_charger == 2
