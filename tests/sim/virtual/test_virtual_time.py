"""Virtual time on the real interpreter: ticks, order, network conditions, the same run twice."""

import os
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.host.process import ROOT, interpreter

SCRIPT = Path(__file__).with_name("device_virtual_time.py")
ROOMS = [ROOT / "sim/virtual", ROOT / "sim/hw", ROOT]
LIMIT_S = 30

EIO = 5
ECONNREFUSED = 111
EHOSTUNREACH = 113
ETIMEDOUT = 110
EAI_FAIL = -202


def play(scene: str, seed: int = 1, port: int = 0) -> list[str]:
    """What the scene printed, line by line."""
    path = ":".join([*map(str, ROOMS), ".frozen"])
    played = subprocess.run(
        [interpreter(), "-X", "heapsize=1m", SCRIPT, scene, str(seed), str(port)],
        env={**os.environ, "MICROPYPATH": path},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    return played.stdout.splitlines()


class _Echo(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        for line in self.rfile:
            self.wfile.write(line)


@pytest.fixture
def echo_port() -> Iterator[int]:
    """A server on the PC that sends every line back."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Echo) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_a_task_wakes_on_the_ten_millisecond_tick():
    for line in play("tick"):
        asked, waited, phase = map(int, line.split())
        assert asked <= waited <= asked + 11 and phase == 0


def test_tasks_that_are_due_together_take_turns():
    assert play("order") == [f"{name} {k}" for k in range(3) for name in "abc"]


def test_an_interrupt_wakes_a_task_at_the_event():
    assert play("interrupt") == ["80"]


def test_the_same_seed_gives_the_same_run_byte_for_byte():
    first = play("charge", seed=7)
    assert len(first) > 100
    assert play("charge", seed=7) == first


def test_another_seed_gives_another_run():
    assert play("charge", seed=7) != play("charge", seed=8)


def test_the_clock_goes_on_when_its_low_word_is_full():
    assert play("word_is_full") == ["[-1, 0, 1] True"]


def test_the_speed_of_virtual_time_is_told(capsys):
    figure = int(play("speed")[0])
    with capsys.disabled():
        print(f" [virtual time runs {figure} x real time] ", end="")
    assert figure > 0


def test_what_is_written_comes_back_before_the_clock_goes_on(echo_port):
    assert play("echo", port=echo_port) == ["b'hello\\n' True"]


def test_a_socket_that_blocks_reads_the_whole_of_it_and_writes_no_more_than_asked(echo_port):
    assert play("whole_read", port=echo_port) == ["b'one\\ntwo\\n' 2"]


def test_every_call_of_a_socket_can_fail_and_work_again(echo_port):
    assert play("failing_calls", port=echo_port) == [str(EIO)] * 5 + ["1"]


def test_a_half_open_connection_swallows_and_delivers_later(echo_port):
    assert play("half_open", port=echo_port) == ["nothing", "b'late\\n'"]


def test_losing_the_access_point_ends_a_connection(echo_port):
    assert play("lost_wifi", port=echo_port) == [str(EHOSTUNREACH)]


def test_a_refused_connection_says_so_when_used():
    assert play("refused") == [str(ECONNREFUSED)]


def test_a_blocking_connect_to_a_black_hole_takes_19_s():
    assert play("black_hole") == [f"{ETIMEDOUT} 19"]


def test_dead_dns_on_the_loop_stops_it_for_14_s():
    assert play("dns_on_the_loop") == [str(EAI_FAIL), "14"]


def test_dead_dns_in_a_thread_stops_nothing():
    answer, gap_ms = play("dns_in_a_thread")
    assert answer == f"{EAI_FAIL} 14"
    assert int(gap_ms) <= 40
