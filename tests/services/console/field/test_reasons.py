"""`why` tells what the link waits for, too: after a slow handshake that is the contactor."""

import gc

import pytest

from firmware.services.console.field import reasons
from tests.core.rig import Rig
from tests.fuzz.console_parts import Parts

WAITS = "a step of the last handshake took 1400 ms: waiting for the contactor to open"


class Cloud:
    last_error = ""


@pytest.fixture
def parts(monkeypatch):
    monkeypatch.setattr(gc, "mem_free", lambda: 50_000, raising=False)  # CPython counts none
    parts = Parts(Rig())
    parts.cloud = Cloud()
    return parts


def test_why_tells_what_the_link_waits_for_until_it_is_there(parts):
    parts.cloud.last_error = WAITS
    assert reasons.why(parts, []).endswith(f" Link: {WAITS}.")
    parts.cloud.last_error = ""
    assert "Link" not in reasons.why(parts, [])


def test_without_a_broker_there_is_no_link_to_tell_of(parts):
    parts.cloud = None
    assert "Link" not in reasons.why(parts, [])
