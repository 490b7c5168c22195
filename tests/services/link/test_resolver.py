"""Addresses with DNS alive, dead and slow; the look-up thread runs when a test says so."""

import _thread
import asyncio
import socket

import pytest

from firmware.services.link.resolver import Resolver, is_literal

PORT = 1883
FIRST = ("192.0.2.1", PORT)
SECOND = ("192.0.2.2", PORT)
DEADLINE_MS = 25_000
KEPT_ENOUGH_MS = 3_000


class Network:
    """DNS with a clock: `address` is what it answers (None: nothing), `after_ms` how late."""

    def __init__(self):
        self.address = FIRST
        self.after_ms = 100
        self.now_ms = 0
        self.lookups = 0
        self._pending = []

    def ticks_ms(self):
        return self.now_ms

    async def sleep_ms(self, duration_ms):
        self.now_ms += duration_ms
        due = [entry for entry in self._pending if entry[0] <= self.now_ms]
        self._pending = [entry for entry in self._pending if entry[0] > self.now_ms]
        for _, work, args in due:
            work(*args)

    def start_thread(self, work, args):
        self.lookups += 1
        self._pending.append((self.now_ms + self.after_ms, work, args))

    def getaddrinfo(self, host, port, family, kind):
        if self.address is None:
            raise OSError(-2)
        return [(family, kind, 0, "", self.address)]


@pytest.fixture
def dns(monkeypatch):
    dns = Network()
    monkeypatch.setattr(asyncio, "sleep_ms", dns.sleep_ms, raising=False)
    monkeypatch.setattr(_thread, "start_new_thread", dns.start_thread)
    monkeypatch.setattr(socket, "getaddrinfo", dns.getaddrinfo)
    return dns


@pytest.fixture
def resolve(dns):
    resolver = Resolver(dns)
    return lambda host="broker.example": asyncio.run(resolver.resolve(host, PORT, DEADLINE_MS))


def test_a_name_is_looked_up_each_time(dns, resolve):
    assert resolve() == FIRST
    dns.address = SECOND
    assert resolve() == SECOND


def test_a_literal_needs_no_thread(dns, resolve):
    assert resolve("192.0.2.1") == FIRST
    assert dns.lookups == 0


def test_a_name_without_address_is_said_in_words(dns, resolve):
    dns.address = None
    with pytest.raises(OSError, match="broker.example cannot be found"):
        resolve()


def test_with_dns_dead_the_last_address_is_used(dns, resolve):
    resolve()
    dns.address = None
    assert resolve() == FIRST


def test_with_dns_hanging_the_last_address_is_used_after_3_s(dns, resolve):
    resolve()
    began_ms, dns.after_ms = dns.now_ms, 21_000
    assert resolve() == FIRST
    assert dns.now_ms - began_ms == KEPT_ENOUGH_MS


def test_a_first_look_up_may_take_until_the_deadline(dns, resolve):
    dns.after_ms = DEADLINE_MS
    assert resolve() == FIRST
    assert dns.now_ms == DEADLINE_MS


def test_a_look_up_that_outlasts_the_deadline_is_waited_for_the_next_time(dns, resolve):
    dns.after_ms = DEADLINE_MS + 1_000
    with pytest.raises(OSError):
        resolve()
    assert resolve() == FIRST
    assert dns.lookups == 1


def test_another_host_is_never_given_the_address_of_the_first(dns, resolve):
    resolve("broker.example")
    dns.address = None
    with pytest.raises(OSError, match="time.example"):
        resolve("time.example")


def test_literals_are_four_numbers_below_256():
    assert is_literal("0.0.0.0")
    assert is_literal("255.255.255.255")
    for name in ("256.0.0.1", "1.2.3", "1.2.3.4.5", "1.2.3.", "a.b.c.d", "", "1.2.3.4x", "::1"):
        assert not is_literal(name)
