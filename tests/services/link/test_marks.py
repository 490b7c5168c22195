"""The sender's mark in replies: repeated whatever the answer, and never long (E1, E2)."""

import pytest

LONGEST = (1 << 63) - 1


@pytest.mark.parametrize("mark", [LONGEST + 1, -LONGEST - 1, 1.5, True, "x" * 65])
def test_e1_a_mark_of_more_than_64_bits_is_not_repeated(send, mark):
    reply = send("limit", {"amps": 16, "id": mark})
    assert reply["ok"] and "id" not in reply


# Read and printed, 6,000 digits held up the step.
def test_e1_a_number_of_more_than_20_digits_is_refused_unread(send, rig):
    for payload in (b'{"amps": 16, "id": %s}', b"%s", b'{"amps": %s}', b'{"amps": 16.%s}'):
        assert send("limit", payload % (b"1" * 21))["error"].endswith("more than 20 digits")
        assert rig.plan.orders.live_ma is None
    assert send("tou", b'{"version": %s}' % (b"1" * 21))["error"].endswith("more than 20 digits")
    assert send("limit", b'{"amps": 16, "id": "%s"}' % (b"1" * 64))["id"] == "1" * 64


def test_e1_a_mark_of_64_bits_is_repeated(send):
    for mark in (LONGEST, -LONGEST):
        assert send("limit", {"amps": 16, "id": mark})["id"] == mark


def test_e2_what_is_refused_for_want_of_tls_repeats_it(send):
    reply = send("wire", {"amps": 40, "pin": "271828", "id": "m-3"})
    assert reply["error"].startswith("only over TLS") and reply["id"] == "m-3"


def test_e2_what_is_refused_unread_repeats_it(send):
    for _ in range(30):
        send("config", b"{")
    reply = send("config", {"boot_wait_s": 31, "id": "m-4"})
    assert reply["error"].startswith("too many") and reply["id"] == "m-4"
    assert "id" not in send("config", b'{"id": ')
    assert "id" not in send("config", b'["id"]')
    assert "id" not in send("group", {"id": "garage", "amps": 48, "members": 2})
