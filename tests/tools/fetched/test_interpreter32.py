"""`make interpreter32`: where it can be had, from which mirror, and only once."""

from pathlib import Path

import pytest

from tools.fetched import interpreter32
from tools.fetched.interpreter32 import InterpreterError, mirror_of, require_debian

DEBIAN = {"ID": "debian", "VERSION_CODENAME": "bookworm"}
OTHER, MIRROR = "https://other.example/software", "http://mirror.example"
URIS = f"""\
'{OTHER}/dists/bookworm/InRelease' other_InRelease 0
'{MIRROR}/dists/bookworm/InRelease' mirror_InRelease 0
'{MIRROR}/dists/bookworm-updates/InRelease' mirror_updates_InRelease 0
"""


@pytest.fixture
def keyring(tmp_path):
    path = tmp_path / "keyring.gpg"
    path.write_bytes(b"keys")
    return path


def test_the_mirror_is_the_one_that_has_the_release_and_its_updates():
    assert mirror_of(URIS, "bookworm") == MIRROR


def test_a_mirror_without_updates_will_do_when_there_is_no_other():
    assert mirror_of(URIS.splitlines()[0], "bookworm") == OTHER


def test_without_a_mirror_of_the_release_it_says_so():
    with pytest.raises(InterpreterError, match="name no mirror of sid"):
        mirror_of(URIS, "sid")


def test_another_distribution_is_told_to_use_debian(keyring):
    with pytest.raises(InterpreterError, match="use Debian"):
        require_debian({"ID": "fedora"}, "x86_64", keyring)


def test_another_processor_is_refused_by_its_name(keyring):
    with pytest.raises(InterpreterError, match="not aarch64"):
        require_debian(DEBIAN, "aarch64", keyring)


def test_without_the_keyring_nothing_is_fetched(tmp_path):
    with pytest.raises(InterpreterError, match="apt-get install debian-archive-keyring"):
        require_debian(DEBIAN, "x86_64", tmp_path / "none.gpg")


def test_what_is_there_is_not_fetched_again(tmp_path, monkeypatch):
    fetched: list[Path] = []
    monkeypatch.setattr(interpreter32, "fetch", fetched.append)
    assert interpreter32.main(tmp_path) == 0
    (tmp_path / "pins").write_text(interpreter32._PINS)
    interpreter32.launcher(tmp_path).write_text("#!/bin/sh\n")
    assert interpreter32.main(tmp_path) == 0
    assert fetched == [tmp_path]


def test_why_it_could_not_be_had_is_said(tmp_path, monkeypatch, capsys):
    def refuse(place):
        raise InterpreterError("use Debian")

    monkeypatch.setattr(interpreter32, "fetch", refuse)
    assert interpreter32.main(tmp_path) == 1
    assert capsys.readouterr().err == "use Debian\n"
