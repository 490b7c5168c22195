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


def _append(seqs, acked=0, charged=True):
    return [session_files.append(_record(seq), acked, charged) for seq in seqs]


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
        session_files.append(widest, 0, True)
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


# --- empty plug-ins: security review C3 ----------------------------------------------------------


@pytest.mark.parametrize("kept", [True, False])
def test_c3_empty_plug_ins_push_out_no_charge_and_no_charge_an_empty_one(kept):
    _append([1, 2, 3], charged=kept)
    assert sum(_append(range(4, 304), charged=not kept)) >= 5
    assert _seqs_after(0)[:3] == [1, 2, 3]


def test_c3_both_kinds_are_found_in_their_order():
    for seq in range(1, 61):
        _append([seq], charged=seq % 3 > 0)
    assert _seqs_after(0) == list(range(1, 61))
    assert [record[SEQ] for record in session_files.last(60)] == list(range(60, 0, -1))
    assert session_files.newest_seq() == 60


def test_c3_the_last_200_are_kept_whatever_they_are():
    for seq in range(1, 901):
        _append([seq], charged=seq % 7 > 2)
    assert len(_seqs_after(700)) == 200


# --- a full flash --------------------------------------------------------------------------------


@pytest.fixture
def fill(monkeypatch):
    """Seven blocks are free from now on, and one more for each file that goes."""

    def fill():
        files = len(os.listdir(session_files.FOLDER))

        def statvfs(folder):
            return 4_096, 4_096, 64, 7 + files - len(os.listdir(folder))

        monkeypatch.setattr("os.statvfs", statvfs)
        monkeypatch.setattr("os.ilistdir", lambda _: iter(()), raising=False)

    return fill


@pytest.fixture
def full_flash(fill):
    """Three files of records."""
    _append(range(1, 3 * session_files.LINES_PER_FILE + 1), acked=999)
    fill()


def test_on_a_full_flash_an_acknowledged_file_gives_way(full_flash):
    assert _append([100], acked=16) == [0]
    assert session_files.oldest_after(0)[SEQ] == 17


def test_on_a_full_flash_nothing_that_is_not_acknowledged_gives_way(full_flash):
    with pytest.raises(OSError):
        _append([100], acked=15)
    assert session_files.newest_seq() == 48
    assert session_files.oldest_after(0)[SEQ] == 1


def test_c3_on_a_full_flash_empty_ones_give_way_to_a_charge_and_no_charge_to_them(fill):
    _append(range(1, 33))
    _append(range(33, 65), charged=False)
    fill()
    with pytest.raises(OSError):
        _append([65], charged=False)
    assert _append([66]) == [1]
    assert _seqs_after(0) == list(range(1, 33)) + list(range(49, 65)) + [66]
