"""The sender's mark in replies: repeated whatever the answer, and never long (E1, E2)."""

import pytest

LONGEST = (1 << 63) - 1


@pytest.mark.parametrize("mark", [LONGEST + 1, -LONGEST - 1, int("9" * 400), 1.5, True, "x" * 65])
def test_e1_a_mark_of_more_than_64_bits_is_not_repeated(send, mark):
    reply = send("limit", {"amps": 16, "id": mark})
    assert reply["ok"] and "id" not in reply


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
