"""SNTP: packets on CPython; the service on MicroPython against a scripted time server."""

import socket
import struct

import pytest

from firmware.services.clock import sntp
from tests.services.link.cloud.scripted_broker import PATIENCE_S

TODAY_S = 1_795_000_000
BUILT_S = 1_767_225_600
END_S = 4_102_444_800
NTP_1900_S = 2_208_988_800
NONCE = b"12345678"


def answer(nonce=NONCE, epoch_s=TODAY_S, fraction=0, leap=0, mode=4, stratum=2, kiss=b"\0\0\0\0"):
    """48 bytes as a server sends them; NTP seconds wrap in 2036."""
    ntp_s = (epoch_s + NTP_1900_S) % 2**32
    head = bytes((leap << 6 | 4 << 3 | mode, stratum, 0, 0)) + bytes(8) + kiss + bytes(8)
    return head + nonce + bytes(8) + struct.pack("!II", ntp_s, fraction)


def test_a_request_is_a_client_packet_of_version_4_with_the_nonce_as_transmit_time():
    packet = sntp.request(NONCE)
    assert packet == b"\x23" + bytes(39) + NONCE


def test_an_answer_is_one_that_repeats_the_nonce():
    assert sntp.is_answer_to(answer(), NONCE)
    assert not sntp.is_answer_to(answer(b"12345679"), NONCE)
    assert not sntp.is_answer_to(answer()[:47], NONCE)
    assert not sntp.is_answer_to(b"", NONCE)


def test_the_time_is_read_to_the_millisecond():
    assert sntp.answered_ms(answer(fraction=2**31)) == TODAY_S * 1000 + 500


@pytest.mark.parametrize("epoch_s", [BUILT_S, 2_085_978_495, 2_085_978_497, END_S - 1])
def test_times_within_this_firmwares_life_are_taken_across_2036(epoch_s):
    assert sntp.answered_ms(answer(epoch_s=epoch_s)) == epoch_s * 1000


@pytest.mark.parametrize(
    "wrong",
    [
        {"epoch_s": BUILT_S - 1},
        {"epoch_s": END_S},
        {"epoch_s": -NTP_1900_S},
        {"mode": 3},
        {"mode": 5},
        {"stratum": 0, "kiss": b"RATE"},
        {"stratum": 16},
        {"leap": 3},
    ],
)
def test_an_answer_that_cannot_be_believed_is_refused_in_words(wrong):
    with pytest.raises(sntp.AnswerRefused) as refused:
        sntp.answered_ms(answer(**wrong))
    assert "time server" in str(refused.value)


def test_a_kiss_of_death_is_named_and_nothing_else_of_it_repeated():
    with pytest.raises(sntp.AnswerRefused, match=r"\(RATE\)"):
        sntp.answered_ms(answer(stratum=0, kiss=b"RATE"))
    with pytest.raises(sntp.AnswerRefused, match=r"\(\?\?\?A\)"):
        sntp.answered_ms(answer(stratum=0, kiss=b"\x1b[2A"))


class TimeServer:
    """Answers when told to, with whatever it is told."""

    def __init__(self):
        self._sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sock.bind(("127.0.0.1", 0))
        self._sock.settimeout(PATIENCE_S)
        self.address = f"127.0.0.1:{self._sock.getsockname()[1]}"

    def question(self):
        """-> (nonce, where the answer goes)."""
        packet, charger = self._sock.recvfrom(512)
        return packet[40:48], charger

    def answer(self, **how):
        nonce, charger = self.question()
        self._sock.sendto(answer(**{"nonce": nonce, **how}), charger)

    def send(self, octets, charger):
        self._sock.sendto(octets, charger)

    def close(self):
        self._sock.close()


@pytest.fixture
def server():
    server = TimeServer()
    yield server
    server.close()


@pytest.fixture
def keep_time(start, server):
    def keep_time(epoch=None, floor=0, joins=0, **pace):
        quick = {"first_retry_ms": 50, "second_opinion_ms": 50, "again_ms": 50, **pace}
        order = {"server": server.address, "epoch": epoch, "floor": floor, "joins": joins}
        order["pace"] = quick
        return start("clock/device_timekeeper.py", order)

    return keep_time


def expect_set(device, epoch_s):
    assert abs(device.expect_about("set") - epoch_s) <= 1


def test_c6_the_first_answer_wants_a_second_that_agrees(keep_time, server):
    device = keep_time()
    server.answer(epoch_s=END_S - 90)
    server.answer()
    assert "differ" in device.expect_about("journal")[1]
    server.answer()
    expect_set(device, TODAY_S)


def test_c6_nothing_before_the_last_time_that_was_known_is_believed(keep_time, server):
    device = keep_time(floor=TODAY_S)
    server.answer(epoch_s=TODAY_S - 2)
    assert "behind the last time" in device.expect_about("journal")[1]
    server.answer(epoch_s=TODAY_S - 2)
    server.answer(epoch_s=TODAY_S)
    server.answer(epoch_s=TODAY_S)
    expect_set(device, TODAY_S)


def test_a_last_time_that_was_wrong_itself_does_not_stand_for_ever(keep_time, server):
    device = keep_time(floor=END_S - 90, behind_s=1, first_retry_ms=400)
    server.answer()
    assert "behind the last time" in device.expect_about("journal")[1]
    for late_s in (0, 0, 0, 1, 1):
        server.answer(epoch_s=TODAY_S + late_s)
    expect_set(device, TODAY_S + 1)


def test_c6_where_a_clock_is_valid_the_last_time_known_rules_nothing(keep_time, server):
    device = keep_time(TODAY_S, floor=END_S - 90)
    server.answer()
    expect_set(device, TODAY_S)


def test_e7_before_there_is_a_network_nobody_is_asked_and_nothing_told(keep_time, server):
    device = keep_time(joins=2)
    assert [device.expect_about("online") for _ in range(3)] == [False, False, True]
    server.answer()
    server.answer()
    expect_set(device, TODAY_S)


def test_the_clock_is_set_and_set_again(keep_time, server):
    device = keep_time()
    server.answer()
    server.answer()
    expect_set(device, TODAY_S)
    server.answer(epoch_s=TODAY_S + 3_600)
    expect_set(device, TODAY_S + 3_600)


@pytest.mark.parametrize("wrong", [{"stratum": 0}, {"leap": 3}, {"mode": 1}, {"epoch_s": 0}])
def test_a_wrong_answer_is_explained_and_asked_again(keep_time, server, wrong):
    device = keep_time(TODAY_S)
    server.answer(**wrong)
    assert "time server" in device.expect_about("journal")[1]
    server.answer()
    expect_set(device, TODAY_S)


def test_answers_to_another_question_and_garbage_are_passed_over(keep_time, server):
    device = keep_time(TODAY_S)
    nonce, charger = server.question()
    server.send(b"", charger)
    server.send(b"x" * 500, charger)
    server.send(answer(b"somebody", TODAY_S + 99), charger)
    server.send(answer(nonce), charger)
    expect_set(device, TODAY_S)


def test_an_answer_from_another_address_is_passed_over(keep_time, server):
    device = keep_time(TODAY_S)
    nonce, charger = server.question()
    stranger = TimeServer()
    stranger.send(answer(nonce, TODAY_S + 99), charger)
    stranger.close()
    server.send(answer(nonce), charger)
    expect_set(device, TODAY_S)


def test_no_answer_is_explained_and_asked_again(keep_time, server):
    device = keep_time(TODAY_S, answer_ms=200)
    server.question()
    assert "does not answer" in device.expect_about("journal")[1]
    server.answer()
    expect_set(device, TODAY_S)


def test_an_hour_off_a_valid_clock_is_believed_at_once(keep_time, server):
    device = keep_time(epoch=TODAY_S)
    server.answer(epoch_s=TODAY_S - 3_590)
    expect_set(device, TODAY_S - 3_590)


def test_a_greater_jump_needs_a_second_answer_that_agrees(keep_time, server):
    device = keep_time(epoch=TODAY_S)
    server.answer(epoch_s=TODAY_S + 7_200)
    assert "asked again" in device.expect_about("journal")[1]
    server.answer(epoch_s=TODAY_S + 7_200)
    expect_set(device, TODAY_S + 7_200)


def test_two_answers_that_differ_leave_a_valid_clock_alone(keep_time, server):
    device = keep_time(epoch=TODAY_S)
    server.answer(epoch_s=TODAY_S + 7_200)
    server.answer(epoch_s=TODAY_S + 90_000)
    server.answer(epoch_s=TODAY_S)
    expect_set(device, TODAY_S)


def test_c4_what_a_server_of_time_adds_up_to_is_noted_when_it_is_a_minute(keep_time, server):
    device = keep_time(epoch=TODAY_S)
    for off_s in (30, 60, 91):
        server.answer(epoch_s=TODAY_S + off_s)
    code, words = device.expect_about("journal")
    assert code == "clock_set" and abs(int(words.split()[-2]) - 91) <= 1
