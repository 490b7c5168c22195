"""Files that are replaced as a whole."""

import os

import pytest

from firmware.drivers.flash.store import Store


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Store()


def test_what_was_never_written_is_none(store):
    assert store.read("data/settings.json") is None


def test_what_is_written_is_read_and_leaves_nothing_beside_it(store):
    store.write("data/settings.json", "one")
    store.write("data/settings.json", "two")
    assert store.read("data/settings.json") == "two"
    assert os.listdir("data") == ["settings.json"]


def test_what_is_overwritten_is_read(store):
    store.write("data/settings.a", "a longer one")
    store.overwrite("data/settings.a", "two")
    assert store.read("data/settings.a") == "two"
    assert os.listdir("data") == ["settings.a"]


def test_what_is_removed_is_gone_and_what_is_gone_may_be_removed(store):
    store.write("data/settings.json", "one")
    store.remove("data/settings.json")
    assert store.read("data/settings.json") is None
    store.remove("data/settings.json")


def test_what_cannot_be_removed_is_told(store, tmp_path):
    (tmp_path / "data" / "folder").mkdir(parents=True)
    with pytest.raises(OSError):
        store.remove("data/folder")


def test_what_cannot_be_read_is_not_the_same_as_nothing(store, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "bytes").write_bytes(b"\xff\xfe\x00")
    assert store.read("data/bytes") == ""
    (tmp_path / "data" / "folder").mkdir()
    assert store.read("data/folder") == ""


def test_a_write_that_fails_leaves_the_old_file_whole(store, tmp_path):
    store.write("data/settings.json", "old")
    (tmp_path / "data" / "settings.json.new").mkdir()
    with pytest.raises(OSError):
        store.write("data/settings.json", "new")
    assert store.read("data/settings.json") == "old"


def test_what_is_set_aside_takes_the_place_of_what_was(store):
    store.write("data/link.bad.json", "older")
    store.write("data/link.json", "broken")
    store.set_aside("data/link.json", "data/link.bad.json")
    assert store.read("data/link.json") is None
    assert store.read("data/link.bad.json") == "broken"
