"""The records on flash: how many, in which order, and what has to go."""

import os

import pytest

from firmware.core.record.session_record import SEQ
from firmware.services.memory import session_files


@pytest.fixture(autouse=True)
def flash(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def _record(seq):
    return [seq, 1, 2, 3, 4, 500, 32_000, "unplugged", False, True]


def _append(seqs, acked=0):
    return [session_files.append(_record(seq), acked) for seq in seqs]


def _seqs_after(acked):
    found = []
    while (record := session_files.oldest_after(acked)) is not None:
        acked = record[SEQ]
        found.append(acked)
    return found


def test_an_empty_flash_has_no_records():
    assert session_files.newest_seq() == 0
    assert session_files.oldest_after(0) is None
    assert session_files.last(5) == []


def test_records_are_found_in_their_order_from_any_point():
    seqs = list(range(65_537, 65_537 + 40))
    _append(seqs)
    assert session_files.newest_seq() == seqs[-1]
    assert session_files.oldest_after(0) == _record(seqs[0])
    for index in range(40):
        assert _seqs_after(seqs[index]) == seqs[index + 1 :]
    assert [record[SEQ] for record in session_files.last(5)] == seqs[:-6:-1]


def test_at_least_the_last_200_are_kept():
    for count in (224, 225, 240, 500):
        seqs = list(range(1_000 * count, 1_000 * count + count))
        _append(seqs, acked=seqs[-1])
        assert len(_seqs_after(seqs[-1] - 200)) == 200
        assert len(os.listdir(session_files.FOLDER)) <= session_files.FILES_MAX


def test_unacknowledged_ones_go_last_and_it_is_said():
    assert sum(_append(range(1, 225))) == 0
    assert _append([225]) == [1]
    assert session_files.oldest_after(0)[SEQ] == 17


def test_acknowledged_ones_go_in_silence():
    assert sum(_append(range(1, 226), acked=16)) == 0


def test_what_else_lies_there_is_left_alone():
    _append([1])
    with open(session_files.FOLDER + "/readme.txt", "w") as file:
        file.write("x")
    _append(range(2, 300), acked=300)
    assert "readme.txt" in os.listdir(session_files.FOLDER)


def test_a_file_stays_below_one_block_of_the_flash():
    widest = [
        0xFFFF_FFFF,
        *[4_102_444_800] * 4,
        999_999,
        80_000,
        "unplugged",
        False,
        False,
    ]
    for _ in range(session_files.LINES_PER_FILE):
        session_files.append(widest, 0)
    (name,) = os.listdir(session_files.FOLDER)
    assert os.stat(f"{session_files.FOLDER}/{name}").st_size < 4_096


def test_a_crc_that_does_not_fit_makes_a_line_nobody_s():
    _append([1, 2])
    path = session_files.FOLDER + "/1"
    with open(path, "rb") as file:
        content = file.read()
    with open(path, "wb") as file:
        file.write(content.replace(b"[1, 1", b"[1, 2"))
    assert _seqs_after(0) == [2]


# --- a full flash --------------------------------------------------------------------------------


@pytest.fixture
def full_flash(monkeypatch):
    """Seven blocks are free, and one more for each file that goes."""
    files = 3

    def statvfs(folder):
        return 4_096, 4_096, 64, 7 + files - len(os.listdir(folder))

    _append(range(1, files * session_files.LINES_PER_FILE + 1), acked=999)
    monkeypatch.setattr("os.statvfs", statvfs)


def test_on_a_full_flash_an_acknowledged_file_gives_way(full_flash):
    assert _append([100], acked=16) == [0]
    assert session_files.oldest_after(0)[SEQ] == 17


def test_on_a_full_flash_nothing_that_is_not_acknowledged_gives_way(full_flash):
    with pytest.raises(OSError):
        _append([100], acked=15)
    assert session_files.newest_seq() == 48
    assert session_files.oldest_after(0)[SEQ] == 1
