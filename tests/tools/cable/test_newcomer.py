"""The newcomer's wait, with a small repository whose `make run` shows a few words."""

import subprocess

import pytest

from tools.cable import newcomer

SHOWS = "run:\n\t@stty -icanon; printf 'q quit\\ncontactor CLOSED\\n'; head -c 1 >/dev/null\n"
FAILS = "run:\n\t@echo there is no index; exit 1\n"


@pytest.fixture
def repository(tmp_path):
    """Call it with a Makefile: a repository that holds it."""

    def made(makefile):
        (tmp_path / "Makefile").write_text(makefile)
        who = ("-c", "user.name=x", "-c", "user.email=x@example")
        for words in (("init", "-q"), ("add", "Makefile"), (*who, "commit", "-q", "-m", "x")):
            subprocess.run(["git", *words], cwd=tmp_path, check=True)
        return tmp_path

    return made


def test_what_was_reached_is_told_with_its_seconds(repository, capsys):
    assert newcomer.main(repository(SHOWS)) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split(" s  ")[1] for line in told] == [
        "the clone",
        "the live view",
        "the contactor has closed",
    ]


def test_a_make_that_fails_is_told_with_its_words(repository, capsys):
    assert newcomer.main(repository(FAILS)) == 1
    assert "there is no index" in capsys.readouterr().err
