"""One text kept twice: what a rotten, a stale or a refused copy costs."""

import pytest

from firmware.drivers.flash.store import Store
from firmware.drivers.flash.twin import Twin

_PATH = "data/settings"
_A, _B = _PATH + ".a", _PATH + ".b"


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Store()


def _opened(store):
    twin = Twin(store, _PATH)
    return twin, twin.read()


def _written(store, *texts):
    twin, _ = _opened(store)
    for text in texts:
        twin.write(text)
    return twin


def test_what_was_never_written_is_none_and_not_damaged(store):
    twin, text = _opened(store)
    assert text is None
    assert not twin.damaged and not twin.mirrored
    assert not twin.mirror()


def test_what_is_written_is_read(store):
    _written(store, "one")
    assert _opened(store)[1] == "one"


@pytest.mark.parametrize("text", ["", "\n", "two\nlines\n", "1 2\n3", "größer", "x" * 5_000])
def test_any_text_comes_back_as_it_was(store, text):
    twin = _written(store, "one", text)
    twin.mirror()
    assert _opened(store)[1] == text


def test_writes_alternate_and_the_last_one_counts(store):
    for number in range(1, 6):
        _written(store, str(number))
        assert _opened(store)[1] == str(number)
    assert store.read(_A).endswith("\n5") and store.read(_B).endswith("\n4")


def test_a_crc_a_number_and_the_text_are_the_file(store):
    _written(store, "text")
    assert store.read(_A) == "2e9b15d1 1\ntext"


def test_mirror_makes_both_copies_the_same_and_then_has_nothing_to_do(store):
    twin = _written(store, "one", "two")
    assert not twin.mirrored
    assert twin.mirror() and twin.mirrored
    assert store.read(_A) == store.read(_B)
    assert not twin.mirror()
    assert _opened(store)[0].mirrored


@pytest.mark.parametrize("path", [_A, _B])
@pytest.mark.parametrize("place", range(13))
def test_one_rotten_byte_anywhere_in_one_of_equal_copies_costs_nothing(store, path, place):
    _written(store, "text").mirror()
    content = store.read(path)
    store.overwrite(path, content[:place] + chr(ord(content[place]) ^ 1) + content[place + 1 :])
    twin, text = _opened(store)
    assert text == "text" and twin.damaged and not twin.mirrored
    assert twin.mirror()
    assert not twin.damaged and store.read(_A) == store.read(_B) == content


@pytest.mark.parametrize("damage", ["", "x", "00000000 1\ntext", "\n", "2e9b15d1", "2e9b15d1 1"])
def test_with_both_copies_rotten_the_text_is_empty_until_it_is_written(store, damage):
    _written(store, "text").mirror()
    store.overwrite(_A, damage)
    store.overwrite(_B, damage)
    twin, text = _opened(store)
    assert text == "" and twin.damaged
    assert not twin.mirror()
    twin.write("new")
    assert _opened(store)[1] == "new"
    twin.mirror()
    assert not twin.damaged and twin.mirrored


def test_a_file_whose_crc_is_right_and_whose_number_is_none_is_damaged(store):
    store.write(_A, "8587d865 abcde")
    assert _opened(store)[1] == ""


def test_a_copy_that_cannot_be_read_is_damaged(store, tmp_path):
    _written(store, "one", "two")
    (tmp_path / _B).write_bytes(b"\xff\xfe")
    twin, text = _opened(store)
    assert text == "one" and twin.damaged


def test_the_newest_is_never_written_over(store):
    twin = _written(store, "one")
    for number in range(5):
        newest = max((store.read(_A) or "", store.read(_B) or ""), key=_number)
        twin.write(str(number))
        assert newest in (store.read(_A), store.read(_B))


def _number(content):
    return int(content.split()[1]) if content else 0


class _Refusing(Store):
    """Refuses once `refuses` is set, having spoilt the file where it is written in place."""

    refuses = False

    def overwrite(self, path, text):
        if self.refuses:
            super().overwrite(path, text[:5])
            raise OSError(28)
        super().overwrite(path, text)


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_a_write_that_fails_leaves_the_newest_and_the_next_one_counts(store, times):
    store = _Refusing()
    twin = _written(store, *(str(number) for number in range(times)))
    store.refuses = True
    for _ in range(3):
        with pytest.raises(OSError):
            twin.write("new")
    assert _opened(store)[1] == (str(times - 1) if times else None)
    store.refuses = False
    twin.write("new")
    assert _opened(store)[1] == "new"


def test_a_mirror_that_fails_leaves_the_newest_and_is_done_later(store):
    store = _Refusing()
    twin = _written(store, "one", "two")
    store.refuses = True
    with pytest.raises(OSError):
        twin.mirror()
    assert twin.damaged and _opened(store)[1] == "two"
    store.refuses = False
    assert twin.mirror() and twin.mirrored


def test_a_newest_copy_that_rots_before_it_is_mirrored_is_not_spread(store):
    twin = _written(store, "one", "two")
    store.overwrite(_B, "rotten")
    with pytest.raises(OSError):
        twin.mirror()
    twin.write("two")
    assert _opened(store)[1] == "two"
    assert twin.mirror() and twin.mirrored
